// The hold: a confirmed message waits, announced, so that anybody in the room can stop it.
#include <algorithm>

#include "core/caution.hpp"
#include "core/dialog.hpp"
#include "core/gates_common.hpp"
#include "core/listening.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kPromptPatience = 30000;
constexpr Milliseconds kComparisonPatience = 5000;
constexpr Milliseconds kUtteranceMax = 8000;
// The recogniser hears 30 s at once; a longer message goes without a transcript.
constexpr SampleCount kTranscribedMax = to_samples(29'000);

void listen_during_hold(Transition& t) {
  ListeningRules rules;
  rules.turn = Turn::kHold;
  rules.opened_at = t.now_samples();
  // The hold has no question: an utterance may begin at any time, and is judged when it ends or when it goes
  // on too long.
  rules.end_by = t.now() + t.state.held->hold_ms + kPromptPatience + kUtteranceMax;
  rules.endpoint = t.policy().endpoint;
  open_listening(t, rules);
}

void end_hold(Transition& t, MessageState state, Reason reason, Prompt prompt, std::string story) {
  const ConfirmedRecording& recording = t.state.held->recording;
  t.emit(ReportMessage{state, recording.message_id(), recording.contact_name(), recording.span(), reason});
  t.emit(StopSpeaking{});
  end_dialog(t, prompt, std::move(story));
}

void send(Transition& t) {
  const HeldMessage& held = *t.state.held;
  const ConfirmedRecording recording = held.recording;
  if (t.policy().hold.trial) {
    t.report({Gate::kHold, Verdict::kRefuse, Reason::kTrial, {{"hold_ms", held.hold_ms}}});
    end_hold(t, MessageState::kRefused, Reason::kTrial, Prompt::kTrial,
             "I would have sent a message to " + recording.contact_name() + ", but this is a trial.");
    return;
  }
  note_sent(t, recording);
  t.report({Gate::kHold, Verdict::kPass, Reason::kNone, {{"hold_ms", held.hold_ms}}});
  t.emit(ReportMessage{MessageState::kSending, recording.message_id(), recording.contact_name(),
                       recording.span(), Reason::kNone});
  t.emit(SendMessage{recording, held.transcript});
  end_dialog(t, std::nullopt, "I handed over your message to " + recording.contact_name() + ".");
}

void resume_hold(Transition& t) {
  if (t.state.held->due) {
    send(t);
  } else {
    listen_during_hold(t);
  }
}

struct Delivered {
  MessageState state = MessageState::kUnknown;
  Reason reason = Reason::kDeliveryUnknown;
  Prompt prompt = Prompt::kSendUnknown;
  std::string story;
};

Delivered what_came_of(const MessageDelivered& event) {
  const std::string& name = event.contact;
  switch (event.outcome) {
    case DeliveryOutcome::kSent:
      return {MessageState::kSent, Reason::kNone, Prompt::kSent, "I sent your message to " + name + "."};
    case DeliveryOutcome::kFailed:
      return {MessageState::kFailed, Reason::kDeliveryFailed, Prompt::kSendFailed,
              "I could not send your message to " + name + "."};
    case DeliveryOutcome::kDeferred:
      return {MessageState::kSending, Reason::kDeliveryDeferred, Prompt::kSendDeferred,
              "I could not send your message to " + name + " yet, and will try again."};
    case DeliveryOutcome::kCancelled:
      return {MessageState::kCancelled, Reason::kCancelledByHand, Prompt::kCancelled,
              "The message to " + name + " was cancelled."};
    case DeliveryOutcome::kUnknown:
      break;
  }
  return {MessageState::kUnknown, Reason::kDeliveryUnknown, Prompt::kSendUnknown,
          "I do not know whether your message to " + name + " arrived."};
}

}  // namespace

void begin_hold(Transition& t, const RecordFinding& finding) {
  Dialog& dialog = *t.state.dialog;
  dialog.message_span = finding.span;
  HeldMessage held{confirm_recording(t.new_id(), dialog, finding), dialog.asking, 0, {}, 0, 0, false};
  held.hold_ms = hold_time(t.state, dialog);
  held.speaker.push_back(finding.span);
  t.emit(ReportMessage{MessageState::kHeld, held.recording.message_id(), dialog.contact_name, finding.span,
                       Reason::kNone});
  if (finding.span.length() <= kTranscribedMax) {
    held.look = t.new_id();
    t.emit(Transcribe{held.look, finding.span, Turn::kMessage, {}, false});
  }
  const Milliseconds hold_ms = held.hold_ms;
  t.state.held = std::move(held);
  t.state.phase = Phase::kHolding;
  if (const Reason reason = approval_reason(t.state, dialog.contact_id); reason != Reason::kNone) {
    put_to_waiting(t, {Gate::kHold, Verdict::kEscalate, reason, {}});
    return;
  }
  dialog.question = Question{};
  dialog.question.kind = Prompt::kHold;
  dialog.question.asked_at = t.now();
  dialog.question.prompt = t.speak(Prompt::kHold, {dialog.contact_name, std::to_string(hold_ms / 1000)});
  dialog.question_timer = t.arm(t.now() + kPromptPatience);
  listen_during_hold(t);
}

void take_message_transcript(Transition& t, const Transcript& transcript) {
  HeldMessage& held = *t.state.held;
  held.look = 0;
  t.emit(ReportHeard{Turn::kMessage, transcript.text, transcript.confidence, held.recording.span(), {}, {}});
  // Whoever says "never mind" after the tone has not dictated it.
  if (is_cancellation(t.state, transcript)) {
    cancel_hold(t,
                {Gate::kHold, Verdict::kRefuse, Reason::kCancelledByVoice, {fact("text", transcript.text)}});
    return;
  }
  held.transcript = transcript.text;
}

void hold_prompt_finished(Transition& t, const PromptFinished& event) {
  Dialog& dialog = *t.state.dialog;
  dialog.question.prompt = 0;
  if (!event.heard) {  // nobody was told how to stop it
    put_to_waiting(t, {Gate::kHold, Verdict::kEscalate, Reason::kPromptNotHeard, {}});
    return;
  }
  t.state.held->hold_timer = t.arm(t.now() + t.state.held->hold_ms);
}

void hold_timer_fired(Transition& t) {
  HeldMessage& held = *t.state.held;
  held.hold_timer = 0;
  const bool open = (t.state.listening && t.state.listening->first_start) || t.state.dialog->comparison != 0;
  if (!open || t.policy().forces(Gate::kHold)) {
    send(t);
    return;
  }
  held.due = true;
  if (t.state.listening) {
    // Whoever talks now is heard out, but not for ever.
    t.state.listening->cap_timer = t.arm(t.now() + kUtteranceMax);
  }
}

void end_hold_turn(Transition& t, Utterance utterance) {
  if (utterance.voiced.empty()) {
    resume_hold(t);
    return;
  }
  t.emit(ReportHeard{
      Turn::kHold, utterance.transcript.text, utterance.transcript.confidence, utterance.span(), {}, {}});
  const Judgement now = judge_hold(t.state, utterance, {});
  if (now.verdict == Verdict::kRefuse) {
    cancel_hold(t, now);
    return;
  }
  if (t.policy().forces(Gate::kHold)) {
    resume_hold(t);
    return;
  }
  if (utterance.end != TurnEnd::kSilence || utterance.voiced_ms() < t.policy().voice.voiced_ms_min) {
    put_to_waiting(t, now);
    return;
  }
  Dialog& dialog = *t.state.dialog;
  dialog.comparison = t.new_id();
  dialog.comparison_timer = t.arm(t.now() + kComparisonPatience);
  t.emit(CompareVoices{dialog.comparison, t.state.held->speaker, utterance.voiced});
  dialog.answer = std::move(utterance);
}

void take_hold_comparison(Transition& t, const std::optional<VoicesCompared>& compared) {
  if (!t.state.dialog->answer) return;
  const Utterance utterance = std::move(*t.state.dialog->answer);
  t.state.dialog->answer.reset();
  const Judgement judgement = judge_hold(t.state, utterance, find_voice(t.policy(), compared));
  if (judgement.passed()) {
    resume_hold(t);
  } else if (judgement.verdict == Verdict::kRefuse) {
    cancel_hold(t, judgement);
  } else {
    put_to_waiting(t, judgement);
  }
}

void cancel_hold(Transition& t, Judgement judgement) {
  const Reason reason = judgement.reason;
  t.report(std::move(judgement));
  const std::string name = t.state.held->recording.contact_name();
  end_hold(t, MessageState::kCancelled, reason, Prompt::kCancelled,
           "I held a message to " + name + ", and it was cancelled.");
}

void put_to_waiting(Transition& t, Judgement judgement) {
  const Reason reason = judgement.reason;
  t.report(std::move(judgement));
  const std::string name = t.state.held->recording.contact_name();
  const bool talk = reason == Reason::kOtherTalk;
  end_hold(t, MessageState::kWaiting, reason, talk ? Prompt::kWaiting : Prompt::kWaitingApproval,
           "A message to " + name + " waits for approval: " + std::string(reason_words(reason)) + ".");
}

void finish_delivery(Transition& t, const MessageDelivered& event) {
  const Delivered delivered = what_came_of(event);
  t.emit(ReportMessage{delivered.state, event.message_id, event.contact, {}, delivered.reason});
  t.state.last_story = delivered.story;
  if (delivered.state == MessageState::kSent) message_was_sent(t, event.contact);
  if (t.state.phase != Phase::kIdle) return;
  std::vector<std::string> words;
  if (delivered.prompt == Prompt::kSendUnknown) words.push_back(event.contact);
  t.speak(delivered.prompt, std::move(words));
}

}  // namespace sotto
