// The open gate: is this a voice that Sotto knows and that may open, and did the same voice say the phrase of
// the moment?
#include <algorithm>

#include "base/assert.hpp"
#include "core/gates_common.hpp"
#include "core/opening.hpp"

namespace sotto {

struct OpenPermitFactory {
  static OpenPermit make(PermitSource source, std::string device, std::string command) {
    OpenPermit permit;
    permit.source_ = source;
    permit.device_ = std::move(device);
    permit.command_ = std::move(command);
    return permit;
  }
};

namespace {

std::string folded(const std::string& name) {
  std::string out = name;
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(),
                     [&name](const std::string& each) { return folded(each) == folded(name); });
}

}  // namespace

std::string_view permit_source_name(PermitSource source) {
  return source == PermitSource::kVoice ? "voice" : "page";
}

KnownVoice find_known_voice(const DialogState& state, const std::vector<std::string>& wanted,
                            const std::optional<VoiceIdentified>& identified) {
  const OpenRules& rules = state.policy->open;
  KnownVoice known;
  if (!identified) return known;
  known.voiced_ms = identified->voiced_ms;
  std::optional<Permille> other;  // the nearest voice that may not
  std::optional<Permille> best;
  for (const VoiceScore& score : identified->scores) {
    if (!holds(state.voices, score.name)) continue;  // forgotten meanwhile
    if (!wanted.empty() && !holds(wanted, score.name))
      other = std::max(other.value_or(score.score), score.score);
    if (best && score.score <= *best) continue;
    best = score.score;
    known.name = score.name;
    known.score = score.score;
  }
  if (!best) {
    known.reason = Reason::kNoEnrolledVoice;
  } else if (identified->voiced_ms < rules.voiced_ms_min) {
    known.reason = Reason::kVoiceUnknown;
  } else if (known.score < rules.identity_min) {
    known.reason = Reason::kVoiceNotEnrolled;
  } else if (!wanted.empty() && !holds(wanted, known.name)) {
    known.reason = Reason::kVoiceNotAllowed;
  } else if (other && known.score - *other < rules.margin_min) {
    known.reason = Reason::kVoiceUnknown;
  } else {
    known.reason = Reason::kNone;
  }
  return known;
}

void add_known_voice(Evidence& evidence, const OpenRules& rules, const KnownVoice& known) {
  if (!known.name.empty()) {
    evidence.push_back(fact("known_voice", known.name));
    evidence.push_back(fact("identity", known.score));
    evidence.push_back(fact("identity_min", rules.identity_min));
  }
  evidence.push_back(fact("identity_ms", known.voiced_ms));
  evidence.push_back(fact("identity_ms_min", rules.voiced_ms_min));
}

Judgement judge_open_request(const DialogState& state, const Dialog& dialog, const KnownVoice& asker) {
  Evidence evidence = {fact("command", dialog.opening->command)};
  add_known_voice(evidence, state.policy->open, asker);
  const bool known = asker.reason == Reason::kNone;
  return {Gate::kOpen, known ? Verdict::kEscalate : Verdict::kRefuse, asker.reason, std::move(evidence)};
}

Judgement judge_open_answer(const DialogState& state, const Dialog& dialog, const Utterance& utterance,
                            const VoiceFinding& voice) {
  SOTTO_ASSERT(state.policy->forced.empty());
  Judgement judgement = judge_challenge(state, dialog, utterance, voice);
  judgement.gate = Gate::kOpen;
  // A policy that lets anybody answer for a message lets nobody open.
  if (judgement.passed() && voice.match != VoiceMatch::kSame) {
    judgement.verdict = Verdict::kRefuse;
    judgement.reason =
        voice.match == VoiceMatch::kDifferent ? Reason::kDifferentVoice : Reason::kVoiceUnknown;
  }
  if (judgement.passed() && dialog.question.talked_through) {
    judgement.verdict = Verdict::kRefuse;
    judgement.reason = Reason::kTalkThroughPrompt;
  }
  return judgement;
}

Judgement judge_open_voice(const DialogState& state, const Dialog& dialog, const KnownVoice& answerer) {
  Judgement judgement = dialog.opening->answer;
  add_known_voice(judgement.evidence, state.policy->open, answerer);
  if (!judgement.passed()) return judgement;
  if (answerer.reason == Reason::kNone && folded(answerer.name) == folded(dialog.opening->known))
    return judgement;
  judgement.verdict = Verdict::kRefuse;
  judgement.reason = answerer.reason == Reason::kNone ? Reason::kDifferentVoice : answerer.reason;
  return judgement;
}

OpenPermit permit_opening(PermitSource source, const Actuation& order, const Judgement& judgement) {
  SOTTO_ASSERT(judgement.gate == Gate::kOpen && judgement.passed() && judgement.reason == Reason::kNone);
  SOTTO_ASSERT(names_one_thing(order.device) || order.command == "disarm");
  return OpenPermitFactory::make(source, order.device, order.command);
}

}  // namespace sotto
