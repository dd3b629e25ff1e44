#include "base/units.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sotto {
namespace {

TEST(UnitsTest, MillisecondsAndSamplesConvert) {
  EXPECT_EQ(to_samples(1000), kSampleRate);
  EXPECT_EQ(to_samples(-250), -4000);
  EXPECT_EQ(to_milliseconds(16000), 1000);
  EXPECT_EQ(to_milliseconds(15), 0);
  EXPECT_EQ(to_milliseconds(31), 1);
}

TEST(UnitsTest, ConvertingThereAndBackLosesNothing) {
  for (const Milliseconds ms : {Milliseconds{0}, Milliseconds{1}, Milliseconds{7'200'000}, Milliseconds{-3}})
    EXPECT_EQ(to_milliseconds(to_samples(ms)), ms);
}

TEST(UnitsTest, AYearOfSoundStillCounts) {
  constexpr Milliseconds kYear = Milliseconds{365} * 24 * 3600 * 1000;
  EXPECT_EQ(to_milliseconds(to_samples(kYear)), kYear);
}

TEST(UnitsTest, ASpanIsHalfOpen) {
  const SampleSpan span{100, 350};
  EXPECT_EQ(span.length(), 250);
  EXPECT_EQ(SampleSpan{}.length(), 0);
  EXPECT_EQ(span, (SampleSpan{100, 350}));
  EXPECT_NE(span, (SampleSpan{100, 351}));
}

TEST(UnitsTest, ProbabilitiesBecomeThousandths) {
  EXPECT_EQ(to_permille(0.0), 0);
  EXPECT_EQ(to_permille(0.5), 500);
  EXPECT_EQ(to_permille(1.0), 1000);
  EXPECT_EQ(to_permille(0.0004), 0);
  EXPECT_EQ(to_permille(0.0005), 1);
  EXPECT_EQ(to_permille(0.9996), 1000);
}

TEST(UnitsTest, WhatIsNoProbabilityIsClampedAndNotANumberIsZero) {
  EXPECT_EQ(to_permille(-3.0), 0);
  EXPECT_EQ(to_permille(17.0), 1000);
  EXPECT_EQ(to_permille(std::numeric_limits<double>::infinity()), 1000);
  EXPECT_EQ(to_permille(-std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(to_permille(std::numeric_limits<double>::quiet_NaN()), 0);
}

TEST(UnitsTest, PermilleNeverFallsAsTheProbabilityRises) {
  Permille last = 0;
  for (int i = 0; i <= 100'000; ++i) {
    const Permille now = to_permille(i / 100'000.0);
    ASSERT_GE(now, last) << i;
    last = now;
  }
}

}  // namespace
}  // namespace sotto
