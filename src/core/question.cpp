#include "core/question.hpp"

#include <algorithm>
#include <utility>

#include "core/dialog.hpp"
#include "core/gates_common.hpp"
#include "core/listening.hpp"

namespace sotto {
namespace {

// A prompt that takes longer has failed.
constexpr Milliseconds kPromptPatience = 30000;
// Sound before what was said, so that the first consonant is not cut off.
constexpr Milliseconds kPadding = 250;
// Who wants to stop says so in a breath; longer talk is not decoded to its beginning.
constexpr Milliseconds kBargeInMax = 8000;

Gate gate_of(const Dialog& dialog) {
  if (dialog.opening) return Gate::kOpen;
  switch (dialog.question.kind) {
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
      return Gate::kContact;
    case Prompt::kMessage:
    case Prompt::kToneRecord:
      return Gate::kRecord;
    default:
      return Gate::kConfirm;
  }
}

Turn turn_of(const Dialog& dialog) {
  switch (gate_of(dialog)) {
    case Gate::kContact:
      return Turn::kContact;
    case Gate::kRecord:
      return Turn::kMessage;
    default:
      return dialog.challenge ? Turn::kChallenge : Turn::kConfirm;
  }
}

bool quiet_prompt_wanted(const Transition& t) {
  const Dialog& dialog = *t.state.dialog;
  const Policy& policy = t.policy();
  switch (gate_of(dialog)) {
    case Gate::kContact:
      return policy.contact.quiet_prompt && !policy.forces(Gate::kContact);
    case Gate::kConfirm:
      return policy.confirm.quiet_prompt && !policy.forces(Gate::kConfirm);
    case Gate::kOpen:
      return true;
    default:
      return false;
  }
}

}  // namespace

void ask_question(Transition& t, Prompt prompt, std::vector<std::string> words) {
  Dialog& dialog = *t.state.dialog;
  close_listening(t);
  t.state.phase = Phase::kAsking;
  dialog.question = Question{};
  dialog.question.kind = prompt;
  dialog.question.asked_at = t.now();
  dialog.question.talked_through = t.state.speech.active;
  dialog.question.words = words;
  dialog.question.prompt = t.speak(prompt, std::move(words));
  dialog.question_timer = t.arm(t.now() + kPromptPatience);
}

Asked take_prompt_end(Transition& t, const PromptFinished& event) {
  Question& question = t.state.dialog->question;
  question.prompt = 0;
  question.ended_at = t.now();
  question.heard = event.heard;
  // A tone has no pattern to be recognised by: what was measured of the sentence before it stands.
  if (question.kind != Prompt::kToneRecord) question.echo = event.echo;
  if (!event.heard || (question.talked_through && quiet_prompt_wanted(t))) return Asked::kInVain;
  if (room_heard(t.policy(), question) || t.policy().forces(gate_of(*t.state.dialog))) return Asked::kWell;
  if (question.repeats >= t.policy().prompt.repeats_max) return Asked::kInVain;
  const int repeats = question.repeats + 1;
  std::vector<std::string> words = std::move(question.words);
  ask_question(t, question.kind, std::move(words));
  t.state.dialog->question.repeats = repeats;
  return Asked::kAgain;
}

void listen_to_barge_in(Transition& t, const SampleSpan& span) {
  if (!t.state.dialog || t.state.phase != Phase::kAsking || !t.policy().prompt.barge_in) return;
  Dialog& dialog = *t.state.dialog;
  if (dialog.question.prompt == 0) return;  // a voice is being looked up, nothing is spoken
  const SampleCount earliest = std::max<SampleCount>(0, span.from - to_samples(kPadding));
  const SampleCount from = std::max(earliest, t.now_samples() - to_samples(kBargeInMax));
  dialog.barge_in = t.new_id();
  t.emit(Transcribe{dialog.barge_in, {from, t.now_samples()}, turn_of(dialog), {}, false});
}

void take_barge_in(Transition& t, const Transcript& transcript) {
  Dialog& dialog = *t.state.dialog;
  dialog.barge_in = 0;
  Transcript words = transcript;
  words.words = words_after(transcript, count_wake_words(t.state, transcript));
  if (words.words.empty() || !is_cancellation(t.state, words)) return;
  t.emit(ReportHeard{turn_of(dialog), transcript.text, transcript.confidence, transcript.span, {}, {}});
  t.report(refuse(gate_of(dialog), Reason::kCancelledByVoice,
                  {fact("text", transcript.text), fact_flag("while_asking", true)}));
  t.emit(StopSpeaking{});
  const bool opens = dialog.opening.has_value();
  end_dialog(t, Prompt::kCancelled,
             opens ? "I was asked to stop, and opened nothing." : "I was asked to stop, and sent nothing.");
}

}  // namespace sotto
