#include "adapters/openvino/speech_embedding.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "recordings.hpp"

namespace sotto {
namespace {

std::unique_ptr<SpeechEmbedding> make() {
  auto made = make_speech_embedding(kModels);
  EXPECT_TRUE(made.ok()) << made.error().line();
  return made.ok() ? std::move(made).value() : nullptr;
}

std::vector<SpeechPoint> points(SpeechEmbedding& embedding, std::span<const float> sound) {
  std::vector<SpeechPoint> all;
  for (; sound.size() >= kEmbeddingStepSamples; sound = sound.subspan(kEmbeddingStepSamples)) {
    const auto point = embedding.take(sound.first<kEmbeddingStepSamples>());
    EXPECT_TRUE(point.ok());
    if (point) all.push_back(point.value());
  }
  return all;
}

TEST(SpeechEmbedding, PointsEqualThoseOfTheTrainingTool) {
  const auto embedding = make();
  ASSERT_NE(embedding, nullptr);
  const std::vector<float> expected = read_numbers("heart_request_points.txt");
  const std::vector<SpeechPoint> got = points(*embedding, read_recording("heart_request.s16"));
  ASSERT_EQ(got.size(), 25U);
  ASSERT_EQ(expected.size(), 7 * kEmbeddingSize);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(got[i / kEmbeddingSize * 4][i % kEmbeddingSize], expected[i], 0.02F) << i;
}

TEST(SpeechEmbedding, ResetForgetsWhatWasHeard) {
  const auto embedding = make();
  ASSERT_NE(embedding, nullptr);
  const std::vector<float> sound = read_recording("adam_request.s16");
  const std::vector<SpeechPoint> first = points(*embedding, sound);
  embedding->reset();
  EXPECT_EQ(points(*embedding, sound), first);
}

TEST(SpeechEmbedding, SilenceIsWhatSilenceGives) {
  const auto embedding = make();
  ASSERT_NE(embedding, nullptr);
  const std::vector<float> nothing(4 * kEmbeddingStepSamples, 0.0F);
  for (const SpeechPoint& point : points(*embedding, nothing)) EXPECT_EQ(point, embedding->silence());
  EXPECT_NE(points(*embedding, read_recording("heart_request.s16"))[10], embedding->silence());
}

TEST(SpeechEmbedding, NumbersThatAreNoneAreSilence) {
  const auto embedding = make();
  ASSERT_NE(embedding, nullptr);
  std::vector<float> sound(kEmbeddingStepSamples, std::numeric_limits<float>::quiet_NaN());
  for (const SpeechPoint& point : points(*embedding, sound)) EXPECT_EQ(point, embedding->silence());
}

TEST(SpeechEmbedding, MissingModelsAreNamed) {
  const auto made = make_speech_embedding("nowhere");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kModelMissing);
}

}  // namespace
}  // namespace sotto
