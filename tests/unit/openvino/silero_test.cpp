#include "adapters/openvino/silero_voice_activity.hpp"

#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "recordings.hpp"

namespace sotto {
namespace {

std::unique_ptr<VoiceActivity> make() {
  Result<std::unique_ptr<VoiceActivity>> made = make_silero_voice_activity(kModels);
  EXPECT_TRUE(made.ok()) << made.error().line();
  return made.ok() ? std::move(made).value() : nullptr;
}

std::vector<Permille> scores(VoiceActivity& detector, std::span<const float> sound) {
  std::vector<Permille> answers;
  for (; sound.size() >= kFrameSamples; sound = sound.subspan(kFrameSamples)) {
    const Result<Permille> score = detector.process(sound.first(kFrameSamples));
    EXPECT_TRUE(score.ok());
    answers.push_back(score.ok() ? score.value() : -1);
  }
  return answers;
}

TEST(SileroVoiceActivity, ScoresEqualThoseOfThePackage) {
  const std::unique_ptr<VoiceActivity> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<float> expected = read_numbers("heart_request_speech.txt");
  const std::vector<Permille> got = scores(*detector, read_recording("heart_request.s16"));
  ASSERT_GT(expected.size(), 50U);
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_NEAR(got[i], expected[i] * 1000.0F, 2.0F) << i;
  }
}

TEST(SileroVoiceActivity, HearsNothingInSilenceAndSteadyNoise) {
  const std::unique_ptr<VoiceActivity> detector = make();
  ASSERT_NE(detector, nullptr);
  for (const Permille score : scores(*detector, std::vector<float>(50 * kFrameSamples, 0.0F)))
    EXPECT_LT(score, 200);
  std::vector<float> noise;
  std::uint32_t state = 3;
  for (std::size_t i = 0; i < 50 * kFrameSamples; ++i) {
    state = state * 1664525U + 1013904223U;
    noise.push_back((static_cast<float>(state >> 8U) / 8388608.0F - 1.0F) * 0.05F);
  }
  for (const Permille score : scores(*detector, noise)) EXPECT_LT(score, 500);
}

TEST(SileroVoiceActivity, ResetForgetsWhatWasHeard) {
  const std::unique_ptr<VoiceActivity> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<float> sound = read_recording("heart_request.s16");
  const std::vector<Permille> first = scores(*detector, std::span(sound).first(40 * kFrameSamples));
  EXPECT_NE(scores(*detector, std::span(sound).first(40 * kFrameSamples)), first);
  detector->reset();
  EXPECT_EQ(scores(*detector, std::span(sound).first(40 * kFrameSamples)), first);
}

TEST(SileroVoiceActivity, SamplesThatAreNotNumbersCountAsSilence) {
  const std::unique_ptr<VoiceActivity> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<float> sound = read_recording("heart_request.s16");
  ASSERT_FALSE(sound.empty());
  const auto hear_after = [&](float sample) {
    detector->reset();
    std::vector<Permille> answers = scores(*detector, std::vector<float>(kFrameSamples, sample));
    const std::vector<Permille> speech = scores(*detector, sound);
    answers.insert(answers.end(), speech.begin(), speech.end());
    return answers;
  };
  const std::vector<Permille> expected = hear_after(0.0F);
  EXPECT_EQ(hear_after(std::numeric_limits<float>::quiet_NaN()), expected);
  EXPECT_EQ(hear_after(std::numeric_limits<float>::infinity()), expected);
}

TEST(SileroVoiceActivity, MissingModelIsNamed) {
  const Result<std::unique_ptr<VoiceActivity>> made = make_silero_voice_activity("nowhere");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kModelMissing);
  EXPECT_NE(made.error().detail.find("silero_vad.onnx"), std::string::npos);
}

TEST(SileroVoiceActivity, DamagedModelIsNamed) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "sotto_silero_test" / "vad";
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file(kModels / "vad" / "silero_vad.onnx", folder / "silero_vad.onnx",
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::resize_file(folder / "silero_vad.onnx", 20'000);
  const Result<std::unique_ptr<VoiceActivity>> made = make_silero_voice_activity(folder.parent_path());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kModelDamaged);
  EXPECT_NE(made.error().detail.find("silero_vad.onnx"), std::string::npos);
}

}  // namespace
}  // namespace sotto
