// What makes a voice known: the check of what was said, and the sealed file that keeps it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "runtime/enrolment.hpp"
#include "runtime/private_file.hpp"
#include "runtime/voice_store.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

VoiceEmbedding pointing(std::size_t axis, float beside = 0.0F) {
  VoiceEmbedding embedding{};
  embedding[axis] = std::sqrt(1.0F - beside * beside);
  embedding[axis + 1] = beside;
  return embedding;
}

// Tells voices by the size of their samples: 0.1 is one voice, 0.2 another.
class BySize final : public VoiceIdentifier {
 public:
  Result<VoiceSample> embed(std::span<const float> samples) override {
    const bool first = std::abs(samples.front()) < 0.15F;
    return VoiceSample{pointing(first ? 0 : 10), to_milliseconds(static_cast<SampleCount>(samples.size()))};
  }
};

std::vector<float> speech(Milliseconds length, float size = 0.1F) {
  return std::vector<float>(static_cast<std::size_t>(to_samples(length)), size);
}

EnrolmentFinding judge(const std::vector<float>& voiced, const std::vector<VoicePrint>& others = {}) {
  BySize identifier;
  const auto finding = judge_enrolment(identifier, "Maria", voiced, others);
  EXPECT_TRUE(finding.ok());
  return finding ? finding.value() : EnrolmentFinding{};
}

TEST(Enrolment, EnoughOfOneVoiceIsAPrint) {
  const EnrolmentFinding finding = judge(speech(8000));
  EXPECT_EQ(finding.fault, EnrolmentFault::kNone);
  EXPECT_EQ(finding.print.name, "Maria");
  EXPECT_EQ(finding.print.voiced_ms, 8000);
  EXPECT_EQ(similarity(finding.print.embedding, pointing(0)), 1000);
}

TEST(Enrolment, SaysWhatIsWrong) {
  EXPECT_EQ(judge(speech(7999)).fault, EnrolmentFault::kTooShort);
  EXPECT_EQ(judge({}).fault, EnrolmentFault::kTooShort);
  EXPECT_EQ(judge(speech(9000, 0.002F)).fault, EnrolmentFault::kTooQuiet);
  EXPECT_EQ(judge(speech(9000, 1.0F)).fault, EnrolmentFault::kClipped);
  std::vector<float> two = speech(6000);
  const std::vector<float> other = speech(2000, 0.2F);
  two.insert(two.end(), other.begin(), other.end());
  EXPECT_EQ(judge(two).fault, EnrolmentFault::kTwoVoices);
  for (const auto fault : {EnrolmentFault::kTooShort, EnrolmentFault::kTooQuiet, EnrolmentFault::kClipped,
                           EnrolmentFault::kTwoVoices, EnrolmentFault::kTooAlike}) {
    EXPECT_FALSE(enrolment_advice(fault).empty());
  }
}

// Each part is near to what is common to both.
TEST(Enrolment, TwoWhoShareTheRecordingAreNotOne) {
  std::vector<float> two = speech(8000);
  const std::vector<float> other = speech(8000, 0.2F);
  two.insert(two.end(), other.begin(), other.end());
  const EnrolmentFinding finding = judge(two);
  EXPECT_EQ(finding.fault, EnrolmentFault::kTwoVoices);
  EXPECT_EQ(finding.group_similarity, 0);
}

TEST(Enrolment, AVoiceThatIsThereAlreadyIsRefusedUnderAnotherName) {
  const EnrolmentFinding alike = judge(speech(8000), {{"Ben", pointing(0, 0.3F), 9000}});
  EXPECT_EQ(alike.fault, EnrolmentFault::kTooAlike);
  EXPECT_EQ(alike.alike, "Ben");
  EXPECT_TRUE(alike.print.name.empty());
  EXPECT_EQ(judge(speech(8000), {{"maria", pointing(0), 9000}}).fault, EnrolmentFault::kNone);
  EXPECT_EQ(judge(speech(8000), {{"Ben", pointing(0, 0.9F), 9000}}).fault, EnrolmentFault::kNone);
}

TEST(VoicePrints, AreComparedInTheirOrder) {
  VoicePrints prints;
  EXPECT_TRUE(prints.compare(pointing(0)).empty());
  prints.set({{"Maria", pointing(0), 9000}, {"Ben", pointing(10), 9000}});
  EXPECT_EQ(prints.names(), (std::vector<std::string>{"Maria", "Ben"}));
  EXPECT_EQ(prints.compare(pointing(0)), (std::vector<VoiceScore>{{"Maria", 1000}, {"Ben", 0}}));
}

class Store : public testing::Test {
 protected:
  Store() : folder_(fs::temp_directory_path() / ("sotto-voices-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    EXPECT_TRUE(make_private_folder(folder_ / "keys").ok());
    EXPECT_TRUE(load_or_make_owner_key(folder_ / "keys").ok());
    auto sealer = make_sound_sealer(folder_ / "keys");
    EXPECT_TRUE(sealer.ok());
    sealer_ = std::move(sealer).value();
  }
  ~Store() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string bytes() const {
    const auto file = read_private_file(voices_file(folder_), 1U << 20U);
    EXPECT_TRUE(file.ok());
    return file ? std::string(file.value().begin(), file.value().end()) : "";
  }
  void write(const std::string& text) {
    const std::vector<std::uint8_t> raw(text.begin(), text.end());
    ASSERT_TRUE(write_private_file(voices_file(folder_), raw, WhenPresent::kReplace).ok());
  }

  fs::path folder_;
  std::unique_ptr<SoundSealer> sealer_;
  const std::vector<VoicePrint> voices_ = {{"Maria", pointing(3, 0.25F), 9000}, {"Ben", pointing(7), 14'000}};
};

TEST_F(Store, GivesBackWhatItWasGiven) {
  EXPECT_EQ(load_voices(folder_, *sealer_).value(), std::vector<VoicePrint>{});
  ASSERT_TRUE(save_voices(folder_, *sealer_, voices_).ok());
  EXPECT_EQ(load_voices(folder_, *sealer_).value(), voices_);
  EXPECT_TRUE(only_owner_may_use(voices_file(folder_)));
}

TEST_F(Store, HoldsNoNameThatCanBeRead) {
  ASSERT_TRUE(save_voices(folder_, *sealer_, voices_).ok());
  EXPECT_EQ(bytes().find("Maria"), std::string::npos);
  EXPECT_EQ(bytes().find("print"), std::string::npos);
}

TEST_F(Store, ForgettingTheLastTakesTheFileAway) {
  ASSERT_TRUE(save_voices(folder_, *sealer_, voices_).ok());
  ASSERT_TRUE(save_voices(folder_, *sealer_, {}).ok());
  EXPECT_FALSE(fs::exists(voices_file(folder_)));
}

TEST_F(Store, AnyByteThatWasChangedMakesItUnreadable) {
  ASSERT_TRUE(save_voices(folder_, *sealer_, voices_).ok());
  const std::string whole = bytes();
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write(changed);
    EXPECT_FALSE(load_voices(folder_, *sealer_).ok()) << at;
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{41}, whole.size() / 2, whole.size() - 1}) {
    write(whole.substr(0, length));
    EXPECT_FALSE(load_voices(folder_, *sealer_).ok()) << length;
  }
}

TEST_F(Store, WithoutTheOwnersKeyNobodyIsKnown) {
  ASSERT_TRUE(save_voices(folder_, *sealer_, voices_).ok());
  fs::remove(folder_ / "keys" / "owner.key");
  const auto voices = load_voices(folder_, *sealer_);
  ASSERT_FALSE(voices.ok());
  EXPECT_EQ(voices.error().code, ErrorCode::kKeyMissing);
}

}  // namespace
}  // namespace sotto
