#include "explain/check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "spoken_journal.hpp"

namespace sotto {
namespace {

GateStep wake_step(std::int64_t distance, std::int64_t rival_distance) {
  GateStep step;
  step.gate = Gate::kWake;
  const bool passes = distance <= 150 && rival_distance >= distance;
  step.verdict = passes ? Verdict::kPass : Verdict::kRefuse;
  step.reason = passes ? Reason::kNone : Reason::kWakeTextDiffers;
  step.evidence = {
      {"proposal_score", std::int64_t{300}},       {"distance", distance},
      {"distance_max", std::int64_t{150}},         {"log_prob_milli", std::int64_t{-2000}},
      {"log_prob_milli_min", std::int64_t{-2500}}, {"rival", std::string("election")},
      {"rival_distance", rival_distance},          {"rival_log_prob_milli_max", std::int64_t{-1000}}};
  return step;
}

Interaction woken(const GateStep& step) {
  Interaction interaction;
  interaction.wake.judgement = step;
  interaction.wake.scores = {{"micro", 900}};
  return interaction;
}

TEST(Check, SaysHowFarAPassWasFromARefusal) {
  const GateStep step = wake_step(143, 400);
  const std::vector<Check> checks = checks_of(woken(step), step);
  ASSERT_EQ(checks.size(), 4U);
  EXPECT_EQ(check_text(checks[0]), "score of the wake word detector: 900, at least 300 needed, 600 to spare");
  EXPECT_EQ(check_text(checks[1]),
            "distance of what was heard from the wake word: 143, at most 150 allowed, 7 to spare");
  EXPECT_EQ(checks[1].room(), 47);  // 7 of 150
  EXPECT_EQ(breaks_text(checks[1]), "distance of what was heard from the wake word above 150 (it was 143)");
  EXPECT_TRUE(std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.held; }));
}

TEST(Check, SaysHowFarARefusalWasFromAPass) {
  const GateStep step = wake_step(167, 0);
  const std::vector<Check> checks = checks_of(woken(step), step);
  EXPECT_FALSE(checks[1].held);
  EXPECT_FALSE(checks[1].room().has_value());
  EXPECT_EQ(check_text(checks[1]),
            "distance of what was heard from the wake word: 167, at most 150 allowed, 17 too much");
  EXPECT_EQ(needed_text(checks[1]),
            "distance of what was heard from the wake word of at most 150 (it was 167)");
  EXPECT_FALSE(checks[3].held);
  EXPECT_EQ(needed_text(checks[3]), "the wake word itself rather than \"election\"");
}

TEST(Check, AtItsThresholdItStillHolds) {
  const GateStep step = wake_step(150, 400);
  const std::vector<Check> checks = checks_of(woken(step), step);
  EXPECT_TRUE(checks[1].held);
  EXPECT_EQ(checks[1].room(), 0);
}

// Whatever a gate may say, the story has a condition that was not met, and words for it.
TEST(Check, EveryRefusalHasACondition) {
  for (int gate = 0; gate < kGateCount; ++gate) {
    for (int reason = 1; reason <= static_cast<int>(Reason::kSpeechFailed); ++reason) {
      GateStep step;
      step.gate = static_cast<Gate>(gate);
      step.reason = static_cast<Reason>(reason);
      const std::vector<Check> checks = checks_of(Interaction(), step);
      const auto unmet =
          std::find_if(checks.begin(), checks.end(), [](const Check& check) { return !check.held; });
      ASSERT_NE(unmet, checks.end()) << gate_name(step.gate) << " " << reason_code(step.reason);
      EXPECT_FALSE(needed_text(*unmet).empty());
      EXPECT_FALSE(check_text(*unmet).empty());
    }
  }
}

TEST(Check, EveryTermThatIsUsedIsExplained) {
  Script script(guarded_policy());
  hold_message(script);
  MemoryJournal journal;
  write_down(journal, script);
  const Interaction interaction = latest(journal);
  int terms = 0;
  for (const GateStep& gate : interaction.gates) {
    for (const Check& check : checks_of(interaction, gate)) {
      if (check.term.empty()) continue;
      ++terms;
      EXPECT_FALSE(explain_term(check.term).empty()) << check.term;
    }
  }
  EXPECT_GT(terms, 5);
}

}  // namespace
}  // namespace sotto
