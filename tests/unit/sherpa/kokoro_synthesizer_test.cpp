// Needs the speaking model of the set-up; without it every test here says so and is skipped.
#include "adapters/sherpa/kokoro_synthesizer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "adapters/samplerate/samplerate_resampler.hpp"

namespace sotto {
namespace {

class KokoroSynthesizerTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path models = SOTTO_MODELS_DIR;
    if (!std::filesystem::exists(models / "speech" / "kokoro.onnx")) {
      GTEST_SKIP() << "no speaking model in " << models << "; run: make setup";
    }
    options_.models_folder = models;
    options_.resampler = make_good_resampler;
  }

  KokoroOptions options_;
};

double level_dbfs(const Speech& speech) {
  double sum = 0.0;
  for (const float sample : speech) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return 10.0 * std::log10(sum / static_cast<double>(speech.size()));
}

TEST_F(KokoroSynthesizerTest, SpeaksAtTheUsualLevelAndLength) {
  auto kokoro = make_kokoro_synthesizer(options_);
  ASSERT_TRUE(kokoro) << kokoro.error().line();
  EXPECT_FALSE(kokoro.value()->is_loaded());
  const auto speech = kokoro.value()->speak("Not sent.", "");
  ASSERT_TRUE(speech) << speech.error().line();
  EXPECT_GT(speech.value().size(), 16000U * 4 / 10);
  EXPECT_LT(speech.value().size(), 16000U * 15 / 10);
  EXPECT_NEAR(level_dbfs(speech.value()), -20.0, 4.0);
  EXPECT_TRUE(std::ranges::all_of(speech.value(), [](float sample) { return std::abs(sample) < 1.0F; }));
}

TEST_F(KokoroSynthesizerTest, TheSameTextSoundsTheSame) {
  auto kokoro = make_kokoro_synthesizer(options_);
  ASSERT_TRUE(kokoro);
  const auto once = kokoro.value()->speak("Sent.", "am_michael");
  const auto again = kokoro.value()->speak("Sent.", "am_michael");
  const auto other = kokoro.value()->speak("Sent.", "bf_emma");
  ASSERT_TRUE(once && again && other);
  EXPECT_EQ(once.value(), again.value());
  EXPECT_NE(once.value(), other.value());
}

TEST_F(KokoroSynthesizerTest, SpeedShortens) {
  auto kokoro = make_kokoro_synthesizer(options_);
  ASSERT_TRUE(kokoro);
  const auto slow = kokoro.value()->speak_at("Not sent.", "", 700);
  const auto fast = kokoro.value()->speak_at("Not sent.", "", 1500);
  ASSERT_TRUE(slow && fast);
  EXPECT_GT(slow.value().size(), fast.value().size() * 13 / 10);
}

TEST_F(KokoroSynthesizerTest, UnknownVoicesAreNamed) {
  auto kokoro = make_kokoro_synthesizer(options_);
  ASSERT_TRUE(kokoro);
  const auto speech = kokoro.value()->speak("Sent.", "bf_nobody");
  ASSERT_FALSE(speech);
  EXPECT_EQ(speech.error().code, ErrorCode::kVoiceUnknown);
  EXPECT_EQ(speech.error().detail, "bf_nobody");
  EXPECT_FALSE(kokoro.value()->is_loaded());
  EXPECT_EQ(kokoro.value()->voices().size(), 28U);
  EXPECT_TRUE(std::ranges::is_sorted(kokoro.value()->voices()));

  options_.default_voice = "bf_nobody";
  const auto none = make_kokoro_synthesizer(options_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kVoiceUnknown);
}

TEST_F(KokoroSynthesizerTest, TooMuchOrNothingToSay) {
  auto kokoro = make_kokoro_synthesizer(options_);
  ASSERT_TRUE(kokoro);
  const auto long_text = kokoro.value()->speak(std::string(501, 'a'), "");
  ASSERT_FALSE(long_text);
  EXPECT_EQ(long_text.error().code, ErrorCode::kTooLong);
  const auto nothing = kokoro.value()->speak("...", "");
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing.value().empty());
}

TEST_F(KokoroSynthesizerTest, IsLetGoWhenIdle) {
  options_.release_after_ms = 60'000;
  auto kokoro = make_kokoro_synthesizer(options_);
  ASSERT_TRUE(kokoro);
  kokoro.value()->release_if_idle(0);
  ASSERT_TRUE(kokoro.value()->speak("Sent.", ""));
  EXPECT_TRUE(kokoro.value()->is_loaded());
  kokoro.value()->release_if_idle(100'000);
  kokoro.value()->release_if_idle(159'999);
  EXPECT_TRUE(kokoro.value()->is_loaded());
  kokoro.value()->release_if_idle(160'000);
  EXPECT_FALSE(kokoro.value()->is_loaded());
  ASSERT_TRUE(kokoro.value()->speak("Sent.", ""));
  EXPECT_TRUE(kokoro.value()->is_loaded());
}

}  // namespace
}  // namespace sotto
