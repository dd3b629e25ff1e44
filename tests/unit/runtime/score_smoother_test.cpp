#include "runtime/score_smoother.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

constexpr SampleCount kStep = 480;

ScoreSmootherSettings settings(std::size_t window, Permille propose_at) {
  return {.window = window,
          .propose_at = propose_at,
          .certain_at = 900,
          .refractory = to_samples(2000),
          .longest_rise = to_samples(300)};
}

// Feeds one probability a step from run position 0 on and returns the proposals.
class Feeder {
 public:
  explicit Feeder(const ScoreSmootherSettings& chosen) : smoother(chosen) {}

  void feed(double probability, int times = 1) {
    for (int i = 0; i < times; ++i) {
      at += kStep;
      const std::optional<WakeProposal> proposal = smoother.add(probability, at);
      if (proposal) proposals.push_back(*proposal);
    }
  }

  ScoreSmoother smoother;
  SampleCount at = 0;
  std::vector<WakeProposal> proposals;
};

TEST(ScoreSmoother, SaysNothingBeforeTheWindowIsFull) {
  Feeder feeder(settings(5, 900));
  feeder.feed(1.0, 4);
  EXPECT_TRUE(feeder.proposals.empty());
  EXPECT_EQ(feeder.smoother.take_peak(), 0);
  feeder.feed(1.0);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  EXPECT_EQ(feeder.proposals[0].score, 1000);
  EXPECT_EQ(feeder.proposals[0].at, 5 * kStep);
}

TEST(ScoreSmoother, JudgesTheMeanOfTheLastProbabilitiesOnly) {
  Feeder feeder(settings(4, 900));
  feeder.feed(1.0, 2);
  feeder.feed(0.0, 2);
  EXPECT_EQ(feeder.smoother.take_peak(), 500);
  feeder.feed(0.0, 1);
  EXPECT_EQ(feeder.smoother.take_peak(), 250);
  feeder.feed(0.0, 1);
  EXPECT_EQ(feeder.smoother.take_peak(), 0);
}

TEST(ScoreSmoother, ProposesAtTheThresholdAndNotBelow) {
  Feeder below(settings(1, 900));
  below.feed(0.899, 30);
  EXPECT_TRUE(below.proposals.empty());
  Feeder at_it(settings(1, 900));
  at_it.feed(0.9);
  ASSERT_EQ(at_it.proposals.size(), 1U);
  EXPECT_EQ(at_it.proposals[0].score, 900);
}

TEST(ScoreSmoother, WeakRiseIsProposedWithItsHighestScoreWhenItFalls) {
  Feeder feeder(settings(1, 500));
  for (const double probability : {0.55, 0.72, 0.61}) feeder.feed(probability);
  EXPECT_TRUE(feeder.proposals.empty());
  feeder.feed(0.2);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  EXPECT_EQ(feeder.proposals[0].score, 720);
  EXPECT_EQ(feeder.proposals[0].at, 2 * kStep);
}

TEST(ScoreSmoother, WeakRiseThatDoesNotFallIsProposedAfterTheLongestRise) {
  Feeder feeder(settings(1, 500));
  feeder.feed(0.6, 10);  // the tenth is 270 ms after the first
  EXPECT_TRUE(feeder.proposals.empty());
  feeder.feed(0.6);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  EXPECT_EQ(feeder.proposals[0].at, kStep);
}

TEST(ScoreSmoother, RiseThatBecomesCertainIsProposedAtOnce) {
  Feeder feeder(settings(1, 500));
  feeder.feed(0.6);
  feeder.feed(0.95);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  EXPECT_EQ(feeder.proposals[0].score, 950);
  EXPECT_EQ(feeder.proposals[0].at, 2 * kStep);
}

TEST(ScoreSmoother, StaysSilentForTheRefractoryTime) {
  Feeder feeder(settings(1, 900));
  feeder.feed(1.0, 67);  // steps 2 to 67 lie within 2 s of step 1
  EXPECT_EQ(feeder.proposals.size(), 1U);
  feeder.feed(1.0);
  ASSERT_EQ(feeder.proposals.size(), 2U);
  EXPECT_EQ(feeder.proposals[1].at - feeder.proposals[0].at, 67 * kStep);
}

TEST(ScoreSmoother, CertainScoreBreaksThroughAfterAWeakProposalOnly) {
  Feeder feeder(settings(1, 500));
  feeder.feed(0.6);
  feeder.feed(0.0);  // the weak proposal
  feeder.feed(0.7, 5);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  feeder.feed(0.95);
  ASSERT_EQ(feeder.proposals.size(), 2U);
  EXPECT_EQ(feeder.proposals[1].score, 950);
  feeder.feed(0.0, 3);
  feeder.feed(1.0, 5);
  EXPECT_EQ(feeder.proposals.size(), 2U);
}

TEST(ScoreSmoother, ThresholdAboveTheStockCutoffHolds) {
  Feeder feeder(settings(1, 970));
  feeder.feed(0.95, 30);
  EXPECT_TRUE(feeder.proposals.empty());
  feeder.feed(0.98);
  feeder.feed(0.1);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  EXPECT_EQ(feeder.proposals[0].score, 980);
}

TEST(ScoreSmoother, PeakIsTakenOnceAndCountsDuringTheRefractoryTime) {
  Feeder feeder(settings(1, 900));
  feeder.feed(0.92);
  feeder.feed(0.97);
  EXPECT_EQ(feeder.smoother.take_peak(), 970);
  EXPECT_EQ(feeder.smoother.take_peak(), 0);
}

TEST(ScoreSmoother, ResetForgetsWindowRiseRefractoryAndPeak) {
  Feeder feeder(settings(2, 500));
  feeder.feed(1.0, 2);
  ASSERT_EQ(feeder.proposals.size(), 1U);
  feeder.smoother.reset();
  EXPECT_EQ(feeder.smoother.take_peak(), 0);
  feeder.feed(1.0);
  EXPECT_EQ(feeder.proposals.size(), 1U);  // the window is not full yet
  feeder.feed(1.0);
  EXPECT_EQ(feeder.proposals.size(), 2U);
  feeder.smoother.reset();
  feeder.feed(0.6, 3);
  feeder.smoother.reset();
  feeder.feed(0.0, 30);
  EXPECT_EQ(feeder.proposals.size(), 2U);
}

}  // namespace
}  // namespace sotto
