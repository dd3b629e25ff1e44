#include "sim/talk_model.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "core/verdict.hpp"

namespace sotto {
namespace {

double sum_of(const TurnModel& model) {
  return std::accumulate(model.shares.begin(), model.shares.end(), 0.0);
}

TEST(TalkModel, ReasonsShareOutWhatDoesNotPass) {
  const TurnModel model = fit_turn(0.1, {{"not-a-name", 6}, {"no-speech", 3}, {"too-early", 1}});
  EXPECT_DOUBLE_EQ(model[TurnSort::kWanted], 0.1);
  EXPECT_DOUBLE_EQ(model[TurnSort::kTalk], 0.54);
  EXPECT_DOUBLE_EQ(model[TurnSort::kSilence], 0.27);
  EXPECT_DOUBLE_EQ(model[TurnSort::kEarly], 0.09);
  EXPECT_NEAR(sum_of(model), 1.0, 1e-12);
}

TEST(TalkModel, WithoutReasonsTheRestIsTalk) {
  const TurnModel model = fit_turn(0.25, {});
  EXPECT_DOUBLE_EQ(model[TurnSort::kWanted], 0.25);
  EXPECT_DOUBLE_EQ(model[TurnSort::kTalk], 0.75);
}

TEST(TalkModel, AnotherShareOfWhatIsWantedLeavesTheRestInProportion) {
  const TurnModel model = with_wanted(fit_turn(0.1, {{"no-speech", 1}, {"no-end", 3}}), 0.6);
  EXPECT_NEAR(model[TurnSort::kSilence], 0.1, 1e-12);
  EXPECT_NEAR(model[TurnSort::kEndless], 0.3, 1e-12);
  EXPECT_NEAR(sum_of(model), 1.0, 1e-12);
  EXPECT_NEAR(sum_of(with_wanted(fit_turn(1.0, {}), 0.5)), 1.0, 1e-12);
}

TEST(TalkModel, TheSearchingTalkBringsEverySortToEveryQuestion) {
  const TalkModel talk = searching_talk();
  for (const TurnModel* turn : {&talk.request, &talk.contact, &talk.confirm, &talk.message}) {
    EXPECT_NEAR(sum_of(*turn), 1.0, 1e-12);
    for (const double share : turn->shares) EXPECT_GT(share, 0.0);
  }
  EXPECT_NEAR(sum_of(talk.hold), 1.0, 1e-12);
}

}  // namespace
}  // namespace sotto
