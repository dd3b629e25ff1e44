// The report of a campaign: every figure with the bound that belongs to it. docs/campaign.md documents the
// shape. A figure that was not measured is not in it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/policy.hpp"
#include "sim/campaign_plan.hpp"
#include "sim/campaign_tally.hpp"

namespace sotto {

// What was taken of the spoken material.
struct MaterialFacts {
  std::string part;
  std::size_t household_lines = 0;  // distinct ones in the household talk
  std::size_t dialogs = 0;
  std::set<std::string> voices;
};

// What the report names beside its figures.
struct CampaignFacts {
  std::string commit;
  std::string plan;
  std::string made;  // "2026-11-23T20:15:00Z"
  std::string processor;
  unsigned cores = 0;
  std::uint64_t seed = 1;
  std::string echo;  // "none", "-30 dB"
  std::vector<std::string> gates;
  std::vector<Policy> policies;
  std::vector<std::string> contacts;
  std::vector<std::pair<std::string, std::string>> models;  // file and sha256
  std::vector<CampaignRecording> recordings;
  std::optional<MaterialFacts> material;
  std::size_t shards_planned = 0;
  std::size_t shards_done = 0;
};

[[nodiscard]] nlohmann::ordered_json campaign_report(const CampaignFacts& facts, const CampaignTally& tally);

}  // namespace sotto
