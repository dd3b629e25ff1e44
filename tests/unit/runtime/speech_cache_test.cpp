#include "runtime/speech_cache.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "runtime/speech_file.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// Says every text as a ramp whose length is the text's; counts what it was asked for.
class FakeSynthesizer final : public Synthesizer {
 public:
  explicit FakeSynthesizer(std::map<std::string, int>& asked) : asked_(asked) {}

  Result<Speech> speak(std::string_view text, std::string_view voice) override {
    if (voice == "nobody") return Error{ErrorCode::kVoiceUnknown, "nobody"};
    ++asked_[std::string(text)];
    Speech speech;
    for (std::size_t i = 0; i < text.size() * 100; ++i) speech.push_back(static_cast<float>(i % 64) / 128.0F);
    return speech;
  }

  [[nodiscard]] std::vector<std::string> voices() const override { return {"ana", "ben"}; }

 private:
  std::map<std::string, int>& asked_;
};

class SpeechCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.folder =
        fs::path(testing::TempDir()) /
        (std::string("sotto-cache-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(options_.folder);
    options_.model = "fake/1";
    options_.default_voice = "ana";
  }

  void TearDown() override { fs::remove_all(options_.folder); }

  [[nodiscard]] CachedSynthesizer cache() {
    return CachedSynthesizer(std::make_unique<FakeSynthesizer>(asked_), options_);
  }

  void cache_everything() {
    options_.is_cacheable = [](std::string_view) { return true; };
  }

  [[nodiscard]] std::vector<fs::path> files(const char* shelf) const {
    std::vector<fs::path> found;
    std::error_code trouble;
    for (const auto& entry : fs::directory_iterator(options_.folder / shelf, trouble))
      found.push_back(entry.path());
    return found;
  }

  // Whether any byte sequence of the folder holds this text.
  [[nodiscard]] bool leaves_trace(const std::string& text) const {
    std::error_code trouble;
    for (const auto& entry : fs::recursive_directory_iterator(options_.folder, trouble)) {
      if (!entry.is_regular_file()) continue;
      if (read_whole(entry.path()).value_or("").find(text) != std::string::npos) return true;
    }
    return false;
  }

  SpeechCacheOptions options_;
  std::map<std::string, int> asked_;
};

TEST_F(SpeechCacheTest, KeptTextsAreSpokenOnce) {
  {
    auto first = cache();
    ASSERT_TRUE(first.keep("To whom?", ""));
    ASSERT_TRUE(first.keep("To whom?", "ana"));
  }
  auto second = cache();
  EXPECT_TRUE(second.holds("To whom?", ""));
  const auto speech = second.speak("To whom?", "");
  ASSERT_TRUE(speech);
  EXPECT_EQ(speech.value().size(), 800U);
  EXPECT_FLOAT_EQ(speech.value()[63], 63.0F / 128.0F);
  EXPECT_EQ(asked_["To whom?"], 1);
  EXPECT_EQ(second.counts().found, 1U);
}

TEST_F(SpeechCacheTest, VoicesAndModelsDoNotMix) {
  auto one = cache();
  ASSERT_TRUE(one.keep("Sent.", "ana"));
  EXPECT_FALSE(one.holds("Sent.", "ben"));
  EXPECT_FALSE(one.holds("Sent", "ana"));
  options_.model = "fake/2";
  EXPECT_FALSE(cache().holds("Sent.", "ana"));
}

TEST_F(SpeechCacheTest, PrivateTextsLeaveNoTrace) {
  options_.is_cacheable = [](std::string_view text) { return text == "public words"; };
  auto one = cache();
  ASSERT_TRUE(one.speak("private words", ""));
  ASSERT_TRUE(one.speak("private words", ""));
  EXPECT_EQ(asked_["private words"], 2);
  EXPECT_FALSE(leaves_trace("private"));
  ASSERT_TRUE(one.speak("public words", ""));
  ASSERT_TRUE(one.speak("public words", ""));
  EXPECT_EQ(asked_["public words"], 1);
  EXPECT_TRUE(leaves_trace("public"));
}

TEST_F(SpeechCacheTest, WithoutAPredicateEverythingIsPrivate) {
  auto one = cache();
  ASSERT_TRUE(one.speak("anything", ""));
  EXPECT_FALSE(fs::exists(options_.folder));
}

TEST_F(SpeechCacheTest, ForgettingRemovesEveryTrace) {
  cache_everything();
  auto one = cache();
  ASSERT_TRUE(one.speak("Maria, right?", ""));
  ASSERT_TRUE(one.keep("Maria, right?", ""));
  EXPECT_TRUE(leaves_trace("Maria"));
  ASSERT_TRUE(one.forget("Maria, right?", ""));
  ASSERT_TRUE(one.forget("Maria, right?", ""));
  EXPECT_FALSE(leaves_trace("Maria"));
  EXPECT_FALSE(one.holds("Maria, right?", ""));
}

TEST_F(SpeechCacheTest, DamagedKeptEntriesAreMendedWhateverTheDamage) {
  auto one = cache();
  ASSERT_TRUE(one.keep("Sent.", ""));
  ASSERT_EQ(files("kept").size(), 1U);
  const fs::path file = files("kept").front();
  const std::string whole = read_whole(file).value();
  std::vector<std::string> damages = {"", "SOTTO", whole.substr(0, whole.size() - 1), whole + "x"};
  for (const std::size_t at : {0U, 9U, 13U, 20U, 60U}) {
    damages.push_back(whole);
    damages.back()[at] = static_cast<char>(damages.back()[at] ^ 1);
  }
  int asked = 1;
  for (const std::string& damage : damages) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << damage;
    EXPECT_FALSE(one.holds("Sent.", ""));
    ASSERT_TRUE(one.speak("Sent.", ""));
    EXPECT_EQ(asked_["Sent."], ++asked);
    EXPECT_TRUE(read_whole(file) == whole);
  }
  EXPECT_EQ(one.counts().damaged, damages.size());
}

TEST_F(SpeechCacheTest, AnotherTextInItsPlaceIsNotSpoken) {
  auto one = cache();
  ASSERT_TRUE(one.keep("Sent.", ""));
  const fs::path file = files("kept").front();
  ASSERT_TRUE(one.keep("Not sent.", ""));
  for (const fs::path& other : files("kept")) {
    if (other != file) fs::copy_file(other, file, fs::copy_options::overwrite_existing);
  }
  const std::string foreign = read_whole(file).value();
  const auto speech = one.speak("Sent.", "");
  ASSERT_TRUE(speech);
  EXPECT_EQ(speech.value().size(), 500U);
  // speak() may not overwrite it, since "Sent." was not marked here; keep() may.
  EXPECT_TRUE(read_whole(file) == foreign);
  ASSERT_TRUE(one.keep("Sent.", ""));
  EXPECT_TRUE(one.holds("Sent.", ""));
}

TEST_F(SpeechCacheTest, TheOldestGoFirstAndKeptOnesStay) {
  cache_everything();
  options_.recent_bytes_max = 7000;  // three entries of about 2100 bytes
  auto one = cache();
  ASSERT_TRUE(one.keep("kept words", ""));
  // Long before now, which is what the newest file gets until it is aged below.
  const fs::file_time_type start(std::chrono::hours(-24 * 365 * 160));
  int age = 0;
  std::vector<fs::path> known;
  for (const char* text : {"aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd"}) {
    ASSERT_TRUE(one.speak(text, ""));
    // The file of this text gets the next hour as its time, so that the order does not hang on the clock.
    for (const fs::path& file : files("recent")) {
      if (std::find(known.begin(), known.end(), file) != known.end()) continue;
      known.push_back(file);
      fs::last_write_time(file, start + std::chrono::hours(age));
    }
    ++age;
  }
  EXPECT_FALSE(one.holds("aaaaaaaaaa", ""));
  EXPECT_TRUE(one.holds("bbbbbbbbbb", ""));
  EXPECT_TRUE(one.holds("dddddddddd", ""));
  EXPECT_TRUE(one.holds("kept words", ""));
}

TEST_F(SpeechCacheTest, AFolderThatCannotBeMadeDoesNotSilence) {
  cache_everything();
  std::ofstream(options_.folder) << "a file where the folder should be";
  auto one = cache();
  ASSERT_TRUE(one.speak("Sent.", ""));
  EXPECT_EQ(one.counts().unwritten, 1U);
  const auto kept = one.keep("Sent.", "");
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::kWriteFailed);
}

TEST_F(SpeechCacheTest, ErrorsOfTheSynthesizerComeThroughAndAreNotKept) {
  auto one = cache();
  EXPECT_EQ(one.speak("Sent.", "nobody").error().code, ErrorCode::kVoiceUnknown);
  EXPECT_EQ(one.keep("Sent.", "nobody").error().code, ErrorCode::kVoiceUnknown);
  EXPECT_FALSE(fs::exists(options_.folder));
  EXPECT_EQ(one.voices(), (std::vector<std::string>{"ana", "ben"}));
}

}  // namespace
}  // namespace sotto
