#include "adapters/tflite/micro_features.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

// A tone that climbs through the bands in noise, in integers only, the same on every machine.
std::vector<std::int16_t> test_sound(std::size_t count) {
  std::vector<std::int16_t> sound;
  std::uint32_t state = 1;
  std::uint32_t phase = 0;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    phase += 1000U + static_cast<std::uint32_t>(i);
    const int noise = static_cast<int>(state >> 22U) - 512;
    const int saw = static_cast<int>((phase >> 3U) & 0x1FFFU) - 4096;
    sound.push_back(static_cast<std::int16_t>(saw + noise));
  }
  return sound;
}

std::vector<MicroFeatureFrame> all_frames(MicroFeatures& features, std::span<const std::int16_t> sound,
                                          std::size_t chunk) {
  std::vector<MicroFeatureFrame> frames;
  while (!sound.empty()) {
    std::span<const std::int16_t> part = sound.first(std::min(chunk, sound.size()));
    sound = sound.subspan(part.size());
    while (!part.empty()) {
      std::size_t used = 0;
      MicroFeatureFrame frame{};
      if (features.process(part, used, frame)) frames.push_back(frame);
      part = part.subspan(used);
    }
  }
  return frames;
}

TEST(MicroFeatures, FirstFrameComesAfterThirtyMillisecondsAndThenEveryTen) {
  const std::unique_ptr<MicroFeatures> features = MicroFeatures::make();
  ASSERT_NE(features, nullptr);
  const std::vector<std::int16_t> sound = test_sound(800);
  std::size_t used = 0;
  MicroFeatureFrame frame{};
  EXPECT_FALSE(features->process(std::span(sound).first(479), used, frame));
  EXPECT_EQ(used, 479U);
  EXPECT_TRUE(features->process(std::span(sound).subspan(479), used, frame));
  EXPECT_EQ(used, 1U);
  EXPECT_TRUE(features->process(std::span(sound).subspan(480), used, frame));
  EXPECT_EQ(used, 160U);
}

TEST(MicroFeatures, DoNotDependOnTheChunkSize) {
  const std::vector<std::int16_t> sound = test_sound(16000);
  const std::unique_ptr<MicroFeatures> whole = MicroFeatures::make();
  const std::vector<MicroFeatureFrame> expected = all_frames(*whole, sound, sound.size());
  ASSERT_EQ(expected.size(), 98U);
  for (const std::size_t chunk : {1U, 7U, 160U, 512U}) {
    const std::unique_ptr<MicroFeatures> features = MicroFeatures::make();
    EXPECT_EQ(all_frames(*features, sound, chunk), expected) << chunk;
  }
}

TEST(MicroFeatures, AfterResetEqualThoseOfAFreshOne) {
  const std::vector<std::int16_t> sound = test_sound(8000);
  const std::unique_ptr<MicroFeatures> features = MicroFeatures::make();
  const std::vector<MicroFeatureFrame> first = all_frames(*features, sound, 512);
  EXPECT_NE(all_frames(*features, sound, 512), first);  // the noise estimate has moved
  features->reset();
  EXPECT_EQ(all_frames(*features, sound, 512), first);
}

TEST(MicroFeatures, EqualThoseOfPymicroFeatures) {
  const std::unique_ptr<MicroFeatures> features = MicroFeatures::make();
  const std::vector<MicroFeatureFrame> frames = all_frames(*features, test_sound(16000), 512);
  ASSERT_EQ(frames.size(), 98U);
  // Frame 10 as pymicro-features 2.0.2 computes it from the same sound, in the frontend's integers.
  constexpr std::array<int, kMicroFeatures> kExpected = {
      369, 177, 0,   0, 0,   0,   0,   0,   566, 535, 409, 0,   0,   0,   0,   476, 564, 0,   339, 0,
      517, 484, 436, 0, 515, 470, 435, 362, 525, 322, 505, 416, 468, 436, 492, 422, 510, 430, 494, 400};
  for (std::size_t i = 0; i < kExpected.size(); ++i) {
    EXPECT_EQ(frames[10][i], static_cast<float>(kExpected[i]) * 0.0390625F) << i;
  }
}

}  // namespace
}  // namespace sotto
