#include "sim/campaign_tally.hpp"

#include <algorithm>

namespace sotto {
namespace {

void add(std::int64_t& sum, std::int64_t more) {
  sum += more;
}

// Before the template, which finds only what stands above it.
void add(GateCounts& sum, const GateCounts& more);
void add(RecordingCounts& sum, const RecordingCounts& more);
void add(ForcedCounts& sum, const ForcedCounts& more);
void add(ForcedTally& sum, const ForcedTally& more);

template <typename Key, typename Value>
void add(std::map<Key, Value>& sum, const std::map<Key, Value>& more) {
  for (const auto& [key, value] : more) add(sum[key], value);
}

void add(GateCounts& sum, const GateCounts& more) {
  sum.passed += more.passed;
  sum.refused += more.refused;
  sum.asked_again += more.asked_again;
  sum.escalated += more.escalated;
  add(sum.reasons, more.reasons);
}

void add(RecordingCounts& sum, const RecordingCounts& more) {
  sum.heard += more.heard;
  sum.wakes += more.wakes;
  sum.sent += more.sent;
}

void add(ForcedCounts& sum, const ForcedCounts& more) {
  sum.passed += more.passed;
  sum.tried += more.tried;
}

void add(ForcedTally& sum, const ForcedTally& more) {
  add(sum.recordings, more.recordings);
  sum.unreached += more.unreached;
  add(sum.reasons, more.reasons);
}

void add(KindTally& sum, const KindTally& more) {
  sum.proposed += more.proposed;
  sum.wakes += more.wakes;
  sum.sent += more.sent;
  sum.waiting += more.waiting;
  sum.devices += more.devices;
  for (std::size_t i = 0; i < kDepths; ++i) sum.depths[i] += more.depths[i];
  add(sum.gates, more.gates);
  add(sum.recordings, more.recordings);
  add(sum.forced, more.forced);
}

void add(EvidenceCounts& sum, const EvidenceCounts& more) {
  sum.asked += more.asked;
  sum.reused += more.reused;
}

void add(IntendedCounts& sum, const IntendedCounts& more) {
  sum.tried += more.tried;
  sum.done += more.done;
  sum.wrong_person += more.wrong_person;
  sum.retried += more.retried;
  sum.challenged += more.challenged;
  sum.challenge_passed += more.challenge_passed;
  add(sum.voices, more.voices);
  add(sum.refusals, more.refusals);
  sum.failures.insert(more.failures.begin(), more.failures.end());
  add(sum.recovered, more.recovered);
}

void add_variants(CampaignTally& sum, const CampaignTally& more) {
  for (const auto& [variant, kinds] : more.variants) {
    for (const auto& [kind, tally] : kinds) add(sum.variants[variant][kind], tally);
  }
  for (const auto& [policy, wordings] : more.intended) {
    for (const auto& [wording, conditions] : wordings) {
      for (const auto& [condition, counts] : conditions) {
        add(sum.intended[policy][wording][condition], counts);
      }
    }
  }
}

}  // namespace

ForcedCounts ForcedTally::total() const {
  ForcedCounts sum;
  for (const auto& [name, counts] : recordings) add(sum, counts);
  return sum;
}

SampleCount KindTally::heard() const {
  SampleCount sum = 0;
  for (const auto& [name, counts] : recordings) sum += counts.heard;
  return sum;
}

void merge(CampaignTally& sum, const CampaignTally& more) {
  add_variants(sum, more);
  const auto middle = static_cast<std::ptrdiff_t>(sum.near_misses.size());
  sum.near_misses.insert(sum.near_misses.end(), more.near_misses.begin(), more.near_misses.end());
  std::inplace_merge(sum.near_misses.begin(), sum.near_misses.begin() + middle, sum.near_misses.end());
  for (const auto& [engine, counts] : more.evidence) add(sum.evidence[engine], counts);
}

KindTally sum_kinds(const std::map<std::string, KindTally>& kinds) {
  KindTally sum;
  for (const auto& [kind, tally] : kinds) {
    KindTally named = tally;
    // Two kinds may hold recordings of the same name, which are different ones.
    named.recordings.clear();
    for (const auto& [name, counts] : tally.recordings) named.recordings[kind + "/" + name] = counts;
    for (auto& [gate, forced] : named.forced) {
      std::map<std::string, ForcedCounts> recordings;
      for (const auto& [name, counts] : forced.recordings) recordings[kind + "/" + name] = counts;
      forced.recordings = std::move(recordings);
    }
    add(sum, named);
  }
  return sum;
}

std::vector<Cluster> wake_clusters(const KindTally& tally) {
  std::vector<Cluster> clusters;
  for (const auto& [name, counts] : tally.recordings) clusters.push_back({counts.wakes, counts.heard});
  return clusters;
}

std::vector<Cluster> forced_clusters(const ForcedTally& tally) {
  std::vector<Cluster> clusters;
  for (const auto& [name, counts] : tally.recordings) clusters.push_back({counts.passed, counts.tried});
  return clusters;
}

std::vector<Cluster> voice_clusters(const IntendedCounts& counts) {
  std::vector<Cluster> clusters;
  for (const auto& [name, each] : counts.voices) clusters.push_back({each.passed, each.tried});
  return clusters;
}

}  // namespace sotto
