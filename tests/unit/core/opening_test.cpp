// Who may open, and what it takes.
#include <gtest/gtest.h>

#include "core/actuation.hpp"
#include "script.hpp"

namespace sotto {
namespace {

const Utter kMaria = {.length_ms = 1600, .speaker = "Maria"};

const SetDevice* opened(const Script& script) {
  for (const Effect& effect : script.effects()) {
    if (const auto* device = std::get_if<SetDevice>(&effect)) return device;
  }
  return nullptr;
}

Reason refusal(const Script& script) {
  const Judgement* last = script.last_gate(Gate::kOpen);
  return last == nullptr || last->passed() ? Reason::kNone : last->reason;
}

TEST(Opening, AKnownVoiceAndThePhraseOfTheMomentUnlock) {
  Script script(opening_policy());
  ask_to_unlock(script);
  ASSERT_TRUE(script.state().dialog);
  script.say("open it harbor cabin", kMaria);
  const SetDevice* device = opened(script);
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->device, "front_door");
  EXPECT_EQ(device->command, "unlock");
  ASSERT_TRUE(device->permit);
  EXPECT_EQ(device->permit->source(), PermitSource::kVoice);
  EXPECT_TRUE(device->permit->covers("front_door", "unlock"));
  EXPECT_FALSE(device->permit->covers("back_door", "unlock"));
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(Opening, TheSameAnswerAgainIsTheAnswerToAnotherPhrase) {
  Script script(opening_policy());
  ask_to_unlock(script);
  script.say("open it harbor cabin", kMaria);
  ASSERT_EQ(script.count<SetDevice>(), 1);
  script.wait(2000);
  ask_to_unlock(script);
  script.say("open it harbor cabin", kMaria);
  EXPECT_EQ(script.count<SetDevice>(), 1);
  EXPECT_EQ(refusal(script), Reason::kNotAnAnswer);
}

TEST(Opening, AVoiceThatNobodyKnowsIsNotEvenAsked) {
  Script script(opening_policy());
  ask_to_unlock(script, {.wake = true});
  EXPECT_EQ(refusal(script), Reason::kVoiceNotEnrolled);
  EXPECT_EQ(script.prompts().back(), Prompt::kUnknownVoice);
  script.say("open it harbor cabin", kMaria);
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, TooLittleSpeechTellsNobody) {
  Script script(opening_policy());
  ask_to_unlock(script, {.length_ms = 1100, .wake = true, .speaker = "Maria"});
  EXPECT_EQ(refusal(script), Reason::kVoiceUnknown);
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, AnotherKnownVoiceMayNotAnswer) {
  Script script(opening_policy());
  ask_to_unlock(script);
  script.say("open it harbor cabin", {.length_ms = 1600, .speaker = "Ben"});
  EXPECT_EQ(refusal(script), Reason::kDifferentVoice);
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, WhatSendsAMessageOpensNothing) {
  Script script(opening_policy());
  ask_to_unlock(script);
  script.say("send it harbor cabin", kMaria);
  EXPECT_EQ(refusal(script), Reason::kNotAnAnswer);
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, TalkThroughThePhraseIsNoAnswer) {
  Script script(opening_policy());
  script.post(VoicesChanged{{"Maria"}});
  script.say("Alexa unlock the front door", {.wake = true, .speaker = "Maria"});
  script.start_talking();
  script.finish_prompt();
  EXPECT_EQ(refusal(script), Reason::kTalkThroughPrompt);
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, WithNobodyEnrolledNothingOpensByVoice) {
  Script script(opening_policy());
  script.say("Alexa unlock the front door", {.wake = true});
  EXPECT_EQ(refusal(script), Reason::kNoEnrolledVoice);
  EXPECT_EQ(script.prompts().back(), Prompt::kNoKnownVoice);
}

TEST(Opening, OnlyWhoIsNamedMay) {
  Policy policy = opening_policy();
  policy.open.require_voice = {"ben"};
  Script script(policy);
  ask_to_unlock(script);
  EXPECT_EQ(refusal(script), Reason::kVoiceNotAllowed);
}

TEST(Opening, AForcedGateOpensNothing) {
  Policy policy = opening_policy();
  policy.forced = {Gate::kConfirm};
  Script script(policy);
  ask_to_unlock(script);
  EXPECT_EQ(opened(script), nullptr);
  EXPECT_EQ(script.last_gate(Gate::kRequest)->reason, Reason::kRiskNotAvailable);
}

TEST(Opening, ThePageOpensWhenItIsApprovedAndNobodyElseDoes) {
  Script script(opening_policy());
  for (const OrderSource source : {OrderSource::kTimer, OrderSource::kTyped}) {
    script.post(OrderGiven{source, "front_door", "unlock", 0, true});
    EXPECT_EQ(refusal(script), Reason::kApprovalNeeded);
  }
  script.post(OrderGiven{OrderSource::kPage, "front_door", "unlock", 0, false});
  EXPECT_EQ(refusal(script), Reason::kApprovalNeeded);
  EXPECT_EQ(opened(script), nullptr);
  script.post(OrderGiven{OrderSource::kPage, "front_door", "unlock", 0, true});
  ASSERT_NE(opened(script), nullptr);
  EXPECT_EQ(opened(script)->permit->source(), PermitSource::kPage);
}

TEST(Opening, NeverAll) {
  Script script(opening_policy());
  for (const char* group : {"all:lock", "all_locks", "area:hall", "floor:upstairs", "home", "which:door"}) {
    script.post(OrderGiven{OrderSource::kPage, group, "unlock", 0, true});
    EXPECT_EQ(refusal(script), Reason::kOneAtATime) << group;
  }
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, NothingOpensThatCannotBeWrittenDown) {
  Script script(opening_policy());
  script.post(JournalChanged{false, "disk-full"});
  ask_to_unlock(script);
  EXPECT_EQ(refusal(script), Reason::kJournalUnavailable);
  script.post(OrderGiven{OrderSource::kPage, "front_door", "unlock", 0, true});
  EXPECT_EQ(refusal(script), Reason::kJournalUnavailable);
  EXPECT_EQ(opened(script), nullptr);
}

TEST(Opening, LightsGoOnForEverybody) {
  Script script(opening_policy());
  script.post(OrderGiven{OrderSource::kTimer, "kitchen_light", "on", 0, false});
  ASSERT_NE(opened(script), nullptr);
  EXPECT_FALSE(opened(script)->permit);
}

TEST(Opening, WhatNobodyClassedIsAsRiskyAsOpening) {
  Script script(opening_policy());
  EXPECT_EQ(risk_of(script.state(), {"kitchen_light", "on", 0}), Risk::kLight);
  EXPECT_EQ(risk_of(script.state(), {"kitchen_light", "color:red", 0}), Risk::kLight);
  EXPECT_EQ(risk_of(script.state(), {"heating", "warmer", 0}), Risk::kHeat);
  EXPECT_EQ(risk_of(script.state(), {"front_door", "lock", 0}), Risk::kGuard);
  EXPECT_EQ(risk_of(script.state(), {"alarm", "arm-away", 0}), Risk::kGuard);
  EXPECT_EQ(risk_of(script.state(), {"alarm", "disarm", 0}), Risk::kOpen);
  EXPECT_EQ(risk_of(script.state(), {"kitchen_light", "explode", 0}), Risk::kOpen);
}

TEST(Sending, WhoMaySendIsAskedForByVoice) {
  Policy policy = guarded_policy();
  policy.send.require_voice = {"Maria"};
  for (const char* speaker : {"Maria", "Ben", ""}) {
    Script script(policy);
    script.post(VoicesChanged{{"Maria", "Ben"}});
    name_maria(script);
    script.say("Right, send it", {.length_ms = 1300, .speaker = speaker});
    const bool may = std::string(speaker) == "Maria";
    EXPECT_EQ(script.prompts().back() == Prompt::kMessage, may) << speaker;
  }
}

TEST(Sending, WithNobodyEnrolledNobodyMaySendWhereSomebodyIsRequired) {
  Policy policy = guarded_policy();
  policy.send.require_voice = {"Maria"};
  Script script(policy);
  name_maria(script);
  script.say("Right, send it", {.length_ms = 1300});
  EXPECT_EQ(script.prompts().back(), Prompt::kNotSent);
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->reason, Reason::kNoEnrolledVoice);
}

}  // namespace
}  // namespace sotto
