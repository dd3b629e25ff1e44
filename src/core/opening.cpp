#include "core/opening.hpp"

#include <algorithm>
#include <utility>

#include "core/dialog.hpp"
#include "core/gates_common.hpp"
#include "core/listening.hpp"
#include "core/question.hpp"

namespace sotto {
namespace {

// An identification that takes longer has failed.
constexpr Milliseconds kIdentificationPatience = 5000;

bool is_plain(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  });
}

// What the house calls it, where its lists hold that as plain words.
std::string spoken_name(const DialogState& state, const std::string& device) {
  for (const SentenceList& list : state.vocabulary->sentences.lists) {
    for (const auto& value : list.values) {
      if (value.value == device && is_plain(value.says.text)) return value.says.text;
    }
  }
  std::string name = device == "home" ? "alarm" : device;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// "unlock the front door".
std::string said_of(const DialogState& state, const Actuation& order) {
  return order.command + " the " + spoken_name(state, order.device);
}

// What "let me in" and "disarm" mean in a house with one door, or one alarm.
std::optional<std::string> only_value(const DialogState& state, std::string_view list_name) {
  std::optional<std::string> only;
  for (const SentenceList& list : state.vocabulary->sentences.lists) {
    if (list.name != list_name) continue;
    for (const auto& value : list.values) {
      if (only && *only != value.value) return std::nullopt;
      only = value.value;
    }
  }
  return only;
}

void name_the_only_one(const DialogState& state, Actuation& order) {
  if (order.device != "home") return;
  const auto only = only_value(state, order.command == "disarm" ? "alarm" : "lock");
  if (only) order.device = *only;
}

void identify(Transition& t, std::vector<SampleSpan> spans) {
  Dialog& dialog = *t.state.dialog;
  close_listening(t);
  t.state.phase = Phase::kAsking;
  dialog.question = Question{};  // nothing is being asked meanwhile
  dialog.identification = t.new_id();
  dialog.identification_timer = t.arm(t.now() + kIdentificationPatience);
  t.emit(IdentifyVoice{dialog.identification, std::move(spans)});
}

Prompt prompt_of(Reason reason) {
  switch (reason) {
    case Reason::kRiskNotAvailable:
      return Prompt::kRiskNotAvailable;
    case Reason::kOneAtATime:
      return Prompt::kOneAtATime;
    case Reason::kJournalUnavailable:
      return Prompt::kNoJournalToOpen;
    case Reason::kNoEnrolledVoice:
    case Reason::kApprovalNeeded:
      return Prompt::kNoKnownVoice;
    case Reason::kVoiceNotEnrolled:
    case Reason::kVoiceNotAllowed:
    case Reason::kVoiceUnknown:
      return Prompt::kUnknownVoice;
    default:
      return Prompt::kNotOpened;
  }
}

void refuse_opening(Transition& t, const Actuation& order, Judgement judgement) {
  const Reason reason = judgement.reason;
  t.report(std::move(judgement));
  std::string story = reason == Reason::kRiskNotAvailable
                          ? "I was asked to open or unlock, which I do not do by voice yet."
                          : "I was asked to " + said_of(t.state, order) +
                                ", and did not: " + std::string(reason_words(reason)) + ".";
  end_dialog(t, prompt_of(reason), std::move(story));
}

Actuation order_of(const Opening& opening) {
  return {opening.device, opening.command, opening.value_tenths};
}

// Why this cannot even be asked about.
Reason obstacle(const DialogState& state, const Actuation& order, bool spoken) {
  const OpenRules& rules = state.policy->open;
  // A forced gate says nothing about anybody, so nothing is opened while one is.
  if (spoken && (!rules.by_voice || !state.policy->forced.empty())) return Reason::kRiskNotAvailable;
  const bool the_alarm = order.device == "home" && order.command == "disarm";
  if (!names_one_thing(order.device) && !the_alarm) return Reason::kOneAtATime;
  if (!spoken) return Reason::kApprovalNeeded;
  if (!state.journal_writable) return Reason::kJournalUnavailable;
  return state.voices.empty() ? Reason::kNoEnrolledVoice : Reason::kNone;
}

// The phrase that the dialog's random number chooses, and not one that was asked for lately: whoever recorded
// an opening has the wrong words.
std::optional<SpokenPhrase> choose_phrase(Transition& t) {
  const auto& phrases = t.vocabulary().challenges;
  std::vector<std::string>& recent = t.state.open_phrases;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const SpokenPhrase& phrase = phrases[(t.state.dialog->nonce + i) % phrases.size()];
    if (std::find(recent.begin(), recent.end(), phrase.text) != recent.end()) continue;
    recent.push_back(phrase.text);
    if (recent.size() > phrases.size() / 2) recent.erase(recent.begin());
    return phrase;
  }
  return std::nullopt;
}

void take_asker(Transition& t, const std::optional<VoiceIdentified>& identified) {
  Dialog& dialog = *t.state.dialog;
  const KnownVoice asker = find_known_voice(t.state, t.policy().open.require_voice, identified);
  Judgement judgement = judge_open_request(t.state, dialog, asker);
  if (judgement.verdict == Verdict::kRefuse) {
    refuse_opening(t, order_of(*dialog.opening), std::move(judgement));
    return;
  }
  t.report(std::move(judgement));
  dialog.opening->known = asker.name;
  dialog.challenge = choose_phrase(t);
  if (!dialog.challenge) {
    refuse_opening(t, order_of(*dialog.opening),
                   {Gate::kOpen, Verdict::kRefuse, Reason::kRiskNotAvailable, {}});
    return;
  }
  ask_question(t, Prompt::kOpenChallenge, {dialog.opening->said, dialog.challenge->text});
}

void take_answerer(Transition& t, const std::optional<VoiceIdentified>& identified) {
  const Dialog& dialog = *t.state.dialog;
  const KnownVoice answerer = find_known_voice(t.state, t.policy().open.require_voice, identified);
  Judgement judgement = judge_open_voice(t.state, dialog, answerer);
  const Actuation order = order_of(*dialog.opening);
  const std::string said = dialog.opening->said;
  if (!judgement.passed()) {
    refuse_opening(t, order, std::move(judgement));
    return;
  }
  const OpenPermit permit = permit_opening(PermitSource::kVoice, order, judgement);
  t.report(std::move(judgement));
  end_dialog(t, std::nullopt, "I was asked to " + said + " by a voice that I know.");
  actuate(t, order, permit);
}

void take_sender(Transition& t, const std::optional<VoiceIdentified>& identified) {
  const KnownVoice sender = find_known_voice(t.state, t.policy().send.require_voice, identified);
  Evidence evidence;
  add_known_voice(evidence, t.policy().open, sender);
  if (sender.reason == Reason::kNone) {
    t.report({Gate::kConfirm, Verdict::kPass, Reason::kNone, std::move(evidence)});
    ask_question(t, Prompt::kMessage, {});
    return;
  }
  t.report({Gate::kConfirm, Verdict::kRefuse, sender.reason, std::move(evidence)});
  end_dialog(t, Prompt::kNotSent,
             "I did not send to " + t.state.dialog->contact_name + ": " +
                 std::string(reason_words(sender.reason)) + ".");
}

}  // namespace

std::string_view order_source_name(OrderSource source) {
  switch (source) {
    case OrderSource::kPage:
      return "page";
    case OrderSource::kTimer:
      return "timer";
    case OrderSource::kTyped:
      return "typed";
  }
  return "typed";
}

void begin_opening(Transition& t, Actuation order, bool spoken) {
  name_the_only_one(t.state, order);
  if (order.device.starts_with("which:")) {  // the home asks back
    end_dialog(t, std::nullopt, "I was asked to " + order.command + " something, and asked which.");
    actuate(t, order);
    return;
  }
  const Reason reason = obstacle(t.state, order, spoken);
  if (reason != Reason::kNone) {
    const Gate gate = reason == Reason::kRiskNotAvailable ? Gate::kRequest : Gate::kOpen;
    const char* const key = reason == Reason::kRiskNotAvailable ? "intent" : "command";
    refuse_opening(t, order, {gate, Verdict::kRefuse, reason, {fact(key, order.command)}});
    return;
  }
  t.state.dialog->opening =
      Opening{order.device, order.command, order.value_tenths, said_of(t.state, order), "", {}};
  identify(t, t.state.dialog->asking);
}

void end_opening(Transition& t, const Utterance& utterance, const VoiceFinding& voice) {
  Dialog& dialog = *t.state.dialog;
  Judgement judgement = judge_open_answer(t.state, dialog, utterance, voice);
  if (!judgement.passed()) {
    refuse_opening(t, order_of(*dialog.opening), std::move(judgement));
    return;
  }
  dialog.opening->answer = std::move(judgement);
  identify(t, utterance.voiced);
}

void check_sender(Transition& t) {
  if (t.state.voices.empty()) {
    take_sender(t, VoiceIdentified{});
    return;
  }
  identify(t, t.state.dialog->asking);
}

void take_identity(Transition& t, const std::optional<VoiceIdentified>& identified) {
  const Dialog& dialog = *t.state.dialog;
  if (!dialog.opening) {
    take_sender(t, identified);
  } else if (dialog.opening->answer.passed()) {
    take_answerer(t, identified);
  } else {
    take_asker(t, identified);
  }
}

void take_order(Transition& t, const OrderGiven& event) {
  if (!t.state.policy) return;
  Actuation order{event.device, event.command, event.value_tenths};
  if (risk_of(t.state, order) != Risk::kOpen) {
    order.quiet = event.source == OrderSource::kPage;
    actuate(t, order);
    return;
  }
  const bool approved = event.source == OrderSource::kPage && event.approved;
  Judgement judgement{
      Gate::kOpen,
      Verdict::kRefuse,
      Reason::kNone,
      {fact("command", event.command), fact("source", std::string(order_source_name(event.source))),
       fact_flag("approved", approved)}};
  if (!names_one_thing(order.device) || order.device.starts_with("which:")) {
    judgement.reason = Reason::kOneAtATime;
  } else if (!approved) {
    judgement.reason = Reason::kApprovalNeeded;
  } else if (!t.state.journal_writable) {
    judgement.reason = Reason::kJournalUnavailable;
  } else {
    judgement.verdict = Verdict::kPass;
  }
  if (!judgement.passed()) {
    t.report(std::move(judgement));
    return;
  }
  const OpenPermit permit = permit_opening(PermitSource::kPage, order, judgement);
  t.report(std::move(judgement));
  actuate(t, order, permit);
}

}  // namespace sotto
