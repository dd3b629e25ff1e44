#include "sim/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace sotto {
namespace {

// Ulm, Am. J. Epidemiol. 1990, and every table of exact Poisson limits: the one-sided 95 % ones of 0 to 5.
TEST(PoissonBound, OfFewEventsIsThatOfTheTables) {
  const std::array<double, 6> kLimits = {2.996, 4.744, 6.296, 7.754, 9.154, 10.513};
  for (std::size_t count = 0; count < kLimits.size(); ++count) {
    EXPECT_NEAR(poisson_upper(static_cast<std::int64_t>(count), 1.0, 0.95), kLimits[count], 0.001) << count;
  }
  EXPECT_NEAR(poisson_upper(0, 1000.0, 0.95), 0.002996, 1e-6);
}

// Garwood 1936, table of two-sided 95 % limits.
TEST(PoissonBound, TwoSidedLimitsAreGarwoods) {
  EXPECT_NEAR(poisson_upper(0, 1.0, 0.975), 3.689, 0.001);
  EXPECT_NEAR(poisson_lower(1, 1.0, 0.975), 0.0253, 0.0001);
  EXPECT_NEAR(poisson_upper(1, 1.0, 0.975), 5.572, 0.001);
  EXPECT_NEAR(poisson_lower(10, 1.0, 0.975), 4.795, 0.001);
  EXPECT_NEAR(poisson_upper(10, 1.0, 0.975), 18.390, 0.001);
  EXPECT_EQ(poisson_lower(0, 1.0, 0.975), 0.0);
}

// Dubois et al. 2020, an Echo Dot on television: 8 false wakes in 265.1 hours.
TEST(PoissonBound, OfAnHourIsThatOfTheStudies) {
  EXPECT_NEAR(poisson_lower(8, 265.1, 0.975), 0.013, 0.0005);
  EXPECT_NEAR(poisson_upper(8, 265.1, 0.975), 0.0595, 0.0005);
}

TEST(BinomialBound, OfNoneIsTheRuleOfThree) {
  EXPECT_NEAR(binomial_upper(0, 59, 0.95), 1.0 - std::pow(0.05, 1.0 / 59.0), 1e-12);
  EXPECT_NEAR(binomial_upper(0, 100'000, 0.95), 3.00e-5, 0.01e-5);
  EXPECT_NEAR(binomial_upper(0, 100'000, 0.9875), 4.38e-5, 0.01e-5);
}

// Newcombe, Statistics in Medicine 1998, method 5 (Clopper and Pearson), two-sided 95 %.
TEST(BinomialBound, TwoSidedLimitsAreNewcombes) {
  EXPECT_NEAR(binomial_lower(81, 263, 0.975), 0.2527, 0.00005);
  EXPECT_NEAR(binomial_upper(81, 263, 0.975), 0.3676, 0.00005);
  EXPECT_NEAR(binomial_lower(15, 148, 0.975), 0.0578, 0.00005);
  EXPECT_NEAR(binomial_upper(15, 148, 0.975), 0.1617, 0.00005);
  EXPECT_NEAR(binomial_lower(1, 29, 0.975), 0.0009, 0.00005);
  EXPECT_NEAR(binomial_upper(1, 29, 0.975), 0.1776, 0.00005);
  EXPECT_NEAR(binomial_upper(0, 20, 0.975), 0.1684, 0.00005);
}

// 0 failures in 59, 1 in 93 and 2 in 124 are the least that show 95 % with 95 %.
TEST(BinomialBound, ShowsNinetyFivePercentWhereItShould) {
  for (const auto& [failures, trials] : {std::pair{0, 59}, {1, 93}, {2, 124}}) {
    EXPECT_GE(binomial_lower(trials - failures, trials, 0.95), 0.95) << trials;
    EXPECT_LT(binomial_lower(trials - 1 - failures, trials - 1, 0.95), 0.95) << trials;
  }
}

TEST(BinomialBound, KnowsNothingWithoutATrial) {
  EXPECT_EQ(binomial_upper(0, 0, 0.95), 1.0);
  EXPECT_EQ(binomial_lower(0, 0, 0.95), 0.0);
  EXPECT_EQ(binomial_upper(5, 5, 0.95), 1.0);
  EXPECT_NEAR(binomial_lower(5, 5, 0.95), std::pow(0.05, 0.2), 1e-12);
}

TEST(BlockBootstrap, OfEqualClustersHasNoWidth) {
  const std::vector<Cluster> clusters(20, Cluster{1, 10});
  const Interval interval = block_bootstrap(clusters, 0.95, 7);
  EXPECT_DOUBLE_EQ(interval.low, 0.1);
  EXPECT_DOUBLE_EQ(interval.high, 0.1);
}

// 400 clusters of one trial each, 100 of them with an event: the normal interval of a share of 0.25 is
// 0.25 +- 1.96 * sqrt(0.25 * 0.75 / 400) = 0.2076 to 0.2924.
TEST(BlockBootstrap, OfSingleTrialsIsTheBinomialInterval) {
  std::vector<Cluster> clusters(400, Cluster{0, 1});
  std::fill_n(clusters.begin(), 100, Cluster{1, 1});
  const Interval interval = block_bootstrap(clusters, 0.95, 1, 20'000);
  EXPECT_NEAR(interval.low, 0.2076, 0.005);
  EXPECT_NEAR(interval.high, 0.2924, 0.005);
}

// The same events in 20 clusters that have all or none: the interval of 20 draws, 0.06 to 0.44.
TEST(BlockBootstrap, IsWiderWhereEventsComeTogether) {
  std::vector<Cluster> clusters(20, Cluster{0, 20});
  std::fill_n(clusters.begin(), 5, Cluster{20, 20});
  const Interval interval = block_bootstrap(clusters, 0.95, 1, 20'000);
  EXPECT_NEAR(interval.low, 0.05, 0.051);
  EXPECT_NEAR(interval.high, 0.45, 0.051);
  EXPECT_GT(interval.high - interval.low, 0.3);
}

TEST(BlockBootstrap, ComesOutTheSameFromTheSameSeed) {
  std::vector<Cluster> clusters;
  for (std::int64_t i = 0; i < 30; ++i) clusters.push_back({i * i % 7, 11 + i});
  EXPECT_EQ(block_bootstrap(clusters, 0.9, 3), block_bootstrap(clusters, 0.9, 3));
  EXPECT_NE(block_bootstrap(clusters, 0.9, 3), block_bootstrap(clusters, 0.9, 4));
}

TEST(BlockBootstrap, KnowsNothingWhereNothingHappened) {
  const std::vector<Cluster> clusters(9, Cluster{0, 10});
  EXPECT_EQ(block_bootstrap(clusters, 0.95, 1), (Interval{0.0, 0.0}));
  EXPECT_EQ(block_bootstrap({}, 0.95, 1), (Interval{0.0, 0.0}));
}

// The project's worked example: no wake in 1000 hours, three gates with 0 of 100 000.
TEST(ComposedBound, OfTheWorkedExample) {
  const std::array<GateTrials, 3> kGates = {GateTrials{0, 100'000}, {0, 100'000}, {0, 100'000}};
  const ComposedBound bound = compose_bound(0, 1000.0, kGates, 0.95);
  EXPECT_DOUBLE_EQ(bound.confidence_each, 0.9875);
  EXPECT_NEAR(bound.wakes_per_hour, 4.38e-3, 0.01e-3);
  EXPECT_NEAR(bound.per_hour(1.0), 3.7e-16, 0.05e-16);
  EXPECT_NEAR(bound.per_hour(100.0), 3.7e-10, 0.05e-10);
}

TEST(ComposedBound, NoShareExceedsOne) {
  const std::array<GateTrials, 2> kGates = {GateTrials{5, 10}, {0, 0}};
  const ComposedBound bound = compose_bound(3, 2.0, kGates, 0.95);
  EXPECT_DOUBLE_EQ(bound.per_hour(100.0), bound.wakes_per_hour);
  EXPECT_DOUBLE_EQ(bound.per_hour(1.0), bound.wakes_per_hour * bound.shares[0]);
}

}  // namespace
}  // namespace sotto
