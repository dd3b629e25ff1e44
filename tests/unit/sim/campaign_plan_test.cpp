#include "sim/campaign_plan.hpp"

#include <gtest/gtest.h>

#include <random>

namespace sotto {
namespace {

CampaignRecording recording(SampleCount length) {
  CampaignRecording result;
  result.length = length;
  return result;
}

TEST(CampaignPlan, ShortRecordingsShareAShardAndLongOnesAreCut) {
  const SampleCount minute = to_samples(60'000);
  const auto shards =
      cut_shards({recording(15 * minute), recording(5 * minute), recording(minute), recording(45 * minute)});
  ASSERT_EQ(shards.size(), 5U);
  EXPECT_EQ(shards[0], (CampaignShard{{0, {0, 15 * minute}}, {1, {0, 5 * minute}}}));
  EXPECT_EQ(shards[1], (CampaignShard{{2, {0, minute}}}));
  EXPECT_EQ(shards[2], (CampaignShard{{3, {0, 20 * minute}}}));
  EXPECT_EQ(shards[4], (CampaignShard{{3, {40 * minute, 45 * minute}}}));
}

TEST(CampaignPlan, EverySampleIsHeardOnceAndNoShardIsTooLong) {
  std::mt19937_64 random(5);
  std::vector<CampaignRecording> recordings;
  for (int i = 0; i < 200; ++i) {
    recordings.push_back(recording(static_cast<SampleCount>(random() % (3 * kShardSamplesMax))));
  }
  std::vector<SampleCount> reached(recordings.size());
  for (const CampaignShard& shard : cut_shards(recordings)) {
    SampleCount length = 0;
    for (const CampaignPiece& piece : shard) {
      EXPECT_EQ(piece.span.from, reached[piece.recording]);
      reached[piece.recording] = piece.span.to;
      length += piece.span.length();
    }
    EXPECT_LE(length, kShardSamplesMax);
    EXPECT_GT(length, 0);
  }
  for (std::size_t i = 0; i < recordings.size(); ++i) EXPECT_EQ(reached[i], recordings[i].length) << i;
}

}  // namespace
}  // namespace sotto
