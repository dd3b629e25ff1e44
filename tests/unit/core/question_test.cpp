// A question counts only where the room heard it, and "stop" is obeyed while it is being asked.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/gates.hpp"
#include "script.hpp"
#include "sim/witness.hpp"

namespace sotto {
namespace {

constexpr PromptEcho kWell{true, 10};    // exactly what the policy asks for
constexpr PromptEcho kDrowned{true, 9};  // one less
constexpr PromptEcho kNotFound{};

void ask_to_whom(Script& script) {
  script.say("Alexa send a message", {.wake = true});
}

void ask_right(Script& script, std::optional<PromptEcho> echo) {
  ask_to_whom(script);
  script.finish_prompt(true, echo);
  script.wait(500);
  script.say("Maria Alvarez", {.length_ms = 1300});
}

void ask_for_message(Script& script, std::optional<PromptEcho> echo) {
  ask_right(script, echo);
  script.finish_prompt(true, echo);
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300});
}

void send(Script& script, std::optional<PromptEcho> echo) {
  ask_for_message(script, echo);
  script.finish_prompt(true, echo);
  script.finish_prompt();  // the tone
  script.wait(500);
  script.say("Dinner is ready", {.length_ms = 2000});
  script.finish_prompt();
  script.wait(16'000);
}

Reason reason_at(const Script& script, Gate gate) {
  const Judgement* judgement = script.last_gate(gate);
  return judgement == nullptr ? Reason::kForced : judgement->reason;
}

int times(const Script& script, Prompt prompt) {
  const auto prompts = script.prompts();
  return static_cast<int>(std::count(prompts.begin(), prompts.end(), prompt));
}

TEST(Question, AMessageIsSentWhereTheRoomHeardEveryQuestion) {
  Script script(room_policy());
  send(script, kWell);
  EXPECT_EQ(script.count<SendMessage>(), 1);
}

TEST(Question, WhatNobodyMeasuredCountsAsHeardAndTheEvidenceSaysSo) {
  Script script(room_policy());
  send(script, std::nullopt);
  EXPECT_EQ(script.count<SendMessage>(), 1);
  const Judgement* confirm = script.last_gate(Gate::kConfirm);
  ASSERT_NE(confirm, nullptr);
  EXPECT_NE(std::find(confirm->evidence.begin(), confirm->evidence.end(),
                      Fact{"prompt_in_room", std::string("not-measured")}),
            confirm->evidence.end());
}

TEST(Question, IsSaidOnceMoreAndThenTheDialogEnds) {
  for (const PromptEcho echo : {kNotFound, kDrowned}) {
    Script script(room_policy());
    ask_to_whom(script);
    script.finish_prompt(true, echo);
    EXPECT_EQ(times(script, Prompt::kToWhom), 2);
    EXPECT_EQ(script.state().phase, Phase::kAsking);
    script.finish_prompt(true, echo);
    EXPECT_EQ(times(script, Prompt::kToWhom), 2);
    EXPECT_EQ(times(script, Prompt::kToWhomAgain), 0);
    EXPECT_EQ(script.prompts().back(), Prompt::kNotSent);
    EXPECT_EQ(reason_at(script, Gate::kContact), Reason::kPromptNotHeardInRoom);
    EXPECT_TRUE(at_rest(script.state()));
  }
}

TEST(Question, HeardTheSecondTimeGoesOn) {
  Script script(room_policy());
  ask_right(script, kWell);
  script.finish_prompt(true, kNotFound);
  EXPECT_EQ(times(script, Prompt::kConfirm), 2);
  script.finish_prompt(true, kWell);
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300});
  EXPECT_EQ(reason_at(script, Gate::kConfirm), Reason::kNone);
}

TEST(Question, ConfirmChallengeAndMessageNeedItToo) {
  Script confirm(room_policy());
  ask_right(confirm, kWell);
  confirm.finish_prompt(true, kNotFound);
  confirm.finish_prompt(true, kNotFound);
  EXPECT_EQ(reason_at(confirm, Gate::kConfirm), Reason::kPromptNotHeardInRoom);
  EXPECT_TRUE(at_rest(confirm.state()));

  Script challenge(room_policy());
  challenge.say("Alexa send a message to Maria", {.wake = true});
  challenge.finish_prompt(true, kWell);
  challenge.wait(500);
  challenge.say("right", {.length_ms = 400});
  ASSERT_EQ(challenge.prompts().back(), Prompt::kChallenge);
  challenge.finish_prompt(true, kDrowned);
  ASSERT_EQ(times(challenge, Prompt::kChallenge), 2);
  challenge.finish_prompt(true, kDrowned);
  EXPECT_EQ(reason_at(challenge, Gate::kConfirm), Reason::kPromptNotHeardInRoom);

  Script message(room_policy());
  ask_for_message(message, kWell);
  message.finish_prompt(true, kNotFound);
  ASSERT_EQ(times(message, Prompt::kMessage), 2);
  message.finish_prompt(true, kNotFound);
  EXPECT_EQ(times(message, Prompt::kToneRecord), 0);
  EXPECT_EQ(reason_at(message, Gate::kRecord), Reason::kPromptNotHeardInRoom);
  EXPECT_EQ(message.count<SendMessage>(), 0);
}

TEST(Question, ADoorStaysShutWhereThePhraseOfTheMomentWasNotHeard) {
  Policy policy = opening_policy();
  policy.prompt = room_policy().prompt;
  Script script(policy);
  script.post(VoicesChanged{{"Maria"}});
  script.say("Alexa unlock the front door", {.wake = true, .speaker = "Maria"});
  ASSERT_EQ(script.prompts().back(), Prompt::kOpenChallenge);
  script.finish_prompt(true, kNotFound);
  script.finish_prompt(true, kNotFound);
  EXPECT_EQ(reason_at(script, Gate::kOpen), Reason::kPromptNotHeardInRoom);
  EXPECT_EQ(script.count<SetDevice>(), 0);
}

// Who watches the core in simulations and in every property test knows the rule by itself.
TEST(Question, TheWitnessSeesAnAnswerToAQuestionThatNobodyHeard) {
  Policy policy = room_policy();
  policy.forced = {Gate::kConfirm};
  for (const bool heard : {true, false}) {
    Script script(policy);
    ask_right(script, kWell);
    script.finish_prompt(true, heard ? kWell : kNotFound);
    script.wait(500);
    script.say("Right, send it", {.length_ms = 1300});
    script.finish_prompt(true, kWell);
    script.finish_prompt();  // the tone
    script.wait(500);
    script.say("Dinner is ready", {.length_ms = 2000});
    script.finish_prompt();
    script.wait(16'000);
    ASSERT_EQ(script.count<SendMessage>(), 1) << heard;
    Hearing hearing;
    hearing.follow(script.events());
    EXPECT_EQ(hearing.witness().complaint().empty(), heard) << hearing.witness().complaint();
  }
}

TEST(Question, LightsDoNotAsk) {
  Script script(room_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_EQ(script.count<SetDevice>(), 1);
}

TEST(Question, APolicyWithoutTheRuleTakesAnyAnswer) {
  Script script(guarded_policy());
  send(script, kNotFound);
  EXPECT_EQ(script.count<SendMessage>(), 1);
}

TEST(Question, StopWhileItAsksEndsTheDialog) {
  for (const char* words : {"stop", "cancel", "Alexa stop"}) {
    Script script(room_policy());
    ask_to_whom(script);
    script.say(words, {.length_ms = 700});
    EXPECT_EQ(script.count<StopSpeaking>(), 1) << words;
    EXPECT_EQ(script.prompts().back(), Prompt::kCancelled) << words;
    EXPECT_EQ(reason_at(script, Gate::kContact), Reason::kCancelledByVoice) << words;
    EXPECT_TRUE(at_rest(script.state())) << words;
  }
}

TEST(Question, NothingElseSaidWhileItAsksDoesAnythingButTalkThrough) {
  for (const char* words : {"Maria Alvarez", "right send it", "please do not stop there", "Alexa"}) {
    Script script(room_policy());
    ask_right(script, kWell);
    script.say(words, {.length_ms = 900});
    EXPECT_EQ(script.count<StopSpeaking>(), 0) << words;
    EXPECT_EQ(script.state().phase, Phase::kAsking) << words;
    script.finish_prompt(true, kWell);
    EXPECT_EQ(reason_at(script, Gate::kConfirm), Reason::kTalkThroughPrompt) << words;
  }
}

}  // namespace
}  // namespace sotto
