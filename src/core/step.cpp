#include "core/step.hpp"

#include <algorithm>
#include <type_traits>

#include "base/assert.hpp"
#include "core/alerts.hpp"
#include "core/caution.hpp"
#include "core/dialog.hpp"
#include "core/listening.hpp"
#include "core/opening.hpp"
#include "core/question.hpp"

namespace sotto {
namespace {

void apply(Transition& t, const PolicyChanged& event) {
  t.state.policy = std::make_shared<const Policy>(event.policy);
}

void apply(Transition& t, const VocabularyChanged& event) {
  t.state.vocabulary = std::make_shared<const Vocabulary>(event.vocabulary);
  auto grammar = SentenceMatcher::compile(event.vocabulary.sentences);
  SOTTO_ASSERT(grammar.ok());  // the runtime compiles it once before it posts the event
  auto nearest = NearestIntent::compile(grammar.value(), event.vocabulary.lexicon);
  SOTTO_ASSERT(nearest.ok());
  t.state.nearest = std::make_shared<const NearestIntent>(std::move(nearest).value());
  t.state.grammar = std::make_shared<const SentenceMatcher>(std::move(grammar).value());
}

// An empty id is nobody yet.
bool is_forbidden(const std::vector<Contact>& contacts, const std::string& id) {
  return !id.empty() && std::none_of(contacts.begin(), contacts.end(), [&id](const Contact& contact) {
    return contact.id == id && contact.allowed;
  });
}

void apply(Transition& t, const ContactsChanged& event) {
  t.state.communications_on = event.communications_on;
  t.state.contacts = std::make_shared<const std::vector<Contact>>(event.contacts);
  if (!t.state.dialog || t.state.phase == Phase::kIdle || t.state.phase == Phase::kRequest) return;
  if (t.state.dialog->opening) return;  // that is no message
  // Whoever switches messages off, or forbids a contact, means the message that is under way as well.
  Reason reason = Reason::kNone;
  if (!event.communications_on) {
    reason = Reason::kCommsOff;
  } else if (is_forbidden(event.contacts, t.state.dialog->contact_id)) {
    reason = Reason::kContactForbidden;
  }
  if (reason == Reason::kNone) return;
  if (t.state.held) {
    cancel_hold(t, {Gate::kHold, Verdict::kRefuse, reason, {}});
  } else {
    t.emit(StopSpeaking{});
    refuse_dialog(t, {Gate::kContact, Verdict::kRefuse, reason, {}});
  }
}

void apply(Transition& t, const SpeechStarted& event) {
  t.state.speech.active = true;
  t.state.speech.start = event.start;
  if (t.state.dialog && t.state.phase == Phase::kAsking) t.state.dialog->question.talked_through = true;
  listening_heard_start(t, event);
}

void apply(Transition& t, const SpeechPaused& event) {
  t.state.speech.active = false;
  t.state.speech.start = event.span.from;
  t.state.speech.end = event.span.to;
  listening_heard_pause(t, event);
  listen_to_barge_in(t, event.span);
}

void apply(Transition& t, const WakeProposed& event) {
  if (t.state.phase == Phase::kIdle && !t.state.muted && t.state.policy && t.state.vocabulary &&
      t.state.grammar) {
    begin_dialog(t, event);
  } else if (t.state.dialog) {
    add_proposal(t, event);
  }
}

void apply(Transition& t, const SendingReleased&) {
  t.state.caution.locked = false;
  t.state.caution.near_misses.clear();
}

void apply(Transition& t, const Transcribed& event) {
  note_heard(t.state, event.transcript);
  if (t.state.dialog && event.request != 0 && event.request == t.state.dialog->look) {
    t.state.dialog->look = 0;
    take_second_look(t, event.transcript);
    return;
  }
  if (t.state.dialog && event.request != 0 && event.request == t.state.dialog->barge_in) {
    take_barge_in(t, event.transcript);
    return;
  }
  if (t.state.held && event.request != 0 && event.request == t.state.held->look) {
    take_message_transcript(t, event.transcript);
    return;
  }
  if (!t.state.listening || t.state.listening->pending_decode != event.request) return;
  // The pause's transcript holds the wake word too: judge it first, so that talk to others ends the dialog at
  // once.
  if (t.state.dialog && t.state.phase == Phase::kRequest && !t.state.dialog->wake_judged) {
    take_second_look(t, event.transcript);
    if (!t.state.listening) return;
  }
  if (auto utterance = listening_got_transcript(t, event, silence_needed)) end_turn(t, std::move(*utterance));
}

void apply(Transition& t, const TranscriptionFailed& event) {
  if (t.state.dialog && event.request != 0 && event.request == t.state.dialog->look) {
    t.state.dialog->look = 0;  // the transcript of the pause still judges
    return;
  }
  if (auto utterance = listening_lost_transcript(t, event.request)) end_turn(t, std::move(*utterance));
}

void apply(Transition& t, const VoicesCompared& event) {
  if (!t.state.dialog || event.request == 0 || event.request != t.state.dialog->comparison) return;
  t.state.dialog->comparison = 0;
  take_comparison(t, event);
}

void take_identity_of(Transition& t, std::uint64_t request,
                      const std::optional<VoiceIdentified>& identified) {
  if (!t.state.dialog || request == 0 || request != t.state.dialog->identification) return;
  t.state.dialog->identification = 0;
  take_identity(t, identified);
}

void apply(Transition& t, const VoiceIdentified& event) {
  take_identity_of(t, event.request, event);
}

void apply(Transition& t, const VoicesChanged& event) {
  t.state.voices = event.names;
}

void apply(Transition& t, const OrderGiven& event) {
  take_order(t, event);
}

void apply(Transition& t, const VoiceComparisonFailed& event) {
  take_identity_of(t, event.request, std::nullopt);
  if (!t.state.dialog || event.request == 0 || event.request != t.state.dialog->comparison) return;
  t.state.dialog->comparison = 0;
  take_comparison(t, std::nullopt);
}

void apply(Transition& t, const PromptFinished& event) {
  if (event.prompt == t.state.talking_prompt) {
    t.state.talking_prompt = 0;
    t.state.last_playback_end = t.now();
  }
  const bool asked = t.state.dialog && event.prompt != 0;
  if (asked && event.prompt == t.state.dialog->question.prompt) finish_prompt(t, event);
  household_prompt_finished(t, event);
}

void apply(Transition& t, const TimerFired& event) {
  if (alert_timer_fired(t, event.timer)) return;
  if (notice_timer_fired(t, event)) return;
  if (t.state.held && event.timer == t.state.held->hold_timer) {
    hold_timer_fired(t);
    return;
  }
  if (t.state.dialog && event.timer == t.state.dialog->look_timer) {
    request_second_look(t);
    return;
  }
  if (t.state.dialog && t.state.dialog->comparison != 0 && event.timer == t.state.dialog->comparison_timer) {
    t.state.dialog->comparison = 0;
    take_comparison(t, std::nullopt);
    return;
  }
  if (t.state.dialog && event.timer == t.state.dialog->identification_timer) {
    take_identity_of(t, t.state.dialog->identification, std::nullopt);
    return;
  }
  if (t.state.dialog && event.timer == t.state.dialog->question_timer &&
      t.state.dialog->question.prompt != 0) {
    finish_prompt(t, PromptFinished{t.state.dialog->question.prompt, false});
    return;
  }
  if (auto utterance = listening_timer(t, event.timer)) end_turn(t, std::move(*utterance));
}

void apply(Transition& t, const DeviceAnswered& event) {
  answer_device(t, event);
}

void apply(Transition& t, const MessageDelivered& event) {
  finish_delivery(t, event);
}

void apply(Transition& t, const CancelledByHand&) {
  if (t.state.held) {
    cancel_hold(t, {Gate::kHold, Verdict::kRefuse, Reason::kCancelledByHand, {}});
  } else if (t.state.dialog) {
    t.emit(StopSpeaking{});
    end_dialog(t, Prompt::kCancelled, "It was cancelled by hand.");
  } else if (t.state.alerts.ringing) {
    end_ringing(t, AlertChange::kStopped);
  }
}

void apply(Transition& t, const CaptureMuted& event) {
  if (event.muted == t.state.muted) return;
  t.state.muted = event.muted;
  t.state.speech = {};
  if (event.muted) {
    const Evidence evidence = {{"muted", true}};
    if (t.state.held) {
      cancel_hold(t, {Gate::kHold, Verdict::kRefuse, Reason::kCancelledByHand, evidence});
    } else if (t.state.dialog) {
      t.emit(StopSpeaking{});
      end_dialog(t, std::nullopt, "The microphone was switched off.");
    }
  }
  t.speak(event.muted ? Prompt::kMuted : Prompt::kUnmuted);
}

void apply(Transition& t, const SoundLost& event) {
  const Evidence evidence = {{"lost_ms", to_milliseconds(event.samples)}};
  if (t.state.held) {
    put_to_waiting(t, {Gate::kHold, Verdict::kEscalate, Reason::kSoundLost, evidence});
  } else if (t.state.dialog) {
    refuse_dialog(t, {Gate::kRequest, Verdict::kRefuse, Reason::kSoundLost, evidence});
  }
  t.state.speech = {};
}

void apply(Transition& t, const JournalChanged& event) {
  t.state.journal_writable = event.writable;
  if (event.writable) return;
  if (t.state.held) {
    put_to_waiting(t, {Gate::kHold, Verdict::kEscalate, Reason::kJournalUnavailable, {}});
  } else if (t.state.dialog && t.state.phase != Phase::kRequest) {
    t.emit(StopSpeaking{});
    refuse_dialog(t, {Gate::kContact, Verdict::kRefuse, Reason::kJournalUnavailable, {}});
  }
}

void apply(Transition& t, const Forgotten& event) {
  answer_forget(t, event);
}

void apply(Transition& t, const WallClockRead& event) {
  read_wall_clock(t, event);
}

void apply(Transition& t, const RemindersLoaded& event) {
  load_reminders(t, event);
}

void apply(Transition& t, const RemindersNotKept& event) {
  reminders_not_kept(t, event);
}

void apply(Transition& t, const RequestTyped& event) {
  if (t.state.grammar && t.state.policy && at_rest(t.state)) route_typed(t, event);
}

}  // namespace

bool at_rest(const DialogState& state) {
  return state.phase == Phase::kIdle && !state.dialog && !state.held;
}

Step step(const DialogState& state, const Event& event) {
  SOTTO_ASSERT(event.at >= state.now);
  Transition t(state);
  t.state.now = event.at;
  std::visit([&t](const auto& body) { apply(t, body); }, event.body);
  settle_alerts(t);
  return {std::move(t.state), std::move(t.effects)};
}

}  // namespace sotto
