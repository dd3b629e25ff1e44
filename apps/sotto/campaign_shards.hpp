// Working through a campaign's shards on several cores, each shard leaving a file behind.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/campaign_hearing.hpp"
#include "sim/campaign_plan.hpp"

namespace sotto {

struct ShardWork {
  std::string plan;  // every result carries it
  std::vector<CampaignRecording> recordings;
  std::vector<CampaignShard> shards;
  std::vector<std::size_t> todo;  // which shards
  std::vector<Variant> variants;
  HearingOptions hearing;
  std::string wake_word = "alexa";
  std::filesystem::path folder;  // results go into shards/, clips into clips/ below it
  unsigned jobs = 1;
  // Called from the workers, one at a time: sound that one variant has got through.
  std::function<void(SampleCount heard)> on_progress;
};

// The file that a shard leaves.
[[nodiscard]] std::filesystem::path shard_file(const std::filesystem::path& folder, std::size_t shard);

// Each worker loads engines of its own. A shard that was not finished leaves nothing. Errors: those of the
// engines, of the recordings and of writing; the first one stops all.
[[nodiscard]] Result<void> work_on_shards(const ShardWork& work);

}  // namespace sotto
