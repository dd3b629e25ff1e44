#include "sotto/campaign_json.hpp"

#include <nlohmann/json.hpp>

// Maps by gate are objects whose keys are the gates' names.
template <typename Value>
struct nlohmann::adl_serializer<std::map<sotto::Gate, Value>> {
  static void to_json(json& value, const std::map<sotto::Gate, Value>& map) {
    value = json::object();
    for (const auto& [gate, each] : map) value[std::string(sotto::gate_name(gate))] = each;
  }
  static void from_json(const json& value, std::map<sotto::Gate, Value>& map) {
    map.clear();
    for (const auto& [name, each] : value.items()) {
      const auto gate = sotto::parse_gate(name);
      if (!gate) throw std::invalid_argument("'" + name + "' is no gate");
      map[*gate] = each.template get<Value>();
    }
  }
};

namespace sotto {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(GateCounts, passed, refused, asked_again, escalated, reasons)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RecordingCounts, heard, wakes, sent)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ForcedCounts, passed, tried)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ForcedTally, recordings, unreached, reasons)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KindTally, proposed, wakes, sent, waiting, devices, depths, gates,
                                   recordings, forced)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NearMiss, variant, kind, recording, at, until, forced, depth, stopped_by,
                                   reason, clip)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EvidenceCounts, asked, reused)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(IntendedCounts, tried, done, wrong_person, retried, challenged,
                                   challenge_passed, voices, refusals, failures, recovered)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CampaignTally, variants, intended, near_misses, evidence)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ShardResult, plan, shard, tally)

std::string format_shard(const ShardResult& result) {
  return nlohmann::json(result).dump(1) + "\n";
}

Result<ShardResult> parse_shard(std::string_view text, const std::string& name) {
  try {
    return nlohmann::json::parse(text).get<ShardResult>();
  } catch (const std::exception& error) {
    return Error{ErrorCode::kFileInvalid, name + ": " + error.what()};
  }
}

}  // namespace sotto
