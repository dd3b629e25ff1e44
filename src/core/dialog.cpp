#include "core/dialog.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "core/alerts.hpp"
#include "core/caution.hpp"
#include "core/gates_common.hpp"
#include "core/listening.hpp"
#include "core/opening.hpp"
#include "core/question.hpp"

namespace sotto {
namespace {

// A comparison of voices that takes longer has failed.
constexpr Milliseconds kComparisonPatience = 5000;

Matching matching_of(const Policy& policy, Gate gate, Matching matching) {
  return policy.forces(gate) ? Matching::kNearest : matching;
}

void report_wake(Transition& t, const Dialog& dialog, Judgement judgement, std::string text) {
  ReportWake report{std::move(judgement), std::move(text), {}};
  for (const DetectorScore& score : dialog.scores) report.scores.emplace_back(score.detector, score.score);
  note_judgement(t.state, report.judgement);
  t.emit(std::move(report));
}

void ask_message(Transition& t) {
  ask_question(t, Prompt::kMessage, {});
}

bool challenge(Transition& t) {
  Dialog& dialog = *t.state.dialog;
  const SpokenPhrase* chosen = choose_challenge(t, dialog.nonce);
  if (chosen == nullptr) return false;
  dialog.challenge = *chosen;
  ask_question(t, Prompt::kChallenge, {dialog.challenge->text});
  return true;
}

// The exhibit of portland-2018: the talk since the wake, handed over at once.
void show_exhibit(Transition& t) {
  const Dialog& dialog = *t.state.dialog;
  Exhibit exhibit{t.new_id(), dialog.contact_name, {dialog.wake_at, t.now_samples()}};
  t.emit(ReportMessage{MessageState::kSending, exhibit.message_id, exhibit.contact_name, exhibit.span,
                       Reason::kNone});
  t.emit(ShowExhibit{exhibit});
  t.emit(ReportMessage{MessageState::kSent, exhibit.message_id, exhibit.contact_name, exhibit.span,
                       Reason::kNone});
  end_dialog(t, Prompt::kSent, "I sent what was said to " + exhibit.contact_name + ".");
}

void after_confirm(Transition& t) {
  if (t.policy().record.cargo == Cargo::kSinceWake) {
    show_exhibit(t);
  } else if (!t.policy().send.require_voice.empty()) {
    check_sender(t);
  } else {
    ask_message(t);
  }
}

void report_heard(Transition& t, Turn turn, const Utterance& utterance, const VoiceFinding& voice) {
  ReportHeard report{turn, utterance.transcript.text, utterance.transcript.confidence, utterance.span(), {},
                     {}};
  if (voice.reply_ms > 0) report.similarity = voice.similarity;
  if (voice.match != VoiceMatch::kUnknown) report.same_voice = voice.match == VoiceMatch::kSame;
  t.emit(std::move(report));
}

void end_request(Transition& t, const Utterance& utterance) {
  Dialog& dialog = *t.state.dialog;
  const std::size_t wake_words = dialog.acknowledged ? 0 : count_wake_words(t.state, utterance.transcript);
  const std::vector<Word> words = words_after(utterance.transcript, wake_words);
  const bool wake_alone = !dialog.acknowledged && words.empty() && utterance.end == TurnEnd::kSilence;
  dialog.asking.insert(dialog.asking.end(), utterance.voiced.begin(), utterance.voiced.end());
  if (wake_alone && dialog.wake_passed) {
    dialog.acknowledged = true;
    if (t.policy().wake.tone) t.speak(Prompt::kToneWake);
    const RequestRules& rules = t.policy().request;
    ListeningRules listening;
    listening.turn = Turn::kRequest;
    listening.opened_at = t.state.speech.end;
    listening.start_by = t.now() + rules.start_within_ms;
    listening.end_by = t.now() + rules.start_within_ms + rules.end_within_ms;
    listening.decode_at_cap = matching_of(t.policy(), Gate::kRequest, rules.matching) == Matching::kNearest;
    listening.endpoint = t.policy().endpoint;
    open_listening(t, listening);
    return;
  }
  report_heard(t, Turn::kRequest, utterance, {});
  RequestFinding finding = judge_request(t.state, dialog, utterance, words);
  dialog.request_confidence = utterance.transcript.confidence;
  if (!finding.judgement.passed()) {
    t.report(finding.judgement);
    const bool silent = finding.judgement.reason == Reason::kNoSpeech;
    end_dialog(t, silent ? std::nullopt : std::optional(Prompt::kToneRefused),
               "I heard my name, but no order that I know.");
    return;
  }
  t.report(finding.judgement);
  route_request(t, finding, words);
}

void end_contact(Transition& t, const Utterance& utterance, const VoiceFinding& voice) {
  Dialog& dialog = *t.state.dialog;
  if (!utterance.voiced.empty()) report_heard(t, Turn::kContact, utterance, voice);
  ContactFinding finding = judge_contact(t.state, dialog, utterance, voice);
  t.report(finding.judgement);
  if (finding.judgement.verdict == Verdict::kAskAgain) {
    dialog.contact_retries += 1;
    dialog.replies.clear();
    ask_question(t, Prompt::kToWhomAgain, {});
    return;
  }
  if (!finding.judgement.passed()) {
    end_dialog(
        t, Prompt::kNotSent,
        "I asked to whom, and did not send: " + std::string(reason_words(finding.judgement.reason)) + ".");
    return;
  }
  dialog.contact_id = finding.contact_id;
  dialog.contact_name = finding.contact_name;
  dialog.contact_distance = finding.distance;
  ask_contact_confirmation(t);
}

void end_confirm(Transition& t, const Utterance& utterance, const VoiceFinding& voice) {
  Dialog& dialog = *t.state.dialog;
  const bool challenged = dialog.challenge.has_value();
  if (!utterance.voiced.empty()) {
    report_heard(t, challenged ? Turn::kChallenge : Turn::kConfirm, utterance, voice);
  }
  if (dialog.opening) {
    end_opening(t, utterance, voice);
    return;
  }
  Judgement judgement = challenged ? judge_challenge(t.state, dialog, utterance, voice)
                                   : judge_confirm(t.state, dialog, utterance, voice);
  t.report(judgement);
  if (judgement.passed()) {
    after_confirm(t);
  } else if (judgement.verdict != Verdict::kEscalate || !challenge(t)) {
    end_dialog(t, Prompt::kNotSent,
               "I asked for " + dialog.contact_name +
                   ", and did not send: " + std::string(reason_words(judgement.reason)) + ".");
  }
}

void end_record(Transition& t, const Utterance& utterance, const VoiceFinding& voice) {
  Dialog& dialog = *t.state.dialog;
  const RecordFinding finding = judge_record(t.state, dialog, utterance, voice);
  t.report(finding.judgement);
  if (finding.judgement.passed()) {
    begin_hold(t, finding);
  } else {
    t.emit(ReportMessage{MessageState::kRefused, 0, dialog.contact_name, utterance.span(),
                         finding.judgement.reason});
    end_dialog(t, Prompt::kNotSent,
               "I did not send to " + dialog.contact_name + ": " +
                   std::string(reason_words(finding.judgement.reason)) + ".");
  }
}

void judge_answer(Transition& t, const Utterance& utterance, const VoiceFinding& voice) {
  switch (t.state.phase) {
    case Phase::kContact:
      end_contact(t, utterance, voice);
      return;
    case Phase::kConfirm:
      end_confirm(t, utterance, voice);
      return;
    case Phase::kRecording:
      end_record(t, utterance, voice);
      return;
    default:
      SOTTO_UNREACHABLE("an answer in a phase that asks nothing");
  }
}

// Which speech stands for the one who answers: the replies so far with this one, or the message by itself if
// long enough.
std::vector<SampleSpan> reply_spans(const Transition& t, const Utterance& utterance) {
  const Dialog& dialog = *t.state.dialog;
  std::vector<SampleSpan> spans;
  const bool alone =
      t.state.phase == Phase::kRecording && utterance.voiced_ms() >= t.policy().voice.voiced_ms_min;
  if (!alone) spans = dialog.replies;
  spans.insert(spans.end(), utterance.voiced.begin(), utterance.voiced.end());
  return spans;
}

Phase phase_after(Prompt question) {
  switch (question) {
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
      return Phase::kContact;
    case Prompt::kConfirm:
    case Prompt::kChallenge:
    case Prompt::kOpenChallenge:
      return Phase::kConfirm;
    case Prompt::kMessage:
    case Prompt::kToneRecord:
      return Phase::kRecording;
    default:
      SOTTO_UNREACHABLE("a question that no answer follows");
  }
}

void start_listening_for_answer(Transition& t) {
  const Policy& policy = t.policy();
  const Dialog& dialog = *t.state.dialog;
  ListeningRules rules;
  rules.opened_at = t.now_samples();
  rules.endpoint = policy.endpoint;
  t.state.phase = phase_after(dialog.question.kind);
  switch (dialog.question.kind) {
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
      rules.turn = Turn::kContact;
      rules.start_by = t.now() + policy.contact.answer_within_ms;
      rules.end_by = t.now() + policy.contact.end_within_ms;
      rules.decode_at_cap =
          matching_of(policy, Gate::kContact, policy.contact.matching) == Matching::kNearest;
      break;
    case Prompt::kConfirm:
    case Prompt::kChallenge:
    case Prompt::kOpenChallenge:
      rules.turn = dialog.challenge ? Turn::kChallenge : Turn::kConfirm;
      rules.start_by = t.now() + policy.confirm.answer_within_ms;
      rules.end_by = t.now() + policy.confirm.end_within_ms;
      rules.decode_at_cap =
          matching_of(policy, Gate::kConfirm, policy.confirm.matching) == Matching::kNearest;
      break;
    case Prompt::kToneRecord:
      rules.turn = Turn::kMessage;
      rules.decode = false;
      rules.endpoint.complete_ms = policy.record.end_silence_ms;
      rules.start_by = t.now() + policy.record.start_within_ms;
      rules.end_by = t.now() + policy.record.length_ms_max;
      t.emit(ReportMessage{MessageState::kRecording, 0, dialog.contact_name, {}, Reason::kNone});
      break;
    default:
      SOTTO_UNREACHABLE("a question that no answer follows");
  }
  open_listening(t, rules);
}

}  // namespace

void ask_to_whom(Transition& t) {
  ask_question(t, Prompt::kToWhom, {});
}

void ask_contact_confirmation(Transition& t) {
  ask_question(t, Prompt::kConfirm, {t.state.dialog->contact_name});
}

void begin_dialog(Transition& t, const WakeProposed& event) {
  // Detectors propose for the most curious policy.
  const bool proposed =
      std::any_of(event.scores.begin(), event.scores.end(), [&t](const DetectorScore& score) {
        return score.score >= proposal_threshold(t.policy(), score.detector);
      });
  if (!proposed) return;
  Dialog dialog;
  dialog.nonce = event.nonce;
  dialog.woke_at = t.now();
  dialog.wake_at = event.at;
  for (const DetectorScore& score : event.scores) {
    if (proposal_threshold(t.policy(), score.detector) < kNoProposal) dialog.scores.push_back(score);
  }
  dialog.stretch_start = t.state.speech.active || t.state.speech.end > event.at - to_samples(1000)
                             ? std::min(t.state.speech.start, event.at)
                             : event.at - to_samples(1000);
  if (dialog.stretch_start < 0) dialog.stretch_start = 0;

  WakeFinding finding = judge_wake_proposal(t.state, dialog);
  if (finding.judgement.verdict == Verdict::kRefuse) {
    report_wake(t, dialog, std::move(finding.judgement), "");
    return;
  }
  const Policy& policy = t.policy();
  const bool passed_at_once = finding.judgement.passed();
  if (passed_at_once) {
    report_wake(t, dialog, std::move(finding.judgement), "");
    dialog.wake_judged = true;
    dialog.wake_passed = true;
  } else {
    dialog.look_timer = t.arm(t.now() + policy.wake.look_after_ms);
  }
  t.state.phase = Phase::kRequest;
  ListeningRules rules;
  rules.turn = Turn::kRequest;
  // Without a second look the request is whatever follows the detector; with one, the whole stretch is
  // decoded.
  rules.opened_at = policy.wake.second_look ? dialog.stretch_start : dialog.wake_at;
  rules.start_by = t.now() + policy.request.start_within_ms;
  rules.end_by = t.now() + policy.request.end_within_ms;
  rules.decode_at_cap = matching_of(policy, Gate::kRequest, policy.request.matching) == Matching::kNearest;
  rules.endpoint = policy.endpoint;
  t.state.dialog = std::move(dialog);
  const bool heard_already = policy.wake.second_look && !t.state.speech.active;
  open_listening(t, rules);
  if (heard_already) {  // the detector came after the pause: the stretch is over already
    t.state.listening->active = true;
    t.state.listening->first_start = t.state.dialog->stretch_start;
    listening_heard_pause(t, SpeechPaused{{t.state.dialog->stretch_start,
                                           std::max(t.state.speech.end, t.state.dialog->wake_at)}});
  }
}

void add_proposal(Transition& t, const WakeProposed& event) {
  Dialog& dialog = *t.state.dialog;
  if (dialog.wake_judged || t.state.phase != Phase::kRequest) return;
  for (DetectorScore& known : dialog.scores) {
    for (const DetectorScore& score : event.scores) {
      if (score.detector == known.detector) known.score = std::max(known.score, score.score);
    }
  }
}

void request_second_look(Transition& t) {
  Dialog& dialog = *t.state.dialog;
  dialog.look_timer = 0;
  if (dialog.wake_judged || t.state.phase != Phase::kRequest || !t.state.listening) return;
  if (t.state.listening->pending_decode != 0) {  // the pause's transcript will judge, unless the talk resumes
    dialog.look_timer = t.arm(t.now() + t.policy().wake.look_after_ms);
    return;
  }
  const SampleCount from = std::max<SampleCount>(0, dialog.stretch_start - to_samples(250));
  dialog.look = t.new_id();
  t.emit(Transcribe{
      dialog.look, {from, t.now_samples()}, Turn::kRequest, forced_texts(t.state, Turn::kRequest), false});
}

void take_second_look(Transition& t, const Transcript& transcript) {
  Dialog& dialog = *t.state.dialog;
  if (dialog.wake_judged) return;
  WakeFinding finding = judge_wake(t.state, dialog, transcript);
  dialog.wake_judged = true;
  dialog.wake_passed = finding.judgement.passed();
  report_wake(t, dialog, std::move(finding.judgement), std::move(finding.text));
  if (!dialog.wake_passed) {  // silence, nothing kept but the scores
    close_listening(t);
    t.state.dialog.reset();
    t.state.phase = Phase::kIdle;
  }
}

void end_turn(Transition& t, Utterance utterance) {
  if (t.state.held) {
    end_hold_turn(t, std::move(utterance));
    return;
  }
  if (!t.state.dialog) end_household_turn(t, utterance);
  if (!t.state.dialog) return;
  if (t.state.phase == Phase::kRequest) {
    if (!t.state.dialog->wake_judged) {  // no transcript ever came: the second look failed
      report_wake(t, *t.state.dialog, {Gate::kWake, Verdict::kRefuse, Reason::kRecognizerFailed, {}}, "");
      end_dialog(t, std::nullopt, t.state.last_story);
      return;
    }
    end_request(t, utterance);
    return;
  }
  const std::vector<SampleSpan> reply = reply_spans(t, utterance);
  const bool compares = t.policy().voice.same_voice || t.state.dialog->opening;
  SampleCount voiced = 0;
  for (const SampleSpan& span : reply) voiced += span.length();
  if (!compares || utterance.voiced.empty() || to_milliseconds(voiced) < t.policy().voice.voiced_ms_min) {
    t.state.dialog->replies.insert(t.state.dialog->replies.end(), utterance.voiced.begin(),
                                   utterance.voiced.end());
    judge_answer(t, utterance, {VoiceMatch::kUnknown, 0, 0});
    return;
  }
  Dialog& dialog = *t.state.dialog;
  dialog.comparison = t.new_id();
  dialog.comparison_timer = t.arm(t.now() + kComparisonPatience);
  t.emit(CompareVoices{dialog.comparison, dialog.asking, reply});
  dialog.replies.insert(dialog.replies.end(), utterance.voiced.begin(), utterance.voiced.end());
  dialog.answer = std::move(utterance);
}

void take_comparison(Transition& t, const std::optional<VoicesCompared>& compared) {
  const VoiceFinding voice = find_voice(t.policy(), compared);
  if (t.state.held) {
    take_hold_comparison(t, compared);
    return;
  }
  if (!t.state.dialog->answer) return;
  const Utterance utterance = std::move(*t.state.dialog->answer);
  t.state.dialog->answer.reset();
  judge_answer(t, utterance, voice);
}

void finish_prompt(Transition& t, const PromptFinished& event) {
  if (t.state.held) {
    hold_prompt_finished(t, event);
    return;
  }
  if (t.state.phase != Phase::kAsking) return;
  switch (take_prompt_end(t, event)) {
    case Asked::kAgain:
      return;
    case Asked::kInVain: {
      // Nothing said now can be an answer: the gate judges at once.
      Utterance nothing;
      nothing.end = TurnEnd::kNoSpeech;
      t.state.phase = phase_after(t.state.dialog->question.kind);
      judge_answer(t, nothing, {});
      return;
    }
    case Asked::kWell:
      break;
  }
  if (t.state.dialog->question.kind != Prompt::kMessage) {
    start_listening_for_answer(t);
    return;
  }
  // The tone belongs to the sentence before it, which says what is wanted.
  const std::optional<PromptEcho> echo = t.state.dialog->question.echo;
  ask_question(t, Prompt::kToneRecord, {});
  t.state.dialog->question.echo = echo;
}

void end_dialog(Transition& t, std::optional<Prompt> prompt, std::string story) {
  close_listening(t);
  if (t.state.dialog && t.state.dialog->wake_passed) t.state.last_woke_at = t.state.dialog->woke_at;
  t.state.dialog.reset();
  t.state.held.reset();
  t.state.phase = Phase::kIdle;
  t.state.last_story = std::move(story);
  if (prompt) t.speak(*prompt);
}

void refuse_dialog(Transition& t, Judgement judgement) {
  const Dialog& dialog = *t.state.dialog;
  if (!dialog.wake_judged) {
    judgement.gate = Gate::kWake;
    report_wake(t, dialog, std::move(judgement), "");
    end_dialog(t, std::nullopt, t.state.last_story);
    return;
  }
  const bool sending = t.state.phase != Phase::kRequest;
  if (t.state.phase == Phase::kContact) judgement.gate = Gate::kContact;
  if (t.state.phase == Phase::kConfirm) judgement.gate = Gate::kConfirm;
  if (t.state.phase == Phase::kRecording) judgement.gate = Gate::kRecord;
  if (dialog.opening) judgement.gate = Gate::kOpen;
  const std::string why(reason_words(judgement.reason));
  t.report(std::move(judgement));
  if (dialog.opening) {
    end_dialog(t, Prompt::kNotOpened, "I opened nothing: " + why + ".");
    return;
  }
  end_dialog(t, sending ? Prompt::kNotSent : Prompt::kToneRefused, "I stopped: " + why + ".");
}

}  // namespace sotto
