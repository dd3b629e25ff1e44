#include <gtest/gtest.h>

#include <algorithm>

#include "core/gates.hpp"
#include "script.hpp"

namespace sotto {
namespace {

bool sent(const Script& script) {
  return script.count<SendMessage>() > 0 || script.count<ShowExhibit>() > 0;
}

void up_to_contact(Script& script) {
  script.say("Alexa send a message", {.wake = true});
  script.finish_prompt();
}

void up_to_confirm(Script& script) {
  up_to_contact(script);
  script.wait(500);
  script.say("Maria Alvarez", {.length_ms = 1300});
  script.finish_prompt();
}

void up_to_message(Script& script) {
  up_to_confirm(script);
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300});
  script.finish_prompt();  // "Say your message after the tone."
  script.finish_prompt();  // the tone
  script.wait(500);
}

void up_to_hold(Script& script) {
  up_to_message(script);
  script.say("Dinner is ready", {.length_ms = 2000});
}

TEST(Dialog, AnIntendedMessageIsSentAfterTheHold) {
  Script script(guarded_policy());
  up_to_hold(script);
  ASSERT_TRUE(script.state().held.has_value());
  EXPECT_FALSE(sent(script));
  script.finish_prompt();
  script.wait(14'900);
  EXPECT_FALSE(sent(script));
  script.wait(200);
  EXPECT_EQ(script.count<SendMessage>(), 1);
  EXPECT_EQ(script.last_gate(Gate::kHold)->verdict, Verdict::kPass);
}

TEST(Dialog, TheMessageIsOnlyWhatWasSaidAfterTheConfirmation) {
  Script script(guarded_policy());
  up_to_confirm(script);
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300});
  const Milliseconds confirmed_at = script.now();
  script.finish_prompt();
  script.finish_prompt();
  script.wait(500);
  script.say("Dinner is ready", {.length_ms = 2000});
  script.finish_prompt();
  script.wait(16'000);
  for (const Effect& effect : script.effects()) {
    if (const auto* send = std::get_if<SendMessage>(&effect)) {
      EXPECT_GT(to_milliseconds(send->recording.span().from), confirmed_at);
      EXPECT_EQ(send->recording.contact_name(), "Maria Alvarez");
    }
  }
  EXPECT_TRUE(sent(script));
}

TEST(Dialog, TheMessageIsWrittenDownForItsReader) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.finish_prompt();
  script.wait(16'000);
  for (const Effect& effect : script.effects()) {
    if (const auto* send = std::get_if<SendMessage>(&effect)) {
      EXPECT_EQ(send->transcript, "Dinner is ready");
    }
  }
  EXPECT_TRUE(sent(script));
}

TEST(Dialog, CancelInsteadOfAMessageIsNoMessage) {
  for (const auto& [text, leaves] : {std::pair("Cancel", false), {"No", true}, {"Cancel the milk", true}}) {
    Script script(guarded_policy());
    up_to_message(script);
    script.say(text, {.length_ms = 2000});
    script.finish_prompt();
    script.wait(16'000);
    EXPECT_EQ(sent(script), leaves) << text;
  }
}

TEST(Dialog, TheContactMayBeNamedInTheRequest) {
  Script script(guarded_policy());
  script.say("Alexa send a message to Maria", {.wake = true});
  ASSERT_FALSE(script.prompts().empty());
  EXPECT_EQ(script.prompts().back(), Prompt::kConfirm);
}

TEST(Dialog, TalkThroughTheQuestionIsNoAnswer) {
  Script script(guarded_policy());
  script.say("Alexa send a message", {.wake = true});
  script.start_talking();
  script.finish_prompt();
  EXPECT_EQ(script.last_gate(Gate::kContact)->verdict, Verdict::kAskAgain);
  EXPECT_EQ(script.last_gate(Gate::kContact)->reason, Reason::kTalkThroughPrompt);
  script.finish_prompt();
  EXPECT_EQ(script.last_gate(Gate::kContact)->verdict, Verdict::kRefuse);
  EXPECT_EQ(script.prompts().back(), Prompt::kNotSent);
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(Dialog, AQuestionNobodyHeardCannotBeAnswered) {
  Script script(guarded_policy());
  up_to_confirm(script);
  Script unheard(guarded_policy());
  up_to_contact(unheard);
  unheard.wait(500);
  unheard.say("Maria Alvarez", {.length_ms = 1300});
  unheard.finish_prompt(false);
  EXPECT_EQ(unheard.last_gate(Gate::kConfirm)->reason, Reason::kPromptNotHeard);
  EXPECT_TRUE(at_rest(unheard.state()));
}

TEST(Dialog, RightInsideASentenceIsNoConfirmation) {
  Script script(guarded_policy());
  up_to_confirm(script);
  script.wait(500);
  script.say("right so anyway we did the floor", {.length_ms = 2500});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->reason, Reason::kNotAnAnswer);
  EXPECT_EQ(script.prompts().back(), Prompt::kNotSent);
}

TEST(Dialog, ABareRightOfAShortVoiceIsChallenged) {
  Script script(guarded_policy());
  script.say("Alexa send a message to Maria", {.wake = true});
  script.finish_prompt();
  script.wait(500);
  script.say("right", {.length_ms = 400});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->verdict, Verdict::kEscalate);
  EXPECT_EQ(script.prompts().back(), Prompt::kChallenge);
  script.finish_prompt();
  script.wait(500);
  script.say("send it harbor cabin", {.length_ms = 1600});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->verdict, Verdict::kPass);
  EXPECT_EQ(script.prompts().back(), Prompt::kMessage);
}

TEST(Dialog, TheWrongChallengeIsNotSent) {
  Script script(guarded_policy());
  script.say("Alexa send a message to Maria", {.wake = true});
  script.finish_prompt();
  script.wait(500);
  script.say("right", {.length_ms = 400});
  script.finish_prompt();
  script.wait(500);
  script.say("send it walnut pilot", {.length_ms = 1600});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->reason, Reason::kNotAnAnswer);
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(Dialog, AnotherVoiceCannotConfirm) {
  Script script(guarded_policy());
  up_to_confirm(script);
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300, .similarity = 400});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->reason, Reason::kDifferentVoice);
  EXPECT_EQ(script.prompts().back(), Prompt::kNotSent);
}

TEST(Dialog, AnAnswerBeforeTheQuestionEndedIsVoid) {
  Script script(guarded_policy());
  up_to_confirm(script);
  script.wait(50);
  script.say("Right, send it", {.length_ms = 1300});
  EXPECT_EQ(script.last_gate(Gate::kConfirm)->reason, Reason::kTooEarly);
}

TEST(Dialog, CancelDuringTheHoldFromAnybody) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.finish_prompt();
  script.wait(3000);
  script.say("cancel", {.length_ms = 500, .similarity = 100});
  EXPECT_EQ(script.last_gate(Gate::kHold)->reason, Reason::kCancelledByVoice);
  EXPECT_EQ(script.message_states().back(), MessageState::kCancelled);
  script.wait(20'000);
  EXPECT_FALSE(sent(script));
}

TEST(Dialog, OtherTalkDuringTheHoldLeavesItWaiting) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.finish_prompt();
  script.wait(3000);
  script.say("so anyway we did the floor", {.length_ms = 2500, .similarity = 300});
  EXPECT_EQ(script.message_states().back(), MessageState::kWaiting);
  script.wait(20'000);
  EXPECT_FALSE(sent(script));
}

TEST(Dialog, TheSpeakersOwnTalkDoesNotStopTheHold) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.finish_prompt();
  script.wait(3000);
  script.say("so anyway we did the floor", {.length_ms = 2500, .similarity = 950});
  script.wait(20'000);
  EXPECT_TRUE(sent(script));
}

TEST(Dialog, TalkThatGoesOnWhenTheHoldEndsIsHeardOutFirst) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.finish_prompt();
  script.wait(14'000);
  script.start_talking();
  script.wait(3000);
  EXPECT_FALSE(sent(script));
  script.wait(10'000);
  EXPECT_FALSE(sent(script)) << "talk without an end leaves the message waiting";
  EXPECT_EQ(script.message_states().back(), MessageState::kWaiting);
}

TEST(Dialog, CancelledByHandAtAnyTime) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.post(CancelledByHand{});
  script.wait(30'000);
  EXPECT_FALSE(sent(script));
  Script early(guarded_policy());
  up_to_confirm(early);
  early.post(CancelledByHand{});
  EXPECT_TRUE(at_rest(early.state()));
}

TEST(Dialog, TheMuteSwitchCancelsAtAnyTime) {
  Script script(guarded_policy());
  up_to_hold(script);
  script.post(CaptureMuted{true});
  EXPECT_TRUE(at_rest(script.state()));
  EXPECT_EQ(script.message_states().back(), MessageState::kCancelled);
  EXPECT_EQ(script.prompts().back(), Prompt::kMuted);
  script.wait(30'000);
  EXPECT_FALSE(sent(script));
  Script early(guarded_policy());
  up_to_confirm(early);
  early.post(CaptureMuted{true});
  EXPECT_TRUE(at_rest(early.state()));
}

TEST(Dialog, NothingWakesItWhileTheMicrophoneIsOff) {
  Script script(guarded_policy());
  script.post(CaptureMuted{true});
  script.wait(1000);
  const std::size_t said = script.prompts().size();
  script.post(CaptureMuted{true});
  EXPECT_EQ(script.prompts().size(), said) << "told twice";
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_TRUE(at_rest(script.state()));
  EXPECT_EQ(script.prompts().size(), said);
  script.post(CaptureMuted{false});
  EXPECT_EQ(script.prompts().back(), Prompt::kUnmuted);
  script.finish_prompt();
  script.wait(3000);
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_EQ(script.state().device_orders.size(), 1U);
}

TEST(Dialog, LostSoundStopsAMessage) {
  Script script(guarded_policy());
  up_to_confirm(script);
  script.post(SoundLost{4000});
  EXPECT_TRUE(at_rest(script.state()));
  Script held(guarded_policy());
  up_to_hold(held);
  held.post(SoundLost{4000});
  held.wait(30'000);
  EXPECT_FALSE(sent(held));
}

TEST(Dialog, MessagesAreOffUntilTheyAreSwitchedOn) {
  Script script(guarded_policy());
  ContactsChanged off = test_contacts();
  off.communications_on = false;
  script.post(off);
  script.say("Alexa send a message", {.wake = true});
  EXPECT_EQ(script.prompts().back(), Prompt::kCommsOff);
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(Dialog, AnUnsureStopIsObeyedAndAnUnsureOrderIsNot) {
  Script order(guarded_policy());
  order.say("Alexa turn on the kitchen light", {.confidence = 500, .wake = true});
  EXPECT_EQ(order.last_gate(Gate::kRequest)->reason, Reason::kLowConfidence);
  Script cancel(guarded_policy());
  cancel.say("Alexa cancel", {.confidence = 300, .wake = true});
  EXPECT_EQ(cancel.last_gate(Gate::kRequest)->verdict, Verdict::kPass);
  EXPECT_EQ(cancel.prompts().back(), Prompt::kNothingToStop);
}

TEST(Dialog, AContactThatIsNotAllowedIsNobody) {
  Script script(guarded_policy());
  ContactsChanged contacts = test_contacts();
  contacts.contacts[0].allowed = false;
  script.post(contacts);
  script.say("Alexa send a message", {.wake = true});
  script.finish_prompt();
  script.wait(400);
  script.say("Maria Alvarez", {.length_ms = 1300});
  EXPECT_EQ(script.last_gate(Gate::kContact)->reason, Reason::kNotAName);
}

TEST(Dialog, ALightNeedsTwoGatesOnly) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  ASSERT_EQ(script.count<SetDevice>(), 1);
  EXPECT_EQ(script.gates().size(), 2U);
  script.post(DeviceAnswered{script.state().device_orders.back().command, "no-device", ""});
  EXPECT_EQ(script.prompts().back(), Prompt::kNoDevice);
}

TEST(Dialog, TwoOrdersJoinedByAndAreBothGiven) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light and turn on the front door", {.wake = true});
  ASSERT_EQ(script.count<SetDevice>(), 2);
  ASSERT_EQ(script.state().device_orders.size(), 2U);
  const auto orders = script.state().device_orders;
  script.post(DeviceAnswered{orders[1].command, "confirmed", "The front door is on."});
  script.post(DeviceAnswered{orders[0].command, "confirmed", "The kitchen light is on."});
  EXPECT_TRUE(script.state().device_orders.empty());
  EXPECT_EQ(script.count<ReportDevice>(), 2);
}

// Whatever sends, opens or stops stands alone.
TEST(Dialog, NothingRiskyHidesBehindAnAnd) {
  for (const char* words :
       {"Alexa turn on the kitchen light and unlock the front door",
        "Alexa send a message and turn on the kitchen light",
        "Alexa turn on the kitchen light and send a message to Maria",
        "Alexa turn on the kitchen light and cancel", "Alexa turn on the kitchen light and so on"}) {
    Script script(guarded_policy());
    script.say(words, {.wake = true});
    EXPECT_EQ(script.count<SetDevice>(), 0) << words;
    EXPECT_EQ(script.last_gate(Gate::kRequest)->reason, Reason::kNotUnderstood) << words;
  }
}

// Somebody who takes a breath after "and" is not cut off.
TEST(Dialog, TheEndPointerWaitsForTheSecondOrder) {
  Script script(guarded_policy());
  const auto reads = [&script](const char* text) {
    return read_request(*script.state().grammar, words_of(text)).reading.completeness;
  };
  EXPECT_EQ(reads("turn on the kitchen light and"), Completeness::kIncomplete);
  EXPECT_EQ(reads("turn on the kitchen light and turn on"), Completeness::kIncomplete);
  EXPECT_EQ(reads("turn on the kitchen light and turn on the front door"), Completeness::kCompleteFinal);
  EXPECT_EQ(reads("turn on the kitchen light and so"), Completeness::kNone);
}

TEST(Dialog, SaysWhatTheHomeTellsAndNothingElse) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  script.post(DeviceAnswered{script.state().device_orders.back().command, "no-answer",
                             "The kitchen light has not answered."});
  EXPECT_EQ(script.prompts().back(), Prompt::kDeviceTold);
  const auto* speak = std::get_if<Speak>(&script.effects().back());
  ASSERT_NE(speak, nullptr);
  EXPECT_EQ(speak->words, std::vector<std::string>{"The kitchen light has not answered."});
  EXPECT_EQ(script.state().last_story, "The kitchen light has not answered.");
}

TEST(Dialog, UnlockingIsNotDoneByVoice) {
  Script script(guarded_policy());
  script.say("Alexa unlock the front door", {.wake = true});
  EXPECT_EQ(script.count<SetDevice>(), 0);
  EXPECT_EQ(script.last_gate(Gate::kRequest)->reason, Reason::kRiskNotAvailable);
}

TEST(Dialog, ElectionDoesNotWake) {
  Script script(guarded_policy());
  script.say("election send a message", {.wake = true});
  EXPECT_FALSE(script.last_gate(Gate::kWake)->passed());
  EXPECT_EQ(script.prompts().size(), 0U) << "silence, nothing kept but the scores";
}

TEST(Dialog, TheWakeWordInTheMiddleOfTalkDoesNotWake) {
  Script script(guarded_policy());
  script.start_talking();
  script.wait(4000);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  EXPECT_EQ(script.last_gate(Gate::kWake)->reason, Reason::kWakeNotAtStart);
}

TEST(Dialog, OwnPlaybackDoesNotWake) {
  Script script(guarded_policy());
  script.say("Alexa what did you just do", {.wake = true});
  ASSERT_EQ(script.prompts().back(), Prompt::kExplainLast);
  script.start_talking();
  script.wait(500);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  EXPECT_EQ(script.last_gate(Gate::kWake)->reason, Reason::kOwnPlayback);
}

TEST(Dialog, PortlandSendsTheTalkSinceTheWake) {
  Script script(portland_policy());
  script.start_talking();
  script.wait(1000);
  const SampleCount wake = to_samples(script.now());
  script.post(WakeProposed{wake, {{"micro", 950}}, 0});
  script.wait(2000);
  script.stop_talking();
  // The script answers decodes of an utterance that is said; here the talk is one long stretch with short
  // pauses.
  const auto answer = [&script](const std::string& text) {
    std::uint64_t id = 0;
    for (const Effect& effect : script.effects()) {
      if (const auto* transcribe = std::get_if<Transcribe>(&effect)) id = transcribe->id;
    }
    Transcript transcript;
    transcript.text = text;
    transcript.words = words_of(text);
    script.post(Transcribed{id, transcript});
  };
  answer("so did you send a message to the floor");
  script.wait(800);
  ASSERT_EQ(script.prompts().back(), Prompt::kToWhom);
  script.start_talking();
  script.finish_prompt();
  script.wait(1500);
  script.stop_talking();
  answer("we did the floor with ben");
  script.wait(800);
  ASSERT_EQ(script.prompts().back(), Prompt::kConfirm);
  script.start_talking();
  script.finish_prompt();
  script.wait(1500);
  script.stop_talking();
  answer("yeah so that is right");
  script.wait(800);
  ASSERT_EQ(script.count<ShowExhibit>(), 1);
  for (const Effect& effect : script.effects()) {
    if (const auto* exhibit = std::get_if<ShowExhibit>(&effect)) {
      EXPECT_EQ(exhibit->exhibit.contact_name, "Ben Okafor");
      EXPECT_EQ(exhibit->exhibit.span.from, wake);
    }
  }
}

TEST(Dialog, ATypedRequestNeverSends) {
  Script script(guarded_policy());
  script.post(RequestTyped{words_of("send a message to Maria")});
  EXPECT_EQ(script.prompts().back(), Prompt::kTypedSend);
  EXPECT_TRUE(at_rest(script.state()));
}

}  // namespace
}  // namespace sotto
