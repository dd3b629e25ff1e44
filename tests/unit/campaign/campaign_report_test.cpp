#include "sotto/campaign_report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "measured.hpp"

namespace sotto {
namespace {

TEST(CampaignReport, GivesRatesWithTheirExactBounds) {
  const auto report = campaign_report({}, measured());
  const auto& all = report["end_to_end"]["guarded"]["all"];
  EXPECT_DOUBLE_EQ(all["hours"], 10.0);
  EXPECT_DOUBLE_EQ(all["wakes"]["per_hour"], 0.1);
  EXPECT_NEAR(all["wakes"]["upper"], 0.4744, 0.0001);
  EXPECT_NEAR(all["sent"]["upper"], 0.2996, 0.0001);
  EXPECT_EQ(all["stopped_after"]["request"], 1);
  EXPECT_EQ(all["gates"]["contact"]["reasons"]["not-a-name"], 1);
}

TEST(CampaignReport, NamesTheWorstKindFirst) {
  const auto report = campaign_report({}, measured());
  EXPECT_EQ(report["end_to_end"]["guarded"]["kinds"][0]["kind"], "news");
  EXPECT_EQ(report["forced"]["guarded"]["request"]["kinds"][0]["kind"], "meals");
}

TEST(CampaignReport, BoundsEachForcedGateByItsTrials) {
  const auto report = campaign_report({}, measured());
  const auto& contact = report["forced"]["guarded"]["contact"]["all"];
  EXPECT_EQ(contact["tried"], 400);
  EXPECT_NEAR(contact["upper"], 1.0 - std::pow(0.05, 1.0 / 400.0), 1e-9);
  EXPECT_EQ(contact["unreached"], 2);
}

// Four factors at 98.75 % each; with a gate that always passes its factor is 1.
TEST(CampaignReport, ComposesTheBoundOfTheChain) {
  const auto report = campaign_report({}, measured());
  const auto& composed = report["composed"]["guarded"];
  EXPECT_DOUBLE_EQ(composed["confidence_each"], 0.9875);
  const double wakes = composed["factors"]["wake_per_hour"];
  const double request = composed["factors"]["request"];
  const double none = 1.0 - std::pow(0.0125, 1.0 / 400.0);
  EXPECT_NEAR(composed["factors"]["contact"], none, 1e-9);
  EXPECT_NEAR(composed["per_hour"]["1"], wakes * request * none * none, 1e-12);
  EXPECT_NEAR(composed["per_hour"]["10"], wakes * std::min(1.0, 10 * request) * 100 * none * none, 1e-9);
  EXPECT_NEAR(composed["one_gate_always_passes"]["confirm"]["1"], wakes * request * none, 1e-9);
}

TEST(CampaignReport, LeavesOutWhatWasNotMeasured) {
  CampaignTally tally = measured();
  tally.intended.clear();
  tally.evidence.clear();
  for (auto& [kind, counts] : tally.variants["guarded"]) counts.forced.erase(Gate::kConfirm);
  const auto report = campaign_report({}, tally);
  EXPECT_FALSE(report.contains("composed"));
  EXPECT_FALSE(report.contains("intended"));
  EXPECT_FALSE(report["forced"]["guarded"].contains("confirm"));
  EXPECT_TRUE(report["forced"]["guarded"].contains("contact"));
}

TEST(CampaignReport, ShowsIntendedMessagesWithTheirLowerBound) {
  const auto report = campaign_report({}, measured());
  const auto& counts = report["intended"]["guarded"]["message"]["20 dB"];
  EXPECT_GE(counts["lower"], 0.95);
  EXPECT_EQ(counts["cost_of_rules"]["same voice"], 1);
}

}  // namespace
}  // namespace sotto
