#include "runtime/audio_history.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <vector>

namespace sotto {
namespace {

// Samples whose value is their position.
std::vector<float> counted(SampleCount from, SampleCount count) {
  std::vector<float> samples(static_cast<std::size_t>(count));
  std::iota(samples.begin(), samples.end(), static_cast<float>(from));
  return samples;
}

TEST(AudioHistory, GivesBackWhatItHeardByPosition) {
  AudioHistory history(100);
  history.push(counted(0, 30));
  history.push(counted(30, 30));
  EXPECT_EQ(history.position(), 60);
  const auto samples = history.copy({25, 35});
  ASSERT_TRUE(samples.ok());
  EXPECT_EQ(samples.value(), counted(25, 10));
}

TEST(AudioHistory, KeepsTheLatestOnly) {
  AudioHistory history(100);
  for (SampleCount at = 0; at < 1000; at += 30) history.push(counted(at, 30));
  ASSERT_EQ(history.position(), 1020);
  const auto kept = history.copy({920, 1020});
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept.value(), counted(920, 100));
  const auto gone = history.copy({919, 1020});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::kOutOfHistory);
}

TEST(AudioHistory, APushLongerThanItsRoomLeavesItsEnd) {
  AudioHistory history(10);
  history.push(counted(0, 35));
  const auto kept = history.copy({25, 35});
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept.value(), counted(25, 10));
}

TEST(AudioHistory, CutsWhatReachesBeyondWhatWasHeard) {
  AudioHistory history(100);
  history.push(counted(0, 50));
  EXPECT_EQ(history.copy({40, 90}).value(), counted(40, 10));
  EXPECT_EQ(history.copy({-20, 5}).value(), counted(0, 5));
  EXPECT_EQ(history.copy({60, 90}).value(), std::vector<float>{});
  EXPECT_EQ(history.copy({30, 30}).value(), std::vector<float>{});
  EXPECT_EQ(history.copy({30, 20}).value(), std::vector<float>{});
  EXPECT_EQ(history.copy({50, std::numeric_limits<SampleCount>::max()}).value(), std::vector<float>{});
}

TEST(AudioHistory, AnEmptyOneHasNothing) {
  const AudioHistory history(100);
  EXPECT_EQ(history.position(), 0);
  EXPECT_EQ(history.copy({0, 10}).value(), std::vector<float>{});
}

TEST(AudioHistory, SilenceStandsForWhatWasLost) {
  AudioHistory history(100);
  history.push(counted(1, 20));
  history.skip(10);
  history.push(counted(31, 5));
  EXPECT_EQ(history.position(), 35);
  std::vector<float> expected = counted(19, 2);
  expected.insert(expected.end(), 10, 0.0F);
  expected.push_back(31.0F);
  EXPECT_EQ(history.copy({18, 31}).value(), expected);
}

// A loss longer than the history must not leave old sound under new positions.
TEST(AudioHistory, ALongLossForgetsEverything) {
  for (const SampleCount lost :
       {SampleCount{99}, SampleCount{100}, SampleCount{101}, SampleCount{1'000'003}, SampleCount{1} << 40}) {
    AudioHistory history(100);
    history.push(counted(1, 100));
    history.skip(lost);
    EXPECT_EQ(history.position(), 100 + lost);
    const auto samples = history.copy({history.position() - 99, history.position()});
    ASSERT_TRUE(samples.ok());
    EXPECT_EQ(samples.value(), std::vector<float>(99, 0.0F)) << lost;
    EXPECT_FALSE(history.copy({lost - 1, lost + 3}).ok());
  }
}

TEST(AudioHistory, LosingNothingChangesNothing) {
  AudioHistory history(10);
  history.push(counted(0, 10));
  history.skip(0);
  EXPECT_EQ(history.copy({0, 10}).value(), counted(0, 10));
}

TEST(AudioHistoryDeathTest, NeedsRoomAndNoNegativeLoss) {
  EXPECT_DEATH(AudioHistory(0), "capacity > 0");
  AudioHistory history(10);
  EXPECT_DEATH(history.skip(-1), "count >= 0");
}

}  // namespace
}  // namespace sotto
