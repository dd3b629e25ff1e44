// CampaignPlan: which sound a campaign hears, cut into shards that machines can work on apart.
// Plain values; pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"

namespace sotto {

struct CampaignRecording {
  std::string kind;  // of talk: "news"
  std::string name;  // as the report names it
  std::string file;
  SampleCount length = 0;
  std::string sha256;                    // of the file
  std::optional<std::size_t> household;  // generated: the number of its plan, and there is no file
  friend bool operator==(const CampaignRecording&, const CampaignRecording&) = default;
};

// A stretch of one recording.
struct CampaignPiece {
  std::size_t recording = 0;  // place in the list of recordings
  SampleSpan span;
  friend bool operator==(const CampaignPiece&, const CampaignPiece&) = default;
};

using CampaignShard = std::vector<CampaignPiece>;

// No shard is longer: that much sound is a few minutes of work.
inline constexpr SampleCount kShardSamplesMax = to_samples(20 * 60'000);

// Fills shards in the order of the recordings; longer recordings are cut. The same recordings give the same
// shards.
[[nodiscard]] std::vector<CampaignShard> cut_shards(const std::vector<CampaignRecording>& recordings);

}  // namespace sotto
