// What happened lately raises what sending needs.
#include "core/caution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>

#include "script.hpp"

namespace sotto {
namespace {

Policy cautious() {
  Policy policy = guarded_policy();
  policy.caution = {600'000, 3, 6, 600'000, 3, 120'000, true};
  policy.hold.thin_hold_ms = 30'000;
  return policy;
}

// Talk that wakes and is no order.
void stumble(Script& script) {
  script.say("Alexa the weather was nice and then we went home", {.wake = true});
  script.finish_prompt();
  script.wait(1000);
}

void send_one(Script& script) {
  hold_message(script);
  script.wait(31'000);
  std::optional<ConfirmedRecording> sent;
  for (const Effect& effect : script.effects()) {
    if (const auto* send = std::get_if<SendMessage>(&effect)) sent = send->recording;
  }
  if (sent)
    script.post(MessageDelivered{sent->message_id(), sent->contact_name(), DeliveryOutcome::kSent, ""});
  script.finish_prompt();
  script.wait(500);
}

int prompts_of(const Script& script, Prompt wanted) {
  const std::vector<Prompt> said = script.prompts();
  return static_cast<int>(std::count(said.begin(), said.end(), wanted));
}

TEST(Caution, AfterManyNearMissesNothingWakesForAWhile) {
  Policy policy = cautious();
  policy.wake.near_misses_max = 4;
  policy.wake.near_misses_within_ms = 300'000;
  policy.wake.back_off_ms = 60'000;
  Script script(policy);
  for (int i = 0; i < 4; ++i) stumble(script);
  script.say("Alexa turn on the kitchen light", {.wake = true});
  ASSERT_NE(script.last_gate(Gate::kWake), nullptr);
  EXPECT_EQ(script.last_gate(Gate::kWake)->reason, Reason::kWakeTooOften);
  EXPECT_EQ(script.count<SetDevice>(), 0);
  EXPECT_EQ(count_near_misses(script.state()), 4) << "the wait must not prolong itself";

  script.wait(61'000);
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_TRUE(script.last_gate(Gate::kWake)->passed());
  EXPECT_EQ(script.count<SetDevice>(), 1);
}

TEST(Caution, AfterNearMissesOnlyAChallengeConfirms) {
  Script script(cautious());
  for (int i = 0; i < 3; ++i) stumble(script);
  EXPECT_EQ(count_near_misses(script.state()), 3);
  name_maria(script);
  script.say("Right, send it", {.length_ms = 1300});
  const Judgement* confirm = script.last_gate(Gate::kConfirm);
  ASSERT_NE(confirm, nullptr);
  EXPECT_EQ(confirm->verdict, Verdict::kEscalate);
  EXPECT_EQ(confirm->reason, Reason::kRecentNearMisses);
  EXPECT_EQ(prompts_of(script, Prompt::kChallenge), 1);
  EXPECT_EQ(script.count<SendMessage>(), 0);
}

TEST(Caution, NearMissesAreForgottenAfterAWhile) {
  Script script(cautious());
  for (int i = 0; i < 3; ++i) stumble(script);
  script.wait(600'000);
  name_maria(script);
  script.say("Right, send it", {.length_ms = 1300});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->verdict, Verdict::kPass);
}

TEST(Caution, ManyNearMissesLockSendingUntilItIsReleased) {
  Script script(cautious());
  for (int i = 0; i < 6; ++i) stumble(script);
  script.wait(700'000);  // the lock does not go by itself
  script.say("Alexa send a message", {.wake = true});
  ASSERT_NE(script.last_gate(Gate::kContact), nullptr);
  EXPECT_EQ(script.last_gate(Gate::kContact)->reason, Reason::kSendingLocked);
  EXPECT_EQ(prompts_of(script, Prompt::kSendingLocked), 1);
  script.finish_prompt();
  script.wait(500);
  // Lights go on.
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_EQ(script.count<SetDevice>(), 1);
  script.post(SendingReleased{});
  script.wait(1000);
  send_one(script);
  EXPECT_EQ(script.count<SendMessage>(), 1);
}

TEST(Caution, ASecondMessageToTheSamePersonWaitsForApproval) {
  Script script(cautious());
  send_one(script);
  ASSERT_EQ(script.count<SendMessage>(), 1);
  script.wait(200'000);
  script.finish_prompt();  // said once more
  script.wait(500);
  hold_message(script);
  script.wait(60'000);
  EXPECT_EQ(script.count<SendMessage>(), 1);
  EXPECT_EQ(script.last_gate(Gate::kHold)->reason, Reason::kSentBefore);
  EXPECT_EQ(script.message_states().back(), MessageState::kWaiting);
  EXPECT_EQ(prompts_of(script, Prompt::kWaitingApproval), 1);
  script.finish_prompt();
  script.wait(700'000);
  send_one(script);
  EXPECT_EQ(script.count<SendMessage>(), 2);
}

TEST(Caution, TheFourthWithinAnHourWaitsForApproval) {
  Policy policy = cautious();
  policy.caution.same_contact_within_ms = 0;
  Script script(policy);
  for (int i = 0; i < 4; ++i) {
    send_one(script);
    script.wait(180'000);
    script.finish_prompt();  // said once more
    script.wait(500);
  }
  EXPECT_EQ(script.count<SendMessage>(), 3);
  EXPECT_EQ(script.last_gate(Gate::kHold)->reason, Reason::kSentMany);
}

TEST(Caution, AMessageIsAnnouncedOnceMoreWhenItIsQuiet) {
  Script script(cautious());
  send_one(script);
  script.start_talking();
  script.wait(150'000);
  EXPECT_EQ(prompts_of(script, Prompt::kSentEarlier), 0);
  script.stop_talking();
  script.wait(70'000);
  EXPECT_EQ(prompts_of(script, Prompt::kSentEarlier), 1);
  script.finish_prompt();
  script.wait(600'000);
  EXPECT_EQ(prompts_of(script, Prompt::kSentEarlier), 1);
}

TEST(Caution, ThinEvidenceIsHeldLonger) {
  Script script(cautious());
  stumble(script);
  hold_message(script);
  EXPECT_EQ(script.state().held->hold_ms, 30'000);
  Script plain(cautious());
  hold_message(plain);
  EXPECT_EQ(plain.state().held->hold_ms, 15'000);
}

TEST(Caution, NoChallengeComesTwiceInADayOrSoundsLikeAContactOrLikeWhatWasSaid) {
  Script script(cautious());
  const auto first = [&script] {
    Transition fresh(script.state());
    return *choose_challenge(fresh, 0);
  }();
  Transition t(script.state());
  const std::size_t count = t.vocabulary().challenges.size();
  std::set<std::string> chosen;
  for (std::size_t i = 0; i + 1 < count; ++i) chosen.insert(choose_challenge(t, 0)->text);
  EXPECT_GE(chosen.size(), count / 2);  // the others sound like a contact
  t.state.now += 86'400'000;
  EXPECT_EQ(choose_challenge(t, 0)->text, first.text);

  Transition heard(script.state());
  Transcript transcript;
  transcript.words = words_of("word", 900);
  transcript.words.front().phonemes = first.pronunciations.front();
  note_heard(heard.state, transcript);
  EXPECT_NE(choose_challenge(heard, 0)->text, first.text);
  heard.state.now += 61'000;
  heard.state.caution.challenges.clear();
  EXPECT_EQ(choose_challenge(heard, 0)->text, first.text);

  Transition named(script.state());
  named.state.contacts =
      std::make_shared<const std::vector<Contact>>(std::vector<Contact>{{"x", first.text, true, {first}}});
  EXPECT_NE(choose_challenge(named, 0)->text, first.text);
}

TEST(Caution, OnTrialEverythingIsDecidedAndNothingIsSent) {
  Policy policy = cautious();
  policy.hold.trial = true;
  Script script(policy);
  hold_message(script);
  script.wait(16'000);
  EXPECT_EQ(script.count<SendMessage>(), 0);
  EXPECT_EQ(script.last_gate(Gate::kHold)->reason, Reason::kTrial);
  EXPECT_EQ(script.message_states().back(), MessageState::kRefused);
  EXPECT_EQ(prompts_of(script, Prompt::kTrial), 1);
}

TEST(Caution, WithoutItsRulesNothingIsRemembered) {
  Script script(guarded_policy());
  for (int i = 0; i < 8; ++i) stumble(script);
  EXPECT_FALSE(script.state().caution.locked);
  EXPECT_TRUE(script.state().caution.near_misses.empty());
  send_one(script);
  script.wait(1000);
  send_one(script);
  EXPECT_EQ(script.count<SendMessage>(), 2);
}

TEST(Caution, WhatIsRememberedIsBounded) {
  Script script(cautious());
  Transition t(script.state());
  for (int i = 0; i < 1000; ++i) {
    note_judgement(t.state, {Gate::kRequest, Verdict::kRefuse, Reason::kNotUnderstood, {}});
    Transcript transcript;
    transcript.words = words_of("dinner is ready", 900);
    note_heard(t.state, transcript);
    (void)choose_challenge(t, static_cast<std::uint64_t>(i));
  }
  EXPECT_LE(t.state.caution.near_misses.size(), 64U);
  EXPECT_LE(t.state.caution.heard.size(), 256U);
  EXPECT_LE(t.state.caution.challenges.size(), 256U);
}

}  // namespace
}  // namespace sotto
