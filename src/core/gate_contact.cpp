// The contact gate: is the whole answer the name of one allowed contact, said by the voice that asked?
#include <algorithm>

#include "core/gates_common.hpp"
#include "nlu/name_matcher.hpp"

namespace sotto {
namespace {

NameKind kind_of(std::size_t form) {
  if (form == 0) return NameKind::kFull;
  return form == 1 ? NameKind::kFirst : NameKind::kNickname;
}

// Where the gate takes the nearest contact, one that is not allowed is not even looked at; otherwise all
// count, so that an answer that means somebody else is far from everybody who is allowed.
NameMatcher matcher_of(const std::vector<Contact>& contacts, bool allowed_only) {
  std::vector<ContactNames> names;
  for (const Contact& contact : contacts) {
    if (allowed_only && !contact.allowed) continue;
    ContactNames entry{contact.id, {}};
    for (std::size_t i = 0; i < contact.spoken.size(); ++i) {
      entry.forms.push_back({kind_of(i), contact.spoken[i].text, contact.spoken[i].pronunciations});
    }
    names.push_back(std::move(entry));
  }
  return NameMatcher(std::move(names));
}

const Contact* contact_by_id(const DialogState& state, const std::string& id) {
  for (const Contact& contact : *state.contacts) {
    if (contact.id == id) return &contact;
  }
  return nullptr;
}

void take(ContactFinding& finding, const DialogState& state, const NameMatcher& matcher,
          const NameEvidence& name) {
  if (!name.contact) return;
  const Contact* contact = contact_by_id(state, matcher.contacts()[*name.contact].contact);
  if (contact == nullptr || !contact->allowed) return;
  finding.contact_id = contact->id;
  finding.contact_name = contact->name;
  finding.distance = name.distance;
}

void add_name(Evidence& evidence, const ContactRules& rules, const NameMatcher& matcher,
              const NameEvidence& name) {
  if (!name.contact) return;
  evidence.push_back(fact("nearest", matcher.contacts()[*name.contact].contact));
  evidence.push_back(fact("distance", name.distance));
  evidence.push_back(fact("distance_max", rules.distance_max));
  if (!name.second) return;
  evidence.push_back(fact("second", matcher.contacts()[*name.second].contact));
  evidence.push_back(fact("margin", name.margin));
  evidence.push_back(fact("margin_min", rules.margin_min));
}

Reason judge_name(const DialogState& state, const NameMatcher& matcher, const NameEvidence& name) {
  const ContactRules& rules = state.policy->contact;
  if (!name.contact || name.distance > rules.distance_max) return Reason::kNotAName;
  if (name.second && name.margin < rules.margin_min) return Reason::kContactAmbiguous;
  const Contact* contact = contact_by_id(state, matcher.contacts()[*name.contact].contact);
  return contact != nullptr && contact->allowed ? Reason::kNone : Reason::kNotAName;
}

Reason judge_circumstances(const DialogState& state, const Dialog& dialog, const Utterance& utterance) {
  if (!dialog.question.heard) return Reason::kPromptNotHeard;
  if (state.policy->contact.quiet_prompt && dialog.question.talked_through) return Reason::kTalkThroughPrompt;
  if (!room_heard(*state.policy, dialog.question)) return Reason::kPromptNotHeardInRoom;
  if (utterance.end == TurnEnd::kFailed) return Reason::kRecognizerFailed;
  if (utterance.end == TurnEnd::kNoSpeech) return Reason::kNoSpeech;
  if (utterance.first_start && to_milliseconds(*utterance.first_start) < dialog.question.ended_at) {
    return Reason::kTooEarly;
  }
  if (utterance.end == TurnEnd::kCap) return Reason::kNoEnd;
  if (utterance.transcript.words.empty()) return Reason::kNoSpeech;
  if (utterance.transcript.looped || utterance.transcript.truncated) return Reason::kTranscriptSuspect;
  return Reason::kNone;
}

ContactFinding nearest_contact(const DialogState& state, const Utterance& utterance, Evidence evidence) {
  const NameMatcher matcher = matcher_of(*state.contacts, true);
  const NameEvidence name = matcher.nearest(heard_words(utterance.transcript.words));
  ContactFinding finding;
  add_name(evidence, state.policy->contact, matcher, name);
  take(finding, state, matcher, name);
  finding.judgement = finding.contact_id.empty()
                          ? refuse(Gate::kContact, Reason::kNoSpeech, std::move(evidence))
                          : pass(Gate::kContact, std::move(evidence));
  return finding;
}

}  // namespace

VoiceFinding find_voice(const Policy& policy, const std::optional<VoicesCompared>& compared) {
  if (!compared) return {};
  VoiceFinding finding{VoiceMatch::kUnknown, compared->similarity, compared->reply_ms};
  const Milliseconds shorter = std::min(compared->reply_ms, compared->reference_ms);
  if (shorter < policy.voice.voiced_ms_min) return finding;
  finding.match =
      compared->similarity >= policy.voice.similarity_min ? VoiceMatch::kSame : VoiceMatch::kDifferent;
  return finding;
}

ContactFinding find_contact(const DialogState& state, const std::vector<Word>& words) {
  const NameMatcher matcher = matcher_of(*state.contacts, false);
  const NameEvidence name = matcher.match(heard_words(words));
  Evidence evidence = {fact("text", joined_text(words, 0, words.size())), fact_flag("in_request", true)};
  add_name(evidence, state.policy->contact, matcher, name);
  ContactFinding finding;
  const Reason reason = judge_name(state, matcher, name);
  if (reason != Reason::kNone) {
    finding.judgement = {Gate::kContact, Verdict::kAskAgain, reason, std::move(evidence)};
    return finding;
  }
  take(finding, state, matcher, name);
  finding.judgement = pass(Gate::kContact, std::move(evidence));
  return finding;
}

ContactFinding judge_contact(const DialogState& state, const Dialog& dialog, const Utterance& utterance,
                             const VoiceFinding& voice) {
  const Policy& policy = *state.policy;
  const ContactRules& rules = policy.contact;
  Evidence evidence = {fact("text", utterance.transcript.text),
                       fact_flag("talked_through_prompt", dialog.question.talked_through),
                       fact("retries", dialog.contact_retries)};
  if (rules.matching == Matching::kNearest) return nearest_contact(state, utterance, std::move(evidence));

  const NameMatcher matcher = matcher_of(*state.contacts, false);
  const NameEvidence name = matcher.match(heard_words(utterance.transcript.words));
  add_name(evidence, rules, matcher, name);
  add_voice(evidence, policy, voice);
  add_prompt(evidence, policy, dialog.question);
  Reason reason = judge_circumstances(state, dialog, utterance);
  if (reason == Reason::kNone) reason = judge_name(state, matcher, name);
  if (reason == Reason::kNone && policy.voice.same_voice && voice.match == VoiceMatch::kDifferent) {
    reason = Reason::kDifferentVoice;
  }

  ContactFinding finding;
  if (reason == Reason::kNone) {
    take(finding, state, matcher, name);
    finding.judgement = pass(Gate::kContact, std::move(evidence));
    return finding;
  }
  // A question that was not heard has been said once more already.
  const bool final = reason == Reason::kDifferentVoice || reason == Reason::kPromptNotHeardInRoom;
  const bool once_more = !final && dialog.contact_retries < rules.retries_max;
  finding.judgement = {Gate::kContact, once_more ? Verdict::kAskAgain : Verdict::kRefuse, reason,
                       std::move(evidence)};
  if (policy.forces(Gate::kContact)) {
    const NameMatcher allowed = matcher_of(*state.contacts, true);
    take(finding, state, allowed, allowed.nearest(heard_words(utterance.transcript.words)));
    if (finding.contact_id.empty()) {  // nothing was said at all: the first allowed one stands in
      take(finding, state, allowed, NameEvidence{0, 0, kUnreachable, {}, kUnreachable, 0, 0, 0});
    }
    finding.judgement = unless_forced(policy, std::move(finding.judgement));
  }
  return finding;
}

}  // namespace sotto
