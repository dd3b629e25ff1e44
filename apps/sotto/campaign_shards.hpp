// Working through a campaign's shards on several cores, each shard leaving a file behind.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/campaign_hearing.hpp"
#include "sim/campaign_plan.hpp"
#include "sotto/campaign_material.hpp"

namespace sotto {

struct ShardWork {
  std::string plan;  // every result carries it
  std::vector<CampaignRecording> recordings;
  std::vector<CampaignShard> shards;
  const CampaignMaterial* material =
      nullptr;                    // where recordings are generated or dialogs are tried; borrowed
  std::vector<std::size_t> todo;  // which shards
  std::vector<Variant> variants;
  HearingOptions hearing;
  std::string wake_word = "alexa";
  std::filesystem::path folder;  // results go into shards/, clips into clips/ below it
  unsigned jobs = 1;
  // Called from the workers, one at a time: sound that one variant has got through.
  std::function<void(SampleCount heard)> on_progress;
};

// Shards of intended dialogs come after those of sound: so many dialogs each, in every noise and under every
// policy without a fault.
inline constexpr std::size_t kDialogsPerShard = 4;
[[nodiscard]] std::size_t shard_count(const ShardWork& work);
// Sound that all variants together get through in a shard; of dialogs an estimate.
[[nodiscard]] SampleCount shard_length(const ShardWork& work, std::size_t shard);

// The file that a shard leaves.
[[nodiscard]] std::filesystem::path shard_file(const std::filesystem::path& folder, std::size_t shard);

// Each worker loads engines of its own. A shard that was not finished leaves nothing. Errors: those of the
// engines, of the recordings and of writing; the first one stops all.
[[nodiscard]] Result<void> work_on_shards(const ShardWork& work);

}  // namespace sotto
