#include "runtime/tones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/units.hpp"

namespace sotto {
namespace {

TEST(TonesTest, EveryToneKeepsTheHeadersPromises) {
  for (const Tone tone : kTones) {
    const Speech sound = make_tone(tone);
    const auto length_ms = to_milliseconds(static_cast<SampleCount>(sound.size()));
    EXPECT_GE(length_ms, 80) << tone_name(tone);
    EXPECT_LE(length_ms, 300) << tone_name(tone);
    EXPECT_NEAR(sound.front(), 0.0F, 1e-6F);
    EXPECT_NEAR(sound.back(), 0.0F, 1e-6F);
    const auto loudest = std::ranges::max_element(sound, {}, [](float sample) { return std::abs(sample); });
    EXPECT_LT(std::abs(*loudest), 0.19F) << tone_name(tone);
    EXPECT_GT(std::abs(*loudest), 0.12F) << tone_name(tone);
  }
}

TEST(TonesTest, NothingClicks) {
  for (const Tone tone : kTones) {
    const Speech sound = make_tone(tone);
    for (std::size_t i = 1; i < sound.size(); ++i) {
      // The steepest step of a 2.6 kHz partial at these levels; a cut envelope would exceed it.
      ASSERT_LT(std::abs(sound[i] - sound[i - 1]), 0.12F) << tone_name(tone) << " at " << i;
    }
  }
}

TEST(TonesTest, TonesDiffer) {
  std::set<std::string_view> names;
  std::set<Speech> sounds;
  for (const Tone tone : kTones) {
    names.insert(tone_name(tone));
    sounds.insert(make_tone(tone));
    EXPECT_EQ(make_tone(tone), make_tone(tone));
  }
  EXPECT_EQ(names.size(), kTones.size());
  EXPECT_EQ(sounds.size(), kTones.size());
}

// A low note crosses zero less often than a high one.
TEST(TonesTest, TheRefusalIsTheLowest) {
  const auto crossings_per_second = [](Tone tone) {
    const Speech sound = make_tone(tone);
    std::size_t crossings = 0;
    for (std::size_t i = 1; i < sound.size(); ++i)
      crossings += (sound[i] < 0.0F) != (sound[i - 1] < 0.0F) ? 1 : 0;
    return static_cast<double>(crossings) * kSampleRate / static_cast<double>(sound.size());
  };
  EXPECT_NEAR(crossings_per_second(Tone::kRefused), 440.0, 20.0);
  for (const Tone tone : {Tone::kWake, Tone::kRecord, Tone::kSent}) {
    EXPECT_GT(crossings_per_second(tone), 2.0 * crossings_per_second(Tone::kRefused)) << tone_name(tone);
  }
}

}  // namespace
}  // namespace sotto
