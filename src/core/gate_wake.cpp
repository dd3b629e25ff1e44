// The wake gate: does "Alexa" really stand at the start of this stretch of sound?
//
// Spelling is not asked. Two signs count: how probable the recogniser finds the wake word as the beginning of
// the sound (forced scoring), and how far the sounds of what it wrote are from those of the wake word; and
// either way no word that is known to resemble the wake word may explain the beginning better. The
// probability of the wake word is a proper one, so above one half nothing else can be more probable; rivals
// are therefore compared by sound only.
#include <algorithm>
#include <limits>

#include "core/caution.hpp"
#include "core/gates_common.hpp"
#include "core/listening.hpp"
#include "nlu/phoneme_distance.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kPlaybackTail = 300;  // the room still sounds a little after a prompt
constexpr std::size_t kWakeWordsMax = 3;     // "a lexa", "uh lex uh"

struct Prefix {
  std::size_t words = 0;
  Permille distance = kUnreachable;
};

// The words from `from` on that are nearest to the phrase; `words` counts from the very first.
Prefix best_prefix(const std::vector<Word>& words, std::size_t from, const SpokenPhrase& phrase) {
  Prefix best;
  for (std::size_t count = 1; count <= std::min(kWakeWordsMax, words.size() - from); ++count) {
    const std::vector<Phonemes> heard = {joined_phonemes(words, from, count)};
    if (heard.front().empty()) continue;
    const Permille distance = nearest_distance(phrase.pronunciations, heard);
    if (distance < best.distance) best = {from + count, distance};
  }
  return best;
}

// 1 where the first word is "hey" or the like, else 0.
std::size_t greeting_words(const Vocabulary& vocabulary, const std::vector<Word>& words) {
  if (words.size() < 2) return 0;
  const std::vector<Phonemes> first = {words.front().phonemes};
  return std::any_of(vocabulary.greetings.begin(), vocabulary.greetings.end(),
                     [&first](const SpokenPhrase& greeting) {
                       return nearest_distance(greeting.pronunciations, first) == 0;
                     });
}

// With and without the greeting before it.
Prefix best_beginning(const std::vector<Word>& words, std::size_t greeting, const SpokenPhrase& phrase) {
  const Prefix first = best_prefix(words, 0, phrase);
  if (greeting == 0) return first;
  const Prefix greeted = best_prefix(words, greeting, phrase);
  return greeted.distance < first.distance ? greeted : first;
}

// "Alexa", "hey Alexa" and so on: what a stretch of sound may begin with.
std::vector<std::string> wake_texts(const Vocabulary& vocabulary) {
  std::vector<std::string> texts = {vocabulary.wake_word.text};
  for (const SpokenPhrase& greeting : vocabulary.greetings)
    texts.push_back(greeting.text + " " + vocabulary.wake_word.text);
  return texts;
}

// Of the most probable of the texts.
std::int64_t forced_score(const Transcript& transcript, const std::vector<std::string>& texts) {
  std::int64_t best = std::numeric_limits<std::int64_t>::min();
  for (const ForcedScore& score : transcript.forced) {
    if (std::find(texts.begin(), texts.end(), score.text) != texts.end())
      best = std::max(best, score.log_prob_milli);
  }
  return best;
}

Evidence proposal_evidence(const Policy& policy, const Dialog& dialog) {
  Evidence evidence;
  for (const DetectorScore& score : dialog.scores)
    evidence.push_back(fact("score_" + score.detector, score.score));
  evidence.push_back(fact("proposal_score", policy.wake.proposal_score));
  if (policy.wake.own_proposal_score < kNoProposal)
    evidence.push_back(fact("own_proposal_score", policy.wake.own_proposal_score));
  evidence.push_back(fact("lead_ms", to_milliseconds(dialog.wake_at - dialog.stretch_start)));
  return evidence;
}

}  // namespace

WakeFinding judge_wake_proposal(const DialogState& state, const Dialog& dialog) {
  const Policy& policy = *state.policy;
  Evidence evidence = proposal_evidence(policy, dialog);
  if (!policy.wake.second_look || policy.forces(Gate::kWake)) {
    Judgement judgement = pass(Gate::kWake, std::move(evidence));
    if (policy.wake.second_look) judgement.reason = Reason::kForced;
    return {std::move(judgement), 0, ""};
  }
  const Milliseconds heard_from = to_milliseconds(dialog.stretch_start);
  if (state.talking_prompt != 0 ||
      (state.last_playback_end >= 0 && heard_from < state.last_playback_end + kPlaybackTail)) {
    return {refuse(Gate::kWake, Reason::kOwnPlayback, std::move(evidence)), 0, ""};
  }
  if (backs_off(state)) {
    evidence.push_back(fact("near_misses", count_near_misses(state, policy.wake.near_misses_within_ms)));
    evidence.push_back(fact("near_misses_max", policy.wake.near_misses_max));
    evidence.push_back(fact("back_off_ms", policy.wake.back_off_ms));
    return {refuse(Gate::kWake, Reason::kWakeTooOften, std::move(evidence)), 0, ""};
  }
  evidence.push_back(fact("lead_ms_max", policy.wake.lead_ms_max));
  if (to_milliseconds(dialog.wake_at - dialog.stretch_start) > policy.wake.lead_ms_max) {
    return {refuse(Gate::kWake, Reason::kWakeNotAtStart, std::move(evidence)), 0, ""};
  }
  return {{Gate::kWake, Verdict::kEscalate, Reason::kNone, std::move(evidence)},
          0,
          ""};  // the second look decides
}

WakeFinding judge_wake(const DialogState& state, const Dialog& dialog, const Transcript& transcript) {
  const Policy& policy = *state.policy;
  const Vocabulary& vocabulary = *state.vocabulary;
  const std::size_t greeting = greeting_words(vocabulary, transcript.words);
  const Prefix wake = best_beginning(transcript.words, greeting, vocabulary.wake_word);
  const std::int64_t wake_score = forced_score(transcript, wake_texts(vocabulary));
  std::string rival;
  Permille rival_distance = kUnreachable;
  for (const SpokenPhrase& trigger : vocabulary.triggers) {
    const Permille distance = best_beginning(transcript.words, greeting, trigger).distance;
    if (distance >= rival_distance) continue;
    rival_distance = distance;
    rival = trigger.text;
  }

  WakeFinding finding;
  finding.wake_words = wake.distance <= policy.wake.distance_max ? wake.words : 0;
  finding.text = joined_text(transcript.words, 0, std::max<std::size_t>(wake.words, 1));
  Evidence evidence = proposal_evidence(policy, dialog);
  evidence.push_back(fact("distance", wake.distance));
  evidence.push_back(fact("distance_max", policy.wake.distance_max));
  evidence.push_back(fact("log_prob_milli", wake_score));
  evidence.push_back(fact("log_prob_milli_min", policy.wake.forced_log_prob_milli_min));
  if (!rival.empty()) {
    evidence.push_back(fact("rival", rival));
    evidence.push_back(fact("rival_distance", rival_distance));
    evidence.push_back(fact("rival_log_prob_milli_max", policy.wake.rival_log_prob_milli_max));
  }

  const bool sounds_alike = wake.distance <= policy.wake.distance_max;
  const bool probable = wake_score >= policy.wake.forced_log_prob_milli_min;
  if (rival_distance < wake.distance && wake_score < policy.wake.rival_log_prob_milli_max) {
    finding.judgement = refuse(Gate::kWake, Reason::kWakeTriggerWord, std::move(evidence));
  } else if (!sounds_alike || !probable) {
    finding.judgement = refuse(Gate::kWake, Reason::kWakeTextDiffers, std::move(evidence));
  } else {
    finding.judgement = pass(Gate::kWake, std::move(evidence));
  }
  return finding;
}

std::size_t count_wake_words(const DialogState& state, const Transcript& transcript) {
  const Vocabulary& vocabulary = *state.vocabulary;
  const std::size_t greeting = greeting_words(vocabulary, transcript.words);
  const Prefix wake = best_beginning(transcript.words, greeting, vocabulary.wake_word);
  return wake.distance <= state.policy->wake.distance_max ? wake.words : 0;
}

std::vector<Word> words_after(const Transcript& transcript, std::size_t wake_words) {
  const std::size_t skip = std::min(wake_words, transcript.words.size());
  return {transcript.words.begin() + static_cast<std::ptrdiff_t>(skip), transcript.words.end()};
}

std::vector<std::string> forced_texts(const DialogState& state, Turn turn) {
  if (turn != Turn::kRequest || !state.dialog || state.dialog->wake_judged) return {};
  return wake_texts(*state.vocabulary);
}

}  // namespace sotto
