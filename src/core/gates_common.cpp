#include "core/gates_common.hpp"

#include <algorithm>

namespace sotto {

Judgement unless_forced(const Policy& policy, Judgement judgement) {
  if (!policy.forces(judgement.gate) || judgement.passed()) return judgement;
  judgement.evidence.push_back(fact("would_be", std::string(verdict_name(judgement.verdict))));
  judgement.evidence.push_back(fact("because", std::string(reason_code(judgement.reason))));
  judgement.verdict = Verdict::kPass;
  judgement.reason = Reason::kForced;
  return judgement;
}

Judgement pass(Gate gate, Evidence evidence) {
  return {gate, Verdict::kPass, Reason::kNone, std::move(evidence)};
}

Judgement refuse(Gate gate, Reason reason, Evidence evidence) {
  return {gate, Verdict::kRefuse, reason, std::move(evidence)};
}

Fact fact(std::string key, std::int64_t value) {
  return {std::move(key), value};
}
Fact fact(std::string key, std::string value) {
  return {std::move(key), std::move(value)};
}
Fact fact_flag(std::string key, bool value) {
  return {std::move(key), value};
}

Phonemes joined_phonemes(const std::vector<Word>& words, std::size_t first, std::size_t count) {
  Phonemes joined;
  for (std::size_t i = first; i < std::min(words.size(), first + count); ++i) {
    joined.insert(joined.end(), words[i].phonemes.begin(), words[i].phonemes.end());
  }
  return joined;
}

std::string joined_text(const std::vector<Word>& words, std::size_t first, std::size_t count) {
  std::string joined;
  for (std::size_t i = first; i < std::min(words.size(), first + count); ++i) {
    if (!joined.empty()) joined += ' ';
    joined += words[i].text;
  }
  return joined;
}

std::vector<Word> words_without(const std::vector<Word>& words, const Slot* slot) {
  if (slot == nullptr || slot->word_count == 0) return words;
  std::vector<Word> kept = words;
  const auto first = kept.begin() + static_cast<std::ptrdiff_t>(slot->first_word);
  kept.erase(first, first + static_cast<std::ptrdiff_t>(slot->word_count));
  return kept;
}

Permille mean_confidence(const std::vector<Word>& words) {
  if (words.empty()) return 0;
  std::int64_t sum = 0;
  for (const Word& word : words) sum += word.confidence;
  return static_cast<Permille>(sum / static_cast<std::int64_t>(words.size()));
}

Permille least_confidence(const std::vector<Word>& words) {
  Permille least = words.empty() ? 0 : 1000;
  for (const Word& word : words) least = std::min(least, word.confidence);
  return least;
}

bool room_heard(const Policy& policy, const Question& question) {
  if (!policy.prompt.heard_in_room || !question.echo) return true;
  return question.echo->found && question.echo->over_talk_db >= policy.prompt.over_talk_db_min;
}

void add_prompt(Evidence& evidence, const Policy& policy, const Question& question) {
  if (!policy.prompt.heard_in_room) return;
  if (!question.echo) {
    evidence.push_back(fact("prompt_in_room", std::string("not-measured")));
    return;
  }
  evidence.push_back(fact("prompt_in_room", std::string(question.echo->found ? "found" : "not-found")));
  if (!question.echo->found) return;
  evidence.push_back(fact("prompt_over_talk_db", question.echo->over_talk_db));
  evidence.push_back(fact("prompt_over_talk_db_min", policy.prompt.over_talk_db_min));
}

void add_voice(Evidence& evidence, const Policy& policy, const VoiceFinding& voice) {
  const char* const names[] = {"same", "different", "unknown"};
  evidence.push_back(fact("voice", std::string(names[static_cast<int>(voice.match)])));
  if (voice.reply_ms == 0) return;
  evidence.push_back(fact("voice_similarity", voice.similarity));
  evidence.push_back(fact("voice_similarity_min", policy.voice.similarity_min));
  evidence.push_back(fact("voice_reply_ms", voice.reply_ms));
}

Permille proposal_threshold(const Policy& policy, const std::string& detector) {
  return detector == "own" ? policy.wake.own_proposal_score : policy.wake.proposal_score;
}

bool detectors_agree(const Policy& policy, const Dialog& dialog) {
  return std::all_of(dialog.scores.begin(), dialog.scores.end(), [&policy](const DetectorScore& score) {
    return score.score >= proposal_threshold(policy, score.detector);
  });
}

}  // namespace sotto
