#include "sotto/campaign_report.hpp"

#include <algorithm>

#include "adapters/toml/policy_file.hpp"
#include "sim/statistics.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kConfidence = 0.95;
constexpr std::array kDependences = {1, 10, 100};
// The factors of the composed bound behind the wakes; record and hold take no credit.
constexpr std::array kComposedGates = {Gate::kRequest, Gate::kContact, Gate::kConfirm};
constexpr std::array<const char*, kDepths> kDepthNames = {"none",    "wake",   "request", "contact",
                                                          "confirm", "record", "sent"};
constexpr std::uint64_t kBootstrapSeed = 1;

double hours(SampleCount samples) {
  return static_cast<double>(samples) / kSampleRate / 3600.0;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

// A rate per hour with its exact bounds: two-sided for the wakes, and the one-sided upper one.
Json rate_json(std::int64_t count, double heard_hours) {
  return {{"count", count},
          {"per_hour", static_cast<double>(count) / heard_hours},
          {"upper", poisson_upper(count, heard_hours, kConfidence)},
          {"interval",
           {poisson_lower(count, heard_hours, 0.5 + kConfidence / 2),
            poisson_upper(count, heard_hours, 0.5 + kConfidence / 2)}}};
}

Json share_json(std::int64_t passed, std::int64_t tried) {
  return {{"passed", passed},
          {"tried", tried},
          {"share", share(passed, tried)},
          {"upper", binomial_upper(passed, tried, kConfidence)},
          {"lower", binomial_lower(passed, tried, kConfidence)}};
}

Json interval_json(const Interval& interval, double scale) {
  return {interval.low * scale, interval.high * scale};
}

Json gates_json(const std::map<Gate, GateCounts>& gates) {
  Json json = Json::object();
  for (const auto& [gate, counts] : gates) {
    json[std::string(gate_name(gate))] = {{"passed", counts.passed},
                                          {"refused", counts.refused},
                                          {"asked_again", counts.asked_again},
                                          {"escalated", counts.escalated},
                                          {"reasons", counts.reasons}};
  }
  return json;
}

Json heard_json(const std::string& kind, const KindTally& tally) {
  const double heard = hours(tally.heard());
  Json json = {{"kind", kind}, {"hours", heard}, {"recordings", tally.recordings.size()}};
  if (heard <= 0.0) return json;
  json["proposed"] = rate_json(tally.proposed, heard);
  json["wakes"] = rate_json(tally.wakes, heard);
  json["wakes"]["bootstrap"] =
      interval_json(block_bootstrap(wake_clusters(tally), kConfidence, kBootstrapSeed), kSampleRate * 3600.0);
  json["sent"] = rate_json(tally.sent, heard);
  json["waiting"] = tally.waiting;
  json["devices"] = tally.devices;
  Json depths = Json::object();
  for (std::size_t i = 1; i < kDepths; ++i) depths[kDepthNames[i]] = tally.depths[i];
  json["stopped_after"] = depths;
  json["gates"] = gates_json(tally.gates);
  return json;
}

// Worst first: what was sent, then what woke, each by its rate, then by what is still possible.
bool worse(const KindTally& a, const KindTally& b) {
  const auto badness = [](const KindTally& tally) {
    const double heard = std::max(hours(tally.heard()), 1e-9);
    return std::tuple(static_cast<double>(tally.sent) / heard, static_cast<double>(tally.wakes) / heard,
                      static_cast<double>(tally.proposed) / heard, 1.0 / heard);
  };
  return badness(a) > badness(b);
}

Json end_to_end_json(const std::map<std::string, KindTally>& kinds) {
  std::vector<std::pair<std::string, const KindTally*>> order;
  for (const auto& [kind, tally] : kinds) order.emplace_back(kind, &tally);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return worse(*a.second, *b.second); });
  Json list = Json::array();
  for (const auto& [kind, tally] : order) list.push_back(heard_json(kind, *tally));
  return {{"all", heard_json("all", sum_kinds(kinds))}, {"kinds", list}};
}

Json forced_json(const std::string& kind, const ForcedTally& tally) {
  const ForcedCounts total = tally.total();
  Json json = {{"kind", kind}};
  json.update(share_json(total.passed, total.tried));
  json["bootstrap"] =
      interval_json(block_bootstrap(forced_clusters(tally), kConfidence, kBootstrapSeed), 1.0);
  json["unreached"] = tally.unreached;
  json["reasons"] = tally.reasons;
  return json;
}

Json forced_gate_json(const std::map<std::string, KindTally>& kinds, Gate gate) {
  std::vector<Json> list;
  for (const auto& [kind, tally] : kinds) {
    const auto forced = tally.forced.find(gate);
    if (forced != tally.forced.end() && forced->second.total().tried > 0) {
      list.push_back(forced_json(kind, forced->second));
    }
  }
  std::stable_sort(list.begin(), list.end(), [](const Json& a, const Json& b) {
    return std::pair(a["share"].get<double>(), a["upper"].get<double>()) >
           std::pair(b["share"].get<double>(), b["upper"].get<double>());
  });
  return {{"all", forced_json("all", sum_kinds(kinds).forced.at(gate))}, {"kinds", list}};
}

Json per_hour_json(const ComposedBound& bound) {
  Json json = Json::object();
  for (const int dependence : kDependences) json[std::to_string(dependence)] = bound.per_hour(dependence);
  return json;
}

// The bound of the chain, and of the chain without each of its gates. Nothing where a factor was not
// measured.
Json composed_json(const KindTally& all) {
  std::vector<GateTrials> trials;
  for (const Gate gate : kComposedGates) {
    const auto forced = all.forced.find(gate);
    if (forced == all.forced.end() || forced->second.total().tried == 0) return nullptr;
    trials.push_back({forced->second.total().passed, forced->second.total().tried});
  }
  const double heard = hours(all.heard());
  if (heard <= 0.0) return nullptr;
  const ComposedBound bound = compose_bound(all.wakes, heard, trials, kConfidence);
  Json factors = {{"wake_per_hour", bound.wakes_per_hour}};
  Json without = Json::object();
  const ComposedBound proposals = compose_bound(all.proposed, heard, trials, kConfidence);
  without["wake"] = per_hour_json(proposals);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const std::string name(gate_name(kComposedGates[i]));
    factors[name] = bound.shares[i];
    ComposedBound open = bound;
    open.shares[i] = 1.0;
    without[name] = per_hour_json(open);
  }
  return {{"confidence", kConfidence},
          {"confidence_each", bound.confidence_each},
          {"factors", factors},
          {"per_hour", per_hour_json(bound)},
          {"one_gate_always_passes", without}};
}

Json intended_json(const CampaignTally& tally) {
  Json policies = Json::object();
  for (const auto& [policy, kinds] : tally.intended) {
    for (const auto& [kind, conditions] : kinds) {
      for (const auto& [condition, counts] : conditions) {
        Json& json = policies[policy][kind][condition];
        json = share_json(counts.done, counts.tried);
        json["voices"] = counts.voices.size();
        json["bootstrap"] =
            interval_json(block_bootstrap(voice_clusters(counts), kConfidence, kBootstrapSeed), 1.0);
        json["wrong_person"] = counts.wrong_person;
        json["retried"] = counts.retried;
        json["challenged"] = counts.challenged;
        json["challenge_passed"] = counts.challenge_passed;
        json["refusals"] = counts.refusals;
        json["failures"] = counts.failures;
        json["cost_of_rules"] = counts.recovered;
      }
    }
  }
  return policies;
}

Json near_misses_json(const std::vector<NearMiss>& misses) {
  std::vector<const NearMiss*> order;
  for (const NearMiss& miss : misses) order.push_back(&miss);
  std::stable_sort(order.begin(), order.end(),
                   [](const NearMiss* a, const NearMiss* b) { return a->depth > b->depth; });
  Json list = Json::array();
  for (const NearMiss* miss : order) {
    list.push_back({{"variant", miss->variant},
                    {"kind", miss->kind},
                    {"recording", miss->recording},
                    {"at_s", static_cast<double>(miss->at) / 1000.0},
                    {"until_s", static_cast<double>(miss->until) / 1000.0},
                    {"forced", miss->forced},
                    {"passed", kDepthNames[std::min(miss->depth, kDepths - 1)]},
                    {"gate", miss->stopped_by},
                    {"reason", miss->reason},
                    {"clip", miss->clip}});
  }
  return list;
}

Json facts_json(const CampaignFacts& facts) {
  Json json = {{"format", "sotto-campaign"}, {"version", 1},        {"commit", facts.commit},
               {"made", facts.made},         {"plan", facts.plan},  {"seed", facts.seed},
               {"echo", facts.echo},         {"gates", facts.gates}};
  json["machine"] = {{"processor", facts.processor}, {"cores", facts.cores}};
  json["policies"] = Json::array();
  for (const Policy& policy : facts.policies) {
    json["policies"].push_back(
        {{"name", policy.name}, {"version", policy.version}, {"rules", format_policy(policy)}});
  }
  json["contacts"] = facts.contacts;
  for (const auto& [name, sha256] : facts.models) json["models"][name] = sha256;
  SampleCount heard = 0;
  std::map<std::string, SampleCount> kinds;
  for (const CampaignRecording& recording : facts.recordings) {
    heard += recording.length;
    kinds[recording.kind] += recording.length;
  }
  json["sound"] = {{"recordings", facts.recordings.size()}, {"hours", hours(heard)}};
  for (const auto& [kind, length] : kinds) json["sound"]["kinds"][kind] = hours(length);
  if (facts.material) {
    json["material"] = {{"part", facts.material->part},
                        {"household_lines", facts.material->household_lines},
                        {"dialogs", facts.material->dialogs},
                        {"voices", facts.material->voices}};
  }
  json["shards"] = {{"planned", facts.shards_planned}, {"done", facts.shards_done}};
  json["complete"] = facts.shards_done == facts.shards_planned;
  return json;
}

}  // namespace

Json campaign_report(const CampaignFacts& facts, const CampaignTally& tally) {
  Json json = facts_json(facts);
  for (const auto& [engine, counts] : tally.evidence) {
    json["evidence"][engine] = {
        {"asked", counts.asked}, {"reused", counts.reused}, {"share", share(counts.reused, counts.asked)}};
  }
  for (const auto& [variant, kinds] : tally.variants) {
    json["end_to_end"][variant] = end_to_end_json(kinds);
    const KindTally all = sum_kinds(kinds);
    for (const auto& [gate, forced] : all.forced) {
      if (forced.total().tried > 0)
        json["forced"][variant][std::string(gate_name(gate))] = forced_gate_json(kinds, gate);
    }
    if (Json composed = composed_json(all); !composed.is_null()) json["composed"][variant] = composed;
  }
  if (!tally.intended.empty()) json["intended"] = intended_json(tally);
  json["near_misses"] = near_misses_json(tally.near_misses);
  return json;
}

}  // namespace sotto
