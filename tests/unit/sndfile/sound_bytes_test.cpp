
#include <gtest/gtest.h>

#include <cmath>

#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "base/units.hpp"

namespace sotto {
namespace {

std::vector<float> tone(int rate_hz, int milliseconds) {
  std::vector<float> samples(static_cast<std::size_t>(rate_hz) * static_cast<std::size_t>(milliseconds) /
                             1000);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] =
        0.5F * std::sin(2.0F * 3.14159265F * 440.0F * static_cast<float>(i) / static_cast<float>(rate_hz));
  }
  return samples;
}

TEST(SoundBytes, ReadsWhatWasEncoded) {
  const std::vector<float> samples = tone(kSampleRate, 500);
  for (const auto& encoded : {encode_wav(samples, kSampleRate), encode_flac(samples, kSampleRate)}) {
    ASSERT_TRUE(encoded.ok());
    const auto read = read_sound_bytes(encoded.value(), make_good_resampler, 10);
    ASSERT_TRUE(read.ok()) << read.error().line();
    ASSERT_EQ(read.value().size(), samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) ASSERT_NEAR(read.value()[i], samples[i], 1e-4);
  }
}

TEST(SoundBytes, BringsOtherRatesToSixteenKilohertz) {
  const auto encoded = encode_wav(tone(48'000, 500), 48'000);
  ASSERT_TRUE(encoded.ok());
  const auto read = read_sound_bytes(encoded.value(), make_good_resampler, 10);
  ASSERT_TRUE(read.ok()) << read.error().line();
  EXPECT_NEAR(static_cast<double>(read.value().size()), kSampleRate / 2.0, 2.0);
}

TEST(SoundBytes, RefusesWhatIsNoSoundAndWhatIsTooLong) {
  EXPECT_EQ(read_sound_bytes({}, make_good_resampler, 10).error().code, ErrorCode::kFileEmpty);
  const std::vector<std::byte> garbage(1000, std::byte{0x5A});
  EXPECT_EQ(read_sound_bytes(garbage, make_good_resampler, 10).error().code, ErrorCode::kFileUnreadable);
  const auto encoded = encode_wav(tone(kSampleRate, 2500), kSampleRate);
  ASSERT_TRUE(encoded.ok());
  EXPECT_EQ(read_sound_bytes(encoded.value(), make_good_resampler, 2).error().code, ErrorCode::kTooLong);
}

}  // namespace
}  // namespace sotto
