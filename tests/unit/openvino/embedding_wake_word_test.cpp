#include "adapters/openvino/embedding_wake_word.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "recordings.hpp"

namespace sotto {
namespace {

const std::filesystem::path kHead = std::filesystem::path(SOTTO_SOURCE_DIR) / "data/wake/alexa.xml";

std::unique_ptr<WakeDetector> make(const EmbeddingWakeWordOptions& options = {}) {
  auto made = make_embedding_wake_word(kModels, kHead, options);
  EXPECT_TRUE(made.ok()) << made.error().line();
  return made.ok() ? std::move(made).value() : nullptr;
}

std::vector<WakeProposal> hear(WakeDetector& detector, std::span<const float> sound,
                               std::size_t chunk = 512) {
  std::vector<WakeProposal> proposals;
  while (!sound.empty()) {
    const std::size_t count = std::min(chunk, sound.size());
    const auto heard = detector.process(sound.first(count));
    EXPECT_TRUE(heard.ok());
    if (heard.ok() && heard.value()) proposals.push_back(*heard.value());
    sound = sound.subspan(count);
  }
  return proposals;
}

TEST(EmbeddingWakeWord, ProposesTheWakeWordOnceAndWhereItEnds) {
  for (const char* name : {"heart_request.s16", "adam_request.s16"}) {
    const auto detector = make();
    ASSERT_NE(detector, nullptr);
    const auto proposals = hear(*detector, read_recording(name));
    ASSERT_EQ(proposals.size(), 1U) << name;
    EXPECT_GE(proposals.front().score, 500);
    EXPECT_GT(proposals.front().at, to_samples(300));
    EXPECT_LT(proposals.front().at, to_samples(1400));
    EXPECT_EQ(detector->name(), "own");
  }
}

TEST(EmbeddingWakeWord, IsSilentOnOtherSentencesAndOnSilence) {
  for (const char* name : {"heart_reply.s16", "adam_reply.s16"}) {
    const auto detector = make();
    ASSERT_NE(detector, nullptr);
    EXPECT_TRUE(hear(*detector, read_recording(name)).empty()) << name;
    EXPECT_LT(detector->take_peak(), 500);
    EXPECT_TRUE(hear(*detector, std::vector<float>(80'000, 0.0F)).empty());
  }
}

TEST(EmbeddingWakeWord, TheSizeOfTheChunksDoesNotMatter) {
  const std::vector<float> sound = read_recording("heart_request.s16");
  const auto detector = make();
  ASSERT_NE(detector, nullptr);
  const auto expected = hear(*detector, sound);
  for (const std::size_t chunk : {1U, 160U, 1280U, 5000U}) {
    detector->reset(0);
    const auto got = hear(*detector, sound, chunk);
    ASSERT_EQ(got.size(), expected.size()) << chunk;
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].score, expected[i].score);
      EXPECT_EQ(got[i].at, expected[i].at);
    }
  }
}

TEST(EmbeddingWakeWord, ResetGoesOnAtTheGivenPosition) {
  const std::vector<float> sound = read_recording("heart_request.s16");
  const auto detector = make();
  ASSERT_NE(detector, nullptr);
  const auto first = hear(*detector, sound);
  detector->reset(1'000'000);
  const auto later = hear(*detector, sound);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later.front().at, first.front().at + 1'000'000);
  EXPECT_EQ(later.front().score, first.front().score);
}

TEST(EmbeddingWakeWord, RefusesAHeadThatIsNone) {
  const auto missing = make_embedding_wake_word(kModels, "nowhere.xml");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kModelMissing);
  // A network, but another one.
  const auto other = make_embedding_wake_word(kModels, kModels / "vad/silero_vad.onnx");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, ErrorCode::kModelDamaged);
}

}  // namespace
}  // namespace sotto
