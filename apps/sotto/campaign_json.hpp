// A campaign's tally as JSON and back: what a shard leaves behind. docs/campaign.md documents the shape.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sim/campaign_tally.hpp"

namespace sotto {

struct ShardResult {
  std::string plan;  // of the campaign that the shard belongs to
  std::size_t shard = 0;
  CampaignTally tally;
  friend bool operator==(const ShardResult&, const ShardResult&) = default;
};

[[nodiscard]] std::string format_shard(const ShardResult& result);

// `name` is what messages call the file. Errors: file-invalid.
[[nodiscard]] Result<ShardResult> parse_shard(std::string_view text, const std::string& name);

}  // namespace sotto
