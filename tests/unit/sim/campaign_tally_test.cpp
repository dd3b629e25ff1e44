#include "sim/campaign_tally.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace sotto {
namespace {

std::string pick(std::mt19937_64& random, std::initializer_list<const char*> names) {
  return names.begin()[random() % names.size()];
}

std::int64_t some(std::mt19937_64& random) {
  return static_cast<std::int64_t>(random() % 5);
}

void fill_kind(std::mt19937_64& random, KindTally& kind) {
  const std::string recording = pick(random, {"a.flac", "b.flac", "c.flac"});
  kind.proposed += some(random);
  kind.wakes += some(random);
  kind.sent += some(random);
  kind.waiting += some(random);
  kind.devices += some(random);
  kind.depths[random() % kDepths] += some(random);
  GateCounts& gate = kind.gates[static_cast<Gate>(random() % kGateCount)];
  gate.passed += some(random);
  gate.refused += some(random);
  gate.asked_again += some(random);
  gate.escalated += some(random);
  gate.reasons[pick(random, {"no-end", "not-a-name"})] += some(random);
  kind.recordings[recording].heard += some(random);
  kind.recordings[recording].wakes += some(random);
  kind.recordings[recording].sent += some(random);
  ForcedTally& forced = kind.forced[Gate::kConfirm];
  forced.recordings[recording].passed += some(random);
  forced.recordings[recording].tried += some(random);
  forced.unreached += some(random);
  forced.reasons["no-speech"] += some(random);
}

void fill_intended(std::mt19937_64& random, IntendedCounts& counts) {
  counts.tried += some(random);
  counts.done += some(random);
  counts.wrong_person += some(random);
  counts.retried += some(random);
  counts.challenged += some(random);
  counts.challenge_passed += some(random);
  counts.refusals["confirm: no-end"] += some(random);
  counts.recovered["same-voice"] += some(random);
}

CampaignTally random_shard(std::mt19937_64& random) {
  CampaignTally shard;
  for (int i = 0; i < 4; ++i) {
    fill_kind(random,
              shard.variants[pick(random, {"guarded", "portland-2018"})][pick(random, {"news", "meals"})]);
    fill_intended(random, shard.intended["guarded"]["message"][pick(random, {"10 dB", "20 dB"})]);
    NearMiss miss;
    miss.variant = pick(random, {"guarded", "portland-2018"});
    miss.recording = pick(random, {"a.flac", "b.flac"});
    miss.at = some(random);
    miss.depth = random() % kDepths;
    shard.near_misses.push_back(miss);
    shard.evidence["recognizer"].asked += some(random);
    shard.evidence["recognizer"].reused += some(random);
  }
  std::sort(shard.near_misses.begin(), shard.near_misses.end());
  return shard;
}

CampaignTally merged(const std::vector<CampaignTally>& parts) {
  CampaignTally sum;
  for (const CampaignTally& part : parts) merge(sum, part);
  return sum;
}

// Whatever machine did which shards, and in whatever order their results arrive, the sum is the same.
TEST(CampaignTally, AnyPartitionOfTheShardsMergesToTheSame) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<CampaignTally> shards;
    for (int i = 0; i < 8; ++i) shards.push_back(random_shard(random));
    const CampaignTally expected = merged(shards);

    std::shuffle(shards.begin(), shards.end(), random);
    std::vector<CampaignTally> machines(1 + random() % 4);
    for (const CampaignTally& shard : shards) merge(machines[random() % machines.size()], shard);
    ASSERT_EQ(merged(machines), expected) << "seed " << seed;
  }
}

TEST(CampaignTally, CountsEverythingOnce) {
  std::mt19937_64 random(1);
  const CampaignTally shard = random_shard(random);
  const CampaignTally twice = merged({shard, shard});
  const auto& [variant, kinds] = *shard.variants.begin();
  const auto& [kind, tally] = *kinds.begin();
  const KindTally& doubled = twice.variants.at(variant).at(kind);
  EXPECT_EQ(doubled.proposed, 2 * tally.proposed);
  EXPECT_EQ(doubled.heard(), 2 * tally.heard());
  EXPECT_EQ(doubled.depths[0], 2 * tally.depths[0]);
  EXPECT_EQ(twice.near_misses.size(), 2 * shard.near_misses.size());
  EXPECT_EQ(twice.evidence.at("recognizer").asked, 2 * shard.evidence.at("recognizer").asked);
}

TEST(CampaignTally, KindsKeepTheirRecordingsApart) {
  std::map<std::string, KindTally> kinds;
  kinds["news"].recordings["one.flac"] = {100, 1, 0};
  kinds["meals"].recordings["one.flac"] = {50, 0, 0};
  kinds["news"].forced[Gate::kContact].recordings["one.flac"] = {1, 4};
  kinds["meals"].forced[Gate::kContact].recordings["one.flac"] = {0, 6};
  const KindTally all = sum_kinds(kinds);
  EXPECT_EQ(all.heard(), 150);
  EXPECT_EQ(wake_clusters(all), (std::vector<Cluster>{{0, 50}, {1, 100}}));
  EXPECT_EQ(all.forced.at(Gate::kContact).total(), (ForcedCounts{1, 10}));
  EXPECT_EQ(forced_clusters(all.forced.at(Gate::kContact)), (std::vector<Cluster>{{0, 6}, {1, 4}}));
}

}  // namespace
}  // namespace sotto
