#include "runtime/speech_finish.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sotto {
namespace {

// Silence, a 300 Hz tone, silence; lengths in milliseconds.
Speech tone(Milliseconds before, Milliseconds length, Milliseconds after, float peak) {
  Speech sound(static_cast<std::size_t>(to_samples(before)), 0.0F);
  for (SampleCount i = 0; i < to_samples(length); ++i) {
    const double phase = 2.0 * std::numbers::pi * 300.0 * static_cast<double>(i) / kSampleRate;
    sound.push_back(peak * static_cast<float>(std::sin(phase)));
  }
  sound.resize(sound.size() + static_cast<std::size_t>(to_samples(after)), 0.0F);
  return sound;
}

double peak_of(const Speech& sound) {
  double peak = 0.0;
  for (const float sample : sound) peak = std::max(peak, std::abs(static_cast<double>(sample)));
  return peak;
}

TEST(SpeechFinishTest, SilenceIsCutToItsMeasure) {
  const Speech finished = finish_speech(tone(300, 500, 700, 0.3F), {});
  EXPECT_EQ(static_cast<SampleCount>(finished.size()), to_samples(40 + 500 + 100));
}

TEST(SpeechFinishTest, ShortSilenceIsNotMadeLonger) {
  const Speech finished = finish_speech(tone(10, 500, 20, 0.3F), {});
  EXPECT_EQ(static_cast<SampleCount>(finished.size()), to_samples(10 + 500 + 20));
}

TEST(SpeechFinishTest, LoudAndQuietComeOutAlike) {
  // A sine at -20 dBFS RMS has a peak of sqrt(2) / 10.
  for (const float peak : {0.01F, 0.3F, 0.99F, 3.0F}) {
    EXPECT_NEAR(peak_of(finish_speech(tone(100, 500, 100, peak), {})), std::numbers::sqrt2 / 10.0, 0.002)
        << peak;
  }
}

TEST(SpeechFinishTest, ThePeakIsLimitedRatherThanClipped) {
  Speech sound = tone(0, 1000, 0, 0.01F);
  sound[8000] = 0.9F;
  const Speech finished = finish_speech(std::move(sound), {.level_dbfs = -6, .lead_ms = 40, .tail_ms = 100});
  EXPECT_LE(peak_of(finished), 0.891);
}

TEST(SpeechFinishTest, AQuietHissAroundItIsCutToo) {
  Speech sound = tone(300, 500, 300, 0.3F);
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] += (i % 2 == 0 ? 1.0F : -1.0F) * 0.0005F;
  EXPECT_EQ(static_cast<SampleCount>(finish_speech(std::move(sound), {}).size()), to_samples(40 + 500 + 100));
}

TEST(SpeechFinishTest, TheEdgesAreSilent) {
  const Speech finished = finish_speech(tone(0, 500, 0, 0.3F), {});
  EXPECT_EQ(finished.front(), 0.0F);
  EXPECT_EQ(finished.back(), 0.0F);
}

TEST(SpeechFinishTest, NothingStaysNothing) {
  EXPECT_TRUE(finish_speech({}, {}).empty());
  EXPECT_TRUE(finish_speech(Speech(16000, 0.0F), {}).empty());
  EXPECT_TRUE(finish_speech(Speech(16000, 1e-6F), {}).empty());
}

}  // namespace
}  // namespace sotto
