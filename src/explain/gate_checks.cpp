#include "explain/gate_checks.hpp"

#include <algorithm>

#include "explain/wording.hpp"

namespace sotto {
namespace {

// What would have had to be the case instead, where no number says it.
std::string needed_instead(Reason reason) {
  switch (reason) {
    case Reason::kOwnPlayback:
      return "Sotto itself being silent";
    case Reason::kRecognizerFailed:
      return "an answer of the speech recogniser";
    case Reason::kNoSpeech:
      return "somebody saying something";
    case Reason::kTooLate:
      return "an answer sooner after the question";
    case Reason::kTooEarly:
      return "an answer that begins after the question has ended";
    case Reason::kNoEnd:
      return "an end: a pause after the words, as an order or an answer has";
    case Reason::kNotUnderstood:
      return "words that are, as a whole, an order that Sotto knows";
    case Reason::kTranscriptSuspect:
      return "a clean transcript, which neither repeats itself nor is cut off";
    case Reason::kCommsOff:
      return "messages being switched on";
    case Reason::kNoContacts:
      return "at least one contact to whom messages are allowed";
    case Reason::kContactForbidden:
      return "messages to this contact still being allowed";
    case Reason::kPromptNotHeard:
      return "the question being heard in the room";
    case Reason::kPromptNotHeardInRoom:
      return "the microphone hearing the question, well above the talk";
    case Reason::kNotAName:
      return "an answer that is the name of an allowed contact and nothing else";
    case Reason::kAnswerNo:
      return "an answer that says yes, such as \"right, send it\"";
    case Reason::kNotAnAnswer:
      return "an answer that says yes and nothing else, such as \"right, send it\"";
    case Reason::kDifferentVoice:
      return "an answer by the voice that asked";
    case Reason::kVoiceUnknown:
      return "a longer answer, so that its voice can be told";
    case Reason::kCancelledByVoice:
      return "nobody saying cancel, stop or no";
    case Reason::kCancelledByHand:
      return "nobody cancelling it by hand";
    case Reason::kOtherTalk:
      return "no other talk during the hold";
    case Reason::kNoEnrolledVoice:
      return "an enrolled voice: sotto enroll NAME";
    case Reason::kVoiceNotEnrolled:
      return "a voice that is enrolled";
    case Reason::kVoiceNotAllowed:
      return "a voice that the policy lets do that";
    case Reason::kOneAtATime:
      return "one thing, called by its own name";
    case Reason::kApprovalNeeded:
      return "an approval on the page, or a known voice";
    case Reason::kSoundLost:
      return "a microphone that loses no sound";
    default:
      return "that " + std::string(reason_words(reason)) + " would have to be otherwise";
  }
}

// The gate that judges what is heard in this turn; none for the message, which is only written down.
std::optional<Gate> gate_of_turn(Turn turn) {
  switch (turn) {
    case Turn::kRequest:
      return Gate::kRequest;
    case Turn::kContact:
      return Gate::kContact;
    case Turn::kConfirm:
    case Turn::kChallenge:
      return Gate::kConfirm;
    case Turn::kHold:
      return Gate::kHold;
    case Turn::kMessage:
    case Turn::kHousehold:
      break;
  }
  return std::nullopt;
}

}  // namespace

void add_number(std::vector<Check>& checks, const GateStep& step, const Threshold& threshold,
                std::optional<std::int64_t> measured, std::optional<std::int64_t> limit) {
  if (!measured || !limit) return;
  Check check;
  check.gate = step.gate;
  check.name = threshold.name;
  check.term = threshold.term;
  check.bound = threshold.bound;
  check.unit = threshold.unit;
  check.measured = measured;
  check.limit = *limit;
  check.held = threshold.bound == Bound::kAtMost ? *measured <= *limit : *measured >= *limit;
  checks.push_back(std::move(check));
}

void add_answer(std::vector<Check>& checks, const GateStep& step, Check check) {
  check.gate = step.gate;
  checks.push_back(std::move(check));
}

void add_reason(std::vector<Check>& checks, const GateStep& step) {
  const bool told = std::any_of(checks.begin(), checks.end(), [](const Check& check) { return !check.held; });
  if (step.passed() || told || step.reason == Reason::kNone) return;
  Check check;
  check.found = std::string(reason_words(step.reason));
  check.needed = needed_instead(step.reason);
  add_answer(checks, step, std::move(check));
}

const HeardStep* heard_before(const Interaction& interaction, const GateStep& step) {
  const HeardStep* found = nullptr;
  for (const HeardStep& heard : interaction.heard) {
    if (heard.sequence >= step.sequence) break;
    const bool said_back = step.gate == Gate::kOpen && heard.turn == Turn::kChallenge;
    if (said_back || gate_of_turn(heard.turn) == step.gate) found = &heard;
  }
  if (found == nullptr) return nullptr;
  // Another judgement of this gate between the two was of that utterance.
  const bool judged =
      std::any_of(interaction.gates.begin(), interaction.gates.end(), [&](const GateStep& gate) {
        return gate.gate == step.gate && gate.sequence > found->sequence && gate.sequence < step.sequence;
      });
  const bool in_hold = step.gate == Gate::kHold && step.passed();  // what was said then changed nothing
  return judged || in_hold ? nullptr : found;
}

const PromptStep* question_before(const Interaction& interaction, const GateStep& step) {
  const PromptStep* found = nullptr;
  for (const PromptStep& prompt : interaction.prompts) {
    if (prompt.sequence >= step.sequence) break;
    found = &prompt;
  }
  return found;
}

std::vector<Check> wake_checks(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  // Of several detectors the one that was surest, each measured by its own mark.
  std::optional<std::int64_t> best;
  std::optional<std::int64_t> needed = step.number("proposal_score");
  for (const DetectorScore& score : interaction.wake.scores) {
    const auto mark = step.number(score.detector == "own" ? "own_proposal_score" : "proposal_score");
    if (!mark || (best && score.score - *mark <= *best - *needed)) continue;
    best = score.score;
    needed = mark;
  }
  add_number(checks, step, {"score of the wake word detector", "score", Bound::kAtLeast, Unit::kPoints}, best,
             needed);
  add_number(checks, step,
             {"talk before the wake word, in the same stretch of sound", "", Bound::kAtMost, Unit::kTime},
             step.number("lead_ms"), step.number("lead_ms_max"));
  add_number(checks, step,
             {"distance of what was heard from the wake word", "distance", Bound::kAtMost, Unit::kPoints},
             step.number("distance"), step.number("distance_max"));
  add_number(checks, step, {"probability of the wake word", "chance", Bound::kAtLeast, Unit::kLogProbability},
             step.number("log_prob_milli"), step.number("log_prob_milli_min"));
  const auto rival = step.text("rival");
  const auto rival_distance = step.number("rival_distance");
  const auto distance = step.number("distance");
  const auto chance = step.number("log_prob_milli");
  const auto chance_min = step.number("rival_log_prob_milli_max");
  if (rival && rival_distance && distance && chance && chance_min) {
    Check check;
    check.name = "a word that resembles the wake word explains the sound better";
    check.held = *rival_distance >= *distance || *chance >= *chance_min;
    check.found = std::string(check.held ? "no" : "yes") + "; the nearest such word is " + quoted(*rival) +
                  ", at a distance of " + std::to_string(*rival_distance);
    check.needed = "the wake word itself rather than " + quoted(*rival);
    check.term = "distance";
    add_answer(checks, step, std::move(check));
  }
  add_reason(checks, step);
  return checks;
}

std::vector<Check> request_checks(const Interaction&, const GateStep& step) {
  std::vector<Check> checks;
  const bool nearest = step.find("nearest_score") != nullptr;
  const auto intent = step.text("intent");
  if (nearest) {
    add_number(checks, step, {"fit of the nearest order", "nearest order", Bound::kAtLeast, Unit::kPoints},
               step.number("nearest_score"), step.number("nearest_score_min"));
    add_reason(checks, step);
    return checks;
  }
  const auto text = step.text("text");
  const bool heard_nothing = text && text->empty();
  if (heard_nothing || step.reason == Reason::kNoSpeech) {
    add_reason(checks, step);
    return checks;
  }
  if (step.find("completeness") != nullptr) {
    Check check;
    check.name = "the whole of it is an order that Sotto knows";
    check.held = intent.has_value() && step.reason != Reason::kNotUnderstood;
    check.found = check.held ? "yes, to " + intent_words(*intent) : "no";
    check.needed = "words that are, as a whole, an order that Sotto knows";
    check.breaks = "one more word that belongs to no order";
    add_answer(checks, step, std::move(check));
  }
  const bool only_stops = intent && (*intent == "stop" || *intent == "cancel");
  if (!only_stops) {
    add_number(checks, step, {"sureness of the words on average", "sureness", Bound::kAtLeast, Unit::kPoints},
               step.number("confidence"), step.number("confidence_min"));
    add_number(checks, step,
               {"sureness of the least certain word", "sureness", Bound::kAtLeast, Unit::kPoints},
               step.number("weakest_word"), step.number("weakest_word_min"));
  }
  if (step.passed()) {
    add_number(checks, step, {"end of the order after the wake word", "", Bound::kAtMost, Unit::kTime},
               step.number("ended_after_ms"), step.number("ended_after_ms_max"));
  }
  add_reason(checks, step);
  return checks;
}

}  // namespace sotto
