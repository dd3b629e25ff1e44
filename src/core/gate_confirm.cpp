// The confirm gate: is the whole answer an accepted one, by sound, given after the question and by the voice
// that asked?
#include <algorithm>

#include "core/caution.hpp"
#include "core/gates_common.hpp"
#include "nlu/phrase_matcher.hpp"

namespace sotto {
namespace {

void add_phrases(std::vector<Phrase>& phrases, const char* code, const std::vector<SpokenPhrase>& spoken) {
  for (const SpokenPhrase& phrase : spoken) phrases.push_back({code, phrase.text, phrase.pronunciations});
}

// "send it, harbor cabin": what the challenge asks to be said. A door is opened by "open it, harbor cabin".
SpokenPhrase challenge_answer(const SpokenPhrase& challenge, bool opens) {
  SpokenPhrase answer{(opens ? "open it, " : "send it, ") + challenge.text, {}};
  const Phonemes verb = *parse_phonemes(opens ? "OW P AH N IH T" : "S EH N D IH T");
  for (const Phonemes& pronunciation : challenge.pronunciations) {
    Phonemes whole = verb;
    whole.insert(whole.end(), pronunciation.begin(), pronunciation.end());
    answer.pronunciations.push_back(std::move(whole));
  }
  return answer;
}

PhraseMatcher matcher_of(const DialogState& state, const Dialog* dialog) {
  const Vocabulary& vocabulary = *state.vocabulary;
  std::vector<Phrase> phrases;
  if (dialog != nullptr && dialog->challenge) {
    const bool opens = dialog->opening.has_value();
    const SpokenPhrase answer = challenge_answer(*dialog->challenge, opens);
    phrases.push_back({"challenge", answer.text, answer.pronunciations});
  }
  add_phrases(phrases, "accepted", vocabulary.accepted);
  add_phrases(phrases, "bare", vocabulary.bare);
  add_phrases(phrases, "no", vocabulary.rejected);
  add_phrases(phrases, "no", vocabulary.cancelling);
  return PhraseMatcher(std::move(phrases));
}

bool has_word(const Transcript& transcript, const std::vector<std::string>& wanted) {
  for (const Word& word : transcript.words) {
    if (std::find(wanted.begin(), wanted.end(), word.normalized) != wanted.end()) return true;
  }
  return false;
}

// How much nearer the answer is to "open it, harbor cabin" than to what sends a message.
Permille margin_to_sending(const Dialog& dialog, const std::vector<HeardWord>& heard) {
  const SpokenPhrase sends = challenge_answer(*dialog.challenge, false);
  const SpokenPhrase opens = challenge_answer(*dialog.challenge, true);
  const PhraseMatcher both(
      {{"sends", sends.text, sends.pronunciations}, {"opens", opens.text, opens.pronunciations}});
  return both.judge("opens", heard).margin;
}

struct Answer {
  std::string code;  // "accepted", "bare", "no", "challenge"; empty: none of them
};

Answer find_answer(const DialogState& state, const Dialog& dialog, const Transcript& transcript,
                   Evidence& evidence) {
  const ConfirmRules& rules = state.policy->confirm;
  const PhraseMatcher matcher = matcher_of(state, &dialog);
  const PhraseEvidence found = matcher.match(heard_words(transcript.words));
  if (!found.phrase) return {};
  const Phrase& phrase = matcher.phrases()[*found.phrase];
  evidence.push_back(fact("nearest", phrase.text));
  evidence.push_back(fact("distance", found.distance));
  evidence.push_back(fact("distance_max", rules.distance_max));
  evidence.push_back(fact("margin", found.margin));
  evidence.push_back(fact("margin_min", rules.margin_min));
  evidence.push_back(fact("free_text_margin", found.free_text_margin));
  const bool certain =
      found.distance <= rules.distance_max && found.margin >= rules.margin_min && found.free_text_margin >= 0;
  // A refusal needs no certainty: when "no" is the nearest of all, it is no.
  if (phrase.code == "no" && found.distance <= rules.distance_max) return {"no"};
  if (!certain) return {};
  if (phrase.code == "challenge" && dialog.opening) {
    const Permille margin = margin_to_sending(dialog, heard_words(transcript.words));
    evidence.push_back(fact("send_margin", margin));
    evidence.push_back(fact("send_margin_min", state.policy->open.send_margin_min));
    if (margin < state.policy->open.send_margin_min) return {};
  }
  return {phrase.code};
}

Reason judge_circumstances(const DialogState& state, const Dialog& dialog, const Utterance& utterance) {
  const ConfirmRules& rules = state.policy->confirm;
  if (!dialog.question.heard) return Reason::kPromptNotHeard;
  if (rules.quiet_prompt && dialog.question.talked_through) return Reason::kTalkThroughPrompt;
  if (!room_heard(*state.policy, dialog.question)) return Reason::kPromptNotHeardInRoom;
  if (utterance.end == TurnEnd::kFailed) return Reason::kRecognizerFailed;
  if (utterance.end == TurnEnd::kNoSpeech || !utterance.first_start) return Reason::kNoSpeech;
  const Milliseconds began = to_milliseconds(*utterance.first_start) - dialog.question.ended_at;
  if (began < rules.answer_from_ms) return Reason::kTooEarly;
  if (began > rules.answer_within_ms) return Reason::kTooLate;
  if (utterance.end == TurnEnd::kCap) return Reason::kNoEnd;
  if (utterance.transcript.words.empty()) return Reason::kNoSpeech;
  if (utterance.transcript.looped || utterance.transcript.truncated) return Reason::kTranscriptSuspect;
  return Reason::kNone;
}

Evidence start_evidence(const Dialog& dialog, const Utterance& utterance) {
  Evidence evidence = {fact("text", utterance.transcript.text),
                       fact_flag("talked_through_prompt", dialog.question.talked_through)};
  if (utterance.first_start) {
    evidence.push_back(
        fact("began_after_ms", to_milliseconds(*utterance.first_start) - dialog.question.ended_at));
  }
  return evidence;
}

// A bare "right" counts only where every other sign is strong.
bool every_other_sign_strong(const Policy& policy, const Dialog& dialog, const Utterance& utterance,
                             const VoiceFinding& voice) {
  return voice.match == VoiceMatch::kSame && detectors_agree(policy, dialog) &&
         dialog.request_confidence >= policy.confirm.bare_confidence_min &&
         utterance.transcript.confidence >= policy.confirm.bare_confidence_min &&
         dialog.contact_distance <= policy.contact.distance_max / 2 && dialog.contact_retries == 0;
}

Judgement judge_nearest(const DialogState& state, const Utterance& utterance, Evidence evidence) {
  const bool yes = has_word(utterance.transcript, state.policy->confirm.accepted);
  evidence.push_back(fact_flag("yes_like_word", yes));
  return yes ? pass(Gate::kConfirm, std::move(evidence))
             : refuse(Gate::kConfirm,
                      utterance.transcript.words.empty() ? Reason::kNoSpeech : Reason::kNotAnAnswer,
                      std::move(evidence));
}

}  // namespace

Judgement judge_confirm(const DialogState& state, const Dialog& dialog, const Utterance& utterance,
                        const VoiceFinding& voice) {
  const Policy& policy = *state.policy;
  Evidence evidence = start_evidence(dialog, utterance);
  if (policy.confirm.matching == Matching::kNearest)
    return judge_nearest(state, utterance, std::move(evidence));

  const Answer answer = find_answer(state, dialog, utterance.transcript, evidence);
  add_voice(evidence, policy, voice);
  add_prompt(evidence, policy, dialog.question);
  Judgement judgement{Gate::kConfirm, Verdict::kRefuse, judge_circumstances(state, dialog, utterance),
                      evidence};
  if (judgement.reason != Reason::kNone) return unless_forced(policy, std::move(judgement));
  const bool unknown = policy.voice.same_voice && voice.match == VoiceMatch::kUnknown;
  if (answer.code == "no") {
    judgement.reason = Reason::kAnswerNo;
  } else if (answer.code != "accepted" && answer.code != "bare") {
    judgement.reason = Reason::kNotAnAnswer;
  } else if (policy.voice.same_voice && voice.match == VoiceMatch::kDifferent) {
    judgement.reason = Reason::kDifferentVoice;
  } else if (unknown) {
    judgement.verdict = Verdict::kEscalate;
    judgement.reason = Reason::kVoiceUnknown;
  } else if (answer.code == "bare" && !every_other_sign_strong(policy, dialog, utterance, voice)) {
    judgement.verdict = Verdict::kEscalate;
    judgement.reason = Reason::kBareAnswer;
  } else if (wants_challenge(state)) {
    judgement.verdict = Verdict::kEscalate;
    judgement.reason = Reason::kRecentNearMisses;
    judgement.evidence.push_back(fact("near_misses", count_near_misses(state)));
    judgement.evidence.push_back(fact("near_misses_max", policy.caution.challenge_after - 1));
  } else {
    judgement.verdict = Verdict::kPass;
  }
  return unless_forced(policy, std::move(judgement));
}

Judgement judge_challenge(const DialogState& state, const Dialog& dialog, const Utterance& utterance,
                          const VoiceFinding& voice) {
  const Policy& policy = *state.policy;
  Evidence evidence = start_evidence(dialog, utterance);
  evidence.push_back(fact("challenge", dialog.challenge->text));
  const Answer answer = find_answer(state, dialog, utterance.transcript, evidence);
  add_voice(evidence, policy, voice);
  add_prompt(evidence, policy, dialog.question);
  Judgement judgement{Gate::kConfirm, Verdict::kRefuse, judge_circumstances(state, dialog, utterance),
                      evidence};
  if (judgement.reason != Reason::kNone) return unless_forced(policy, std::move(judgement));
  if (answer.code == "no") {
    judgement.reason = Reason::kAnswerNo;
  } else if (answer.code != "challenge") {
    judgement.reason = Reason::kNotAnAnswer;
  } else if (policy.voice.same_voice && voice.match == VoiceMatch::kDifferent) {
    judgement.reason = Reason::kDifferentVoice;
  } else if (policy.voice.same_voice && voice.match == VoiceMatch::kUnknown) {
    judgement.reason = Reason::kVoiceUnknown;
  } else {
    judgement.verdict = Verdict::kPass;
  }
  return unless_forced(policy, std::move(judgement));
}

bool cancels(const DialogState& state, const Transcript& transcript) {
  static const std::vector<std::string> kWords = {"cancel", "stop", "no",       "don't",
                                                  "dont",   "wait", "canceled", "cancelled"};
  if (has_word(transcript, kWords)) return true;
  const PhraseMatcher matcher = matcher_of(state, nullptr);
  const PhraseEvidence found = matcher.judge("no", heard_words(transcript.words));
  return found.phrase && found.distance <= state.policy->confirm.distance_max;
}

bool is_cancellation(const DialogState& state, const Transcript& transcript) {
  std::vector<Phrase> phrases;
  add_phrases(phrases, "cancel", state.vocabulary->cancelling);
  const PhraseEvidence found = PhraseMatcher(std::move(phrases)).match(heard_words(transcript.words));
  return found.phrase && found.distance <= state.policy->confirm.distance_max;
}

Milliseconds silence_needed(const DialogState& state, const Transcript& transcript) {
  const Listening& listening = *state.listening;
  const EndpointRules& rules = listening.endpoint;
  switch (listening.turn) {
    case Turn::kRequest: {
      const std::size_t wake_words = state.dialog->acknowledged ? 0 : count_wake_words(state, transcript);
      const std::vector<Word> words = words_after(transcript, wake_words);
      // The wake word alone: whoever goes on does so within a breath.
      if (words.empty()) return rules.complete_ms;
      switch (read_request(*state.grammar, words).reading.completeness) {
        case Completeness::kCompleteFinal:
        case Completeness::kNone:  // nothing that follows can make a sentence of it
          return rules.complete_ms;
        case Completeness::kCompleteCanGoOn:
          return rules.can_go_on_ms;
        case Completeness::kIncomplete:
          return rules.incomplete_ms;
      }
      return rules.incomplete_ms;
    }
    case Turn::kContact: {
      const ContactFinding finding = find_contact(state, transcript.words);
      return finding.judgement.passed() ? rules.complete_ms : rules.can_go_on_ms;
    }
    case Turn::kConfirm:
    case Turn::kChallenge: {
      Evidence unused;
      const std::string code = find_answer(state, *state.dialog, transcript, unused).code;
      if (code.empty()) return rules.incomplete_ms;
      return code == "bare" || (code == "accepted" && listening.turn == Turn::kChallenge) ? rules.can_go_on_ms
                                                                                          : rules.complete_ms;
    }
    case Turn::kHold:
      return cancels(state, transcript) ? 0 : rules.complete_ms;
    case Turn::kMessage:
    case Turn::kHousehold:
      break;
  }
  return rules.complete_ms;
}

}  // namespace sotto
