// The request gate: is the whole of what followed the wake word one order, clearly heard, that came to an
// end?
#include "core/gates_common.hpp"

namespace sotto {
namespace {

Request nearest_request(const DialogState& state, const std::vector<Word>& words, Permille& score) {
  std::vector<IntentGuess> guesses = state.nearest->guesses(words);
  if (guesses.empty()) return {};
  score = guesses.front().score;
  return std::move(guesses.front().request);
}

// What one sentence may ask of the house twice. Whatever sends, stops or opens stands alone.
bool joins(Intent intent) {
  switch (intent) {
    case Intent::kSwitchOn:
    case Intent::kSwitchOff:
    case Intent::kDim:
    case Intent::kBrighter:
    case Intent::kSetTemperature:
    case Intent::kAskTemperature:
    case Intent::kWarmer:
    case Intent::kCooler:
    case Intent::kLock:
    case Intent::kArm:
    case Intent::kOpen:
    case Intent::kClose:
    case Intent::kAskState:
      return true;
    default:
      return false;
  }
}

bool joins(const Reading& reading) {
  return reading.request && !reading.ambiguous && joins(reading.request->intent);
}

}  // namespace

RequestReading read_request(const SentenceMatcher& grammar, const std::vector<Word>& words) {
  RequestReading whole{grammar.read(words), std::nullopt};
  if (whole.reading.request || whole.reading.completeness != Completeness::kNone) return whole;
  const std::span<const Word> all(words);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].normalized != "and") continue;
    Reading first = grammar.read(all.first(i));
    if (!joins(first)) continue;
    Reading second = grammar.read(all.subspan(i + 1));
    first.completeness = second.completeness;
    if (joins(second)) return {std::move(first), std::move(second.request)};
    // The second order is still being said.
    if (second.completeness == Completeness::kIncomplete) whole.reading.completeness = second.completeness;
  }
  return whole;
}

namespace {

RequestFinding judge_nearest(const DialogState& state, const std::vector<Word>& words, Evidence evidence) {
  const RequestRules& rules = state.policy->request;
  if (words.empty()) return {refuse(Gate::kRequest, Reason::kNoSpeech, std::move(evidence)), {}, {}};
  RequestFinding finding;
  Permille score = 0;
  finding.request = nearest_request(state, words, score);
  evidence.push_back(fact("intent", std::string(intent_name(finding.request.intent))));
  evidence.push_back(fact("nearest_score", score));
  evidence.push_back(fact("nearest_score_min", rules.nearest_score_min));
  finding.judgement = score >= rules.nearest_score_min
                          ? pass(Gate::kRequest, std::move(evidence))
                          : refuse(Gate::kRequest, Reason::kNotUnderstood, std::move(evidence));
  return finding;
}

// One short word comes out unsure more often than not, and a stop that is not obeyed is worse than one that
// nobody said: it only ends what goes on.
bool only_stops(const Reading& reading) {
  return reading.request &&
         (reading.request->intent == Intent::kStop || reading.request->intent == Intent::kCancel);
}

Reason reason_against(const Utterance& utterance, const std::vector<Word>& words, const Reading& reading,
                      bool sure) {
  if (utterance.end == TurnEnd::kFailed) return Reason::kRecognizerFailed;
  if (utterance.end == TurnEnd::kCap) return Reason::kNoEnd;
  if (utterance.end == TurnEnd::kNoSpeech || words.empty()) return Reason::kNoSpeech;
  if (!reading.request || reading.ambiguous) return Reason::kNotUnderstood;
  if (utterance.transcript.looped || utterance.transcript.truncated) return Reason::kTranscriptSuspect;
  return sure ? Reason::kNone : Reason::kLowConfidence;
}

}  // namespace

RequestFinding judge_request(const DialogState& state, const Dialog& dialog, const Utterance& utterance,
                             const std::vector<Word>& words) {
  const Policy& policy = *state.policy;
  const RequestRules& rules = policy.request;
  Evidence evidence = {fact("text", utterance.transcript.text),
                       fact("ended_after_ms", state.now - dialog.woke_at),
                       fact("ended_after_ms_max", rules.end_within_ms)};
  RequestFinding finding;
  if (rules.matching == Matching::kNearest) return judge_nearest(state, words, std::move(evidence));
  const RequestReading orders = read_request(*state.grammar, words);
  const Reading& reading = orders.reading;
  finding.second = orders.second;
  // A name that the recogniser cannot spell is no weakness of the order: the contact gate judges it by sound.
  const std::vector<Word> sure_words =
      words_without(words, reading.request ? reading.request->slot("contact") : nullptr);
  const Permille confidence = mean_confidence(sure_words);
  const Permille weakest = least_confidence(sure_words);
  evidence.push_back(fact("confidence", confidence));
  evidence.push_back(fact("confidence_min", rules.confidence_min));
  evidence.push_back(fact("weakest_word", weakest));
  evidence.push_back(fact("weakest_word_min", rules.word_confidence_min));
  evidence.push_back(fact("completeness", std::string(completeness_name(reading.completeness))));
  if (reading.request) evidence.push_back(fact("intent", std::string(intent_name(reading.request->intent))));

  if (finding.second)
    evidence.push_back(fact("second_intent", std::string(intent_name(finding.second->intent))));

  const bool sure =
      only_stops(reading) || (confidence >= rules.confidence_min && weakest >= rules.word_confidence_min);
  const Reason reason = reason_against(utterance, words, reading, sure);
  finding.judgement = reason == Reason::kNone ? pass(Gate::kRequest, std::move(evidence))
                                              : refuse(Gate::kRequest, reason, std::move(evidence));
  if (reading.request) finding.request = *reading.request;
  if (!finding.judgement.passed() && policy.forces(Gate::kRequest)) {
    // A forced gate measures the ones behind it, so whatever was said counts as a request to send.
    finding.judgement = unless_forced(policy, std::move(finding.judgement));
    finding.request = Request{Intent::kSendMessage, {}};
    finding.second.reset();
  }
  return finding;
}

}  // namespace sotto
