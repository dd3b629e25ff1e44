// The record and hold gates: the message is what was said after the confirmation, by the voice that asked;
// and it leaves only if nobody objects while it is held.
#include <algorithm>

#include "base/assert.hpp"
#include "core/gates_common.hpp"

namespace sotto {

// Kept in this file alone: nothing else can make a ConfirmedRecording.
struct ConfirmedRecordingFactory {
  static ConfirmedRecording make(std::uint64_t message_id, const Dialog& dialog, SampleSpan span) {
    ConfirmedRecording recording;
    recording.message_id_ = message_id;
    recording.contact_id_ = dialog.contact_id;
    recording.contact_name_ = dialog.contact_name;
    recording.span_ = span;
    return recording;
  }
};

namespace {

// Sound kept around what was said, so that nothing is cut off.
constexpr Milliseconds kPadding = 200;

}  // namespace

RecordFinding judge_record(const DialogState& state, const Dialog& dialog, const Utterance& utterance,
                           const VoiceFinding& voice) {
  const Policy& policy = *state.policy;
  const RecordRules& rules = policy.record;
  Evidence evidence = {fact("voiced_ms", utterance.voiced_ms()), fact("length_ms_max", rules.length_ms_max)};
  if (utterance.first_start) {
    evidence.push_back(
        fact("began_after_ms", to_milliseconds(*utterance.first_start) - dialog.question.ended_at));
    evidence.push_back(fact("began_after_ms_max", rules.start_within_ms));
  }
  add_voice(evidence, policy, voice);
  add_prompt(evidence, policy, dialog.question);

  Reason reason = Reason::kNone;
  if (!dialog.question.heard) {
    reason = Reason::kPromptNotHeard;
  } else if (!room_heard(policy, dialog.question)) {
    reason = Reason::kPromptNotHeardInRoom;
  } else if (utterance.end == TurnEnd::kNoSpeech || !utterance.first_start || utterance.voiced.empty()) {
    reason = Reason::kNoSpeech;
  } else if (to_milliseconds(*utterance.first_start) - dialog.question.ended_at > rules.start_within_ms) {
    reason = Reason::kTooLate;
  } else if (utterance.end != TurnEnd::kSilence) {
    reason = Reason::kNoEnd;
  } else if (policy.voice.same_voice && voice.match == VoiceMatch::kDifferent) {
    reason = Reason::kDifferentVoice;
  } else if (policy.voice.same_voice && voice.match == VoiceMatch::kUnknown) {
    reason = Reason::kVoiceUnknown;
  }
  RecordFinding finding;
  const SampleCount earliest = to_samples(dialog.question.ended_at);
  if (utterance.voiced.empty()) {
    finding.span = {earliest, std::max(earliest, to_samples(state.now))};
  } else {
    finding.span = {std::max(earliest, utterance.voiced.front().from - to_samples(kPadding)),
                    utterance.voiced.back().to + to_samples(kPadding)};
  }
  finding.judgement = reason == Reason::kNone ? pass(Gate::kRecord, std::move(evidence))
                                              : refuse(Gate::kRecord, reason, std::move(evidence));
  finding.judgement = unless_forced(policy, std::move(finding.judgement));
  return finding;
}

ConfirmedRecording confirm_recording(std::uint64_t message_id, const Dialog& dialog,
                                     const RecordFinding& finding) {
  SOTTO_ASSERT(finding.judgement.gate == Gate::kRecord && finding.judgement.passed());
  return ConfirmedRecordingFactory::make(message_id, dialog, finding.span);
}

Judgement judge_hold(const DialogState& state, const Utterance& utterance, const VoiceFinding& voice) {
  const Policy& policy = *state.policy;
  Evidence evidence = {fact("text", utterance.transcript.text)};
  add_voice(evidence, policy, voice);
  if (cancels(state, utterance.transcript)) {
    return unless_forced(policy, refuse(Gate::kHold, Reason::kCancelledByVoice, std::move(evidence)));
  }
  if (utterance.end == TurnEnd::kSilence && policy.voice.same_voice && voice.match == VoiceMatch::kSame) {
    return pass(Gate::kHold, std::move(evidence));
  }
  return unless_forced(policy, {Gate::kHold, Verdict::kEscalate, Reason::kOtherTalk, std::move(evidence)});
}

}  // namespace sotto
