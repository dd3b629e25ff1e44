#include "sim/campaign_plan.hpp"

#include <algorithm>

namespace sotto {

std::vector<CampaignShard> cut_shards(const std::vector<CampaignRecording>& recordings) {
  std::vector<CampaignShard> shards;
  SampleCount room = 0;  // in the last shard
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    for (SampleCount at = 0; at < recordings[i].length;) {
      const SampleCount whole = std::min(recordings[i].length - at, kShardSamplesMax);
      // A recording is not cut where it fits whole into the next shard.
      if (whole > room) {
        shards.emplace_back();
        room = kShardSamplesMax;
      }
      shards.back().push_back({i, {at, at + whole}});
      room -= whole;
      at += whole;
    }
  }
  return shards;
}

}  // namespace sotto
