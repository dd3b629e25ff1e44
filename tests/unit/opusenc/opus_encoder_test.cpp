#include "adapters/opusenc/opus_encoder.hpp"

#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

namespace sotto {
namespace {

constexpr int kRateHz =
    16000;  // the header says what the sound was made from, and libsndfile decodes at that

// Something like speech: a pitch that glides, harmonics that fall off, syllables of 200 ms, a little breath.
std::vector<float> speechlike(double seconds) {
  std::vector<float> sound(static_cast<std::size_t>(seconds * 16000));
  double phase = 0;
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double t = static_cast<double>(i) / 16000;
    phase += 2 * std::numbers::pi * (120 + 30 * std::sin(2 * std::numbers::pi * 0.7 * t)) / 16000;
    double sample = 0;
    for (int harmonic = 1; harmonic <= 20; ++harmonic) sample += std::sin(harmonic * phase) / harmonic;
    noise = noise * 1664525 + 1013904223;
    sample += (static_cast<double>(noise >> 8) / (1 << 24) - 0.5) * 0.2;
    const double syllable = std::pow(std::sin(std::numbers::pi * std::fmod(t, 0.2) / 0.2), 2);
    sound[i] = static_cast<float>(0.2 * syllable * sample);
  }
  return sound;
}

std::vector<float> decode(const std::vector<std::byte>& file) {
  std::string pattern = (std::filesystem::temp_directory_path() / "sotto-test-XXXXXX").string();
  const int fd = mkstemp(pattern.data());
  EXPECT_GE(fd, 0);
  EXPECT_EQ(write(fd, file.data(), file.size()), static_cast<ssize_t>(file.size()));
  lseek(fd, 0, SEEK_SET);
  SF_INFO info{};
  SNDFILE* sound = sf_open_fd(fd, SFM_READ, &info, 1);
  std::filesystem::remove(pattern);
  EXPECT_NE(sound, nullptr);
  if (sound == nullptr) return {};
  EXPECT_EQ(info.channels, 1);
  EXPECT_EQ(info.format & SF_FORMAT_SUBMASK, SF_FORMAT_OPUS);
  EXPECT_EQ(info.samplerate, kRateHz);
  std::vector<float> samples(static_cast<std::size_t>(info.frames));
  EXPECT_EQ(sf_readf_float(sound, samples.data(), info.frames), info.frames);
  sf_close(sound);
  return samples;
}

// Energy in thirty bands between 100 Hz and 4 kHz of each 40 ms, in dB.
std::vector<std::vector<double>> bands(const std::vector<float>& sound, int rate_hz) {
  const auto window = static_cast<std::size_t>(rate_hz) / 25;
  std::vector<std::vector<double>> out;
  for (std::size_t start = 0; start + window <= sound.size(); start += window) {
    std::vector<double> levels;
    for (int band = 0; band < 30; ++band) {
      const double hz = 100 * std::pow(40.0, band / 29.0);
      std::complex<double> sum = 0;
      for (std::size_t i = 0; i < window; ++i) {
        const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz;
        const double hann =
            0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(window));
        sum += std::polar(hann * static_cast<double>(sound[start + i]), -angle);
      }
      levels.push_back(20 * std::log10(std::abs(sum) / static_cast<double>(window) + 1e-5));
    }
    out.push_back(levels);
  }
  return out;
}

double correlation(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b) {
  double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    for (std::size_t j = 0; j < a[i].size(); ++j, ++n) {
      sa += a[i][j];
      sb += b[i][j];
      saa += a[i][j] * a[i][j];
      sbb += b[i][j] * b[i][j];
      sab += a[i][j] * b[i][j];
    }
  }
  return (sab - sa * sb / n) / std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
}

std::vector<std::byte> encoded(const std::vector<float>& sound) {
  auto encoder = make_opus_encoder();
  EXPECT_TRUE(encoder.ok());
  auto file = encoder.value()->encode(sound);
  EXPECT_TRUE(file.ok());
  return file.ok() ? std::move(file).value() : std::vector<std::byte>{};
}

TEST(OpusEncoder, DecodedSoundHasItsLengthAndSpectrum) {
  const auto sound = speechlike(5.0);
  const auto file = encoded(sound);
  const auto decoded = decode(file);
  ASSERT_EQ(decoded.size(), sound.size());
  const auto original = bands(sound, 16000);
  EXPECT_GT(correlation(original, bands(decoded, kRateHz)), 0.95);
  // The same measure must tell another sound from this one.
  auto later = decoded;
  std::rotate(later.begin(), later.begin() + kRateHz / 10, later.end());
  EXPECT_LT(correlation(original, bands(later, kRateHz)), 0.8);
}

TEST(OpusEncoder, BitRateIsThatOfSpeech) {
  const double bits = static_cast<double>(encoded(speechlike(20)).size()) * 8 / 20;
  EXPECT_GT(bits, 16'000);
  EXPECT_LT(bits, 36'000);
}

TEST(OpusEncoder, EveryLengthIsKept) {
  for (const std::size_t samples : {1, 2, 159, 320, 321, 16000, 16385, 32768}) {
    auto sound = speechlike(3.0);
    sound.resize(samples);
    const auto decoded = decode(encoded(sound));
    EXPECT_EQ(decoded.size(), samples);
  }
}

TEST(OpusEncoder, SameSoundGivesTheSameBytesAndOtherSoundDoesNot) {
  const auto sound = speechlike(1.0);
  EXPECT_EQ(encoded(sound), encoded(sound));
  auto other = sound;
  std::reverse(other.begin(), other.end());
  EXPECT_NE(encoded(sound), encoded(other));
}

TEST(OpusEncoder, SilenceIsEncodedAndNothingIsRefused) {
  const auto decoded = decode(encoded(std::vector<float>(16000, 0.0F)));
  EXPECT_EQ(decoded.size(), 16000U);
  EXPECT_TRUE(std::all_of(decoded.begin(), decoded.end(), [](float s) { return std::abs(s) < 1e-3F; }));
  auto encoder = make_opus_encoder();
  ASSERT_TRUE(encoder.ok());
  EXPECT_EQ(encoder.value()->encode({}).error().code, ErrorCode::kFileEmpty);
  EXPECT_EQ(encoder.value()->extension(), "ogg");
}

}  // namespace
}  // namespace sotto
