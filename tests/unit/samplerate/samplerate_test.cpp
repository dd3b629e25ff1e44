#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

#include "adapters/samplerate/samplerate_resampler.hpp"

namespace sotto {
namespace {

std::vector<float> tone(double frequency_hz, int rate_hz, std::size_t samples, double amplitude = 0.5) {
  std::vector<float> sound(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const double phase = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / rate_hz;
    sound[i] = static_cast<float>(amplitude * std::sin(phase));
  }
  return sound;
}

double rms(std::span<const float> sound) {
  double sum = 0;
  for (const float sample : sound) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, sound.size())));
}

// Root mean square of the difference in the middle, where the filter sees sound on both sides.
double difference(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 1000; i + 1000 < std::min(a.size(), b.size()); ++i, ++count) {
    const double d = static_cast<double>(a[i]) - b[i];
    sum += d * d;
  }
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, count)));
}

class SamplerateRates : public testing::TestWithParam<int> {};

TEST_P(SamplerateRates, KeepsPitchPhaseAndLength) {
  const int rate_hz = GetParam();
  const auto input = tone(1000, rate_hz, static_cast<std::size_t>(rate_hz));
  const auto output = resample(input, rate_hz, 16000);
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(output.value().size(), 16000U);
  // Equality with the tone made at 16 kHz shows that the filter brings neither delay nor gain.
  EXPECT_LT(difference(output.value(), tone(1000, 16000, 16000)), 0.5 * 0.002);
}

INSTANTIATE_TEST_SUITE_P(AnyRate, SamplerateRates,
                         testing::Values(8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 96000,
                                         192000));

TEST(Samplerate, RemovesWhatLiesAboveTheNewBand) {
  const auto output = resample(tone(11000, 48000, 48000), 48000, 16000);
  ASSERT_TRUE(output.ok());
  EXPECT_LT(rms(std::span(output.value()).subspan(1000, 14000)), 1e-4);
}

TEST(Samplerate, KeepsTheBandOfSpeech) {
  const auto output = resample(tone(6800, 48000, 48000), 48000, 16000);
  ASSERT_TRUE(output.ok());
  EXPECT_NEAR(rms(std::span(output.value()).subspan(1000, 14000)), 0.5 / std::numbers::sqrt2, 0.004);
}

TEST(Samplerate, StreamedInOddPiecesGivesTheSameAsAtOnce) {
  const auto input = tone(440, 44100, 44100);
  const auto whole = resample(input, 44100, 16000);
  ASSERT_TRUE(whole.ok());
  auto resampler = make_good_resampler(44100, 16000);
  ASSERT_TRUE(resampler.ok());
  std::vector<float> streamed;
  std::span<const float> rest = input;
  for (std::size_t piece = 1; !rest.empty(); piece = piece * 7 % 1009 + 1) {
    const std::size_t count = std::min(piece, rest.size());
    ASSERT_TRUE(resampler.value()->process(rest.first(count), streamed).ok());
    rest = rest.subspan(count);
  }
  ASSERT_TRUE(resampler.value()->finish(streamed).ok());
  ASSERT_EQ(streamed.size(), whole.value().size());
  for (std::size_t i = 0; i < streamed.size(); ++i) ASSERT_NEAR(streamed[i], whole.value()[i], 1e-5) << i;
}

TEST(Samplerate, ResetForgetsWhatWasHeard) {
  auto resampler = make_good_resampler(48000, 16000);
  ASSERT_TRUE(resampler.ok());
  std::vector<float> first;
  ASSERT_TRUE(resampler.value()->process(tone(500, 48000, 4800), first).ok());
  resampler.value()->reset();
  std::vector<float> second;
  ASSERT_TRUE(resampler.value()->process(std::vector<float>(480, 0.0F), second).ok());
  ASSERT_TRUE(resampler.value()->finish(second).ok());
  EXPECT_EQ(second.size(), 160U);
  EXPECT_EQ(rms(second), 0.0);
}

TEST(Samplerate, ShortAndEmptySoundsKeepTheirLength) {
  for (const std::size_t samples : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
    const auto output = resample(std::vector<float>(samples, 0.1F), 48000, 16000);
    ASSERT_TRUE(output.ok());
    EXPECT_EQ(output.value().size(), (samples + 2) / 3);
  }
}

TEST(Samplerate, OneShotStaysInRange) {
  std::vector<float> square(24000);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 20 % 2 == 0 ? 1.0F : -1.0F;
  const auto output = resample(square, 24000, 16000);
  ASSERT_TRUE(output.ok());
  const auto [low, high] = std::minmax_element(output.value().begin(), output.value().end());
  EXPECT_GE(*low, -1.0F);
  EXPECT_LT(*high, 1.0F);
}

TEST(Samplerate, ImpossibleRatesAreErrors) {
  for (const auto& [from, to] :
       {std::pair{0, 16000}, {16000, 0}, {-1, 16000}, {16, 16000}, {900000, 16000}}) {
    const auto resampler = make_good_resampler(from, to);
    ASSERT_FALSE(resampler.ok());
    EXPECT_EQ(resampler.error().code, ErrorCode::kEngineFailed);
  }
}

}  // namespace
}  // namespace sotto
