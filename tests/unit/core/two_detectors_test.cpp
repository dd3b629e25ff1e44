// Two wake detectors: either proposes, and where only one of them did, sending must make up for it elsewhere.
#include <gtest/gtest.h>

#include "script.hpp"

namespace sotto {
namespace {

Policy two_detectors() {
  Policy policy = guarded_policy();
  policy.wake.own_proposal_score = 500;
  return policy;
}

Script woken(const Policy& policy, std::vector<DetectorScore> scores) {
  Script script(policy);
  script.say("Alexa turn on the kitchen light", {.wake = true, .scores = std::move(scores)});
  return script;
}

bool woke(const Script& script) {
  const Judgement* wake = script.last_gate(Gate::kWake);
  return wake != nullptr && wake->passed();
}

TEST(TwoDetectors, EitherProposes) {
  EXPECT_TRUE(woke(woken(two_detectors(), {{"own", 510}, {"micro", 20}})));
  EXPECT_TRUE(woke(woken(two_detectors(), {{"micro", 310}, {"own", 20}})));
}

TEST(TwoDetectors, EachHasItsOwnMark) {
  EXPECT_EQ(woken(two_detectors(), {{"own", 499}, {"micro", 299}}).last_gate(Gate::kWake), nullptr);
  EXPECT_EQ(woken(two_detectors(), {{"own", 350}, {"micro", 20}}).last_gate(Gate::kWake), nullptr);
}

TEST(TwoDetectors, APolicyThatAsksOneHearsNothingOfTheOther) {
  Policy one = guarded_policy();
  ASSERT_EQ(one.wake.own_proposal_score, kNoProposal);
  EXPECT_EQ(woken(one, {{"own", 1000}, {"micro", 20}}).last_gate(Gate::kWake), nullptr);
  const Script script = woken(one, {{"micro", 970}, {"own", 1000}});
  ASSERT_TRUE(woke(script));
  for (const Fact& fact : script.last_gate(Gate::kWake)->evidence) EXPECT_NE(fact.key, "score_own");
}

const Judgement* bare_right(Script& script, const Utter& request) {
  script.say("Alexa send a message", request);
  script.finish_prompt();
  script.wait(500);
  script.say("Maria Alvarez");
  script.finish_prompt();
  script.wait(500);
  script.say("right", {.length_ms = 1300});
  return script.last_gate(Gate::kConfirm);
}

TEST(TwoDetectors, ABareRightCountsOnlyWhereBothHeardTheWakeWord) {
  Script both(two_detectors());
  const Judgement* passed = bare_right(both, {.wake = true, .scores = {{"micro", 970}, {"own", 800}}});
  ASSERT_NE(passed, nullptr);
  EXPECT_EQ(passed->verdict, Verdict::kPass) << reason_code(passed->reason);

  Script one(two_detectors());
  const Judgement* escalated = bare_right(one, {.wake = true, .scores = {{"micro", 970}, {"own", 80}}});
  ASSERT_NE(escalated, nullptr);
  EXPECT_EQ(escalated->verdict, Verdict::kEscalate);
  EXPECT_EQ(escalated->reason, Reason::kBareAnswer);
}

TEST(TwoDetectors, TheSecondMayComeALittleLater) {
  Script script(two_detectors());
  const Judgement* passed = bare_right(
      script,
      {.wake = true, .scores = {{"micro", 970}, {"own", 80}}, .later_scores = {{"own", 800}, {"micro", 0}}});
  ASSERT_NE(passed, nullptr);
  EXPECT_EQ(passed->verdict, Verdict::kPass) << reason_code(passed->reason);
  EXPECT_EQ(script.count<ReportWake>(), 1);
}

}  // namespace
}  // namespace sotto
