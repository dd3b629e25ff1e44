#include "explain/interaction_builder_internal.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "journal/codec.hpp"
#include "journal/personal.hpp"
#include "journal/record_bodies.hpp"
#include "runtime/prompt_texts.hpp"
#include "runtime/recording_keeper.hpp"

namespace sotto {
namespace {

using nlohmann::json;

// Every prompt, in the order in which texts with the same name may stand for each other.
constexpr std::array kSpoken = {
#define SOTTO_TEXT(prompt, text) Prompt::prompt,
#include "runtime/prompt_texts.def"
#undef SOTTO_TEXT
};

constexpr std::array kTurns = {Turn::kRequest, Turn::kContact, Turn::kConfirm,  Turn::kChallenge,
                               Turn::kMessage, Turn::kHold,    Turn::kHousehold};
constexpr std::array kVerdicts = {Verdict::kPass, Verdict::kRefuse, Verdict::kAskAgain, Verdict::kEscalate};
constexpr std::array kStates = {MessageState::kRecording, MessageState::kHeld,   MessageState::kWaiting,
                                MessageState::kSending,   MessageState::kSent,   MessageState::kCancelled,
                                MessageState::kRefused,   MessageState::kFailed, MessageState::kUnknown};
// What bears on a dialog from outside.
constexpr std::array<std::string_view, 5> kInterruptions = {"event/cancelled-by-hand", "event/sound-lost",
                                                            "event/contacts-changed", "event/journal-changed",
                                                            "event/policy-changed"};

// The value of that name. Where there is none, `known` becomes false and the first one stands in.
template <typename Values, typename Name>
auto by_name(const Values& values, std::string_view wanted, Name name, bool& known) {
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const auto value) { return name(value) == wanted; });
  known = known && found != values.end();
  return found == values.end() ? values.front() : *found;
}

Reason reason_of(const std::string& code, bool& known) {
  const auto reason = parse_reason(code);
  known = known && reason.has_value();
  return reason.value_or(Reason::kNone);
}

Said said(const json& text) {
  return text.is_null() ? std::nullopt : Said(text.get<std::string>());
}

SampleSpan span_of(const json& span) {
  return {span.at("from").get<SampleCount>(), span.at("to").get<SampleCount>()};
}

KnownFact fact_of(const json& fact) {
  KnownFact known{fact.at("key").get<std::string>(), {}};
  const json& value = fact.at("value");
  if (value.is_boolean()) {
    known.value = value.get<bool>();
  } else if (value.is_number_integer()) {
    known.value = value.get<std::int64_t>();
  } else if (!value.is_null()) {
    known.value = value.get<std::string>();
  }
  return known;
}

GateStep gate_of(const RecordHeader& header, const json& judgement, bool& known) {
  GateStep step;
  step.sequence = header.sequence;
  step.at = header.at;
  const auto gate = parse_gate(judgement.at("gate").get<std::string>());
  known = known && gate.has_value();
  step.gate = gate.value_or(Gate::kWake);
  step.verdict = by_name(kVerdicts, judgement.at("verdict").get<std::string>(), verdict_name, known);
  step.reason = reason_of(judgement.at("reason").get<std::string>(), known);
  for (const json& fact : judgement.at("evidence")) step.evidence.push_back(fact_of(fact));
  return step;
}

// Read without the rest of the vocabulary, which is large.
std::string wake_word_of(const JournalRecord& record) {
  try {
    const json text = json::parse(record.body);
    return text.at("/body/vocabulary/wake_word/text"_json_pointer).get<std::string>();
  } catch (const json::exception&) {
    return "";
  }
}

// The text that was spoken: the journal holds the prompt's name and the words that fill its places.
std::string text_of_prompt(const std::string& name, const json& words, int times_asked) {
  if (name == prompt_name(Prompt::kToWhom) && times_asked > 1) return prompt_text(Prompt::kToWhomAgain, {});
  const auto found = std::find_if(kSpoken.begin(), kSpoken.end(),
                                  [&](Prompt prompt) { return prompt_name(prompt) == name; });
  if (found == kSpoken.end()) return "";
  std::vector<std::string> filling(2, kDeleted);
  if (!words.is_null()) filling = words.get<std::vector<std::string>>();
  filling.resize(std::max<std::size_t>(filling.size(), 2));
  return prompt_text(*found, filling);
}

}  // namespace

bool same_scores(const json& proposed, const json& reported) {
  if (!proposed.is_array() || !reported.is_array() || proposed.size() != reported.size()) return false;
  for (std::size_t i = 0; i < proposed.size(); ++i) {
    if (!proposed[i].is_object() || !reported[i].is_array() || reported[i].size() != 2) return false;
    if (proposed[i].value("detector", json()) != reported[i][0]) return false;
    if (proposed[i].value("score", json()) != reported[i][1]) return false;
  }
  return true;
}

InteractionBuilder::InteractionBuilder(const JournalRecord& first, std::uint64_t id)
    : boot_(first.header.boot), last_at_(first.header.at), reached_(first.header.sequence) {
  made_.id = id;
  made_.from = first.header.sequence;
  made_.to = id;
  made_.wall_ms = first.header.stamp.wall_ms;
  made_.at = first.header.at;
}

bool InteractionBuilder::open() const {
  const bool speaking = std::any_of(made_.prompts.begin(), made_.prompts.end(),
                                    [](const PromptStep& prompt) { return !prompt.ends; });
  return speaking || devices_waiting_ > 0 || !delivering_.empty() || answering_ == Answering::kOurs;
}

bool InteractionBuilder::take_before(const JournalRecord& record) {
  const std::string& kind = record.header.kind;
  return kind != "event/speech-started" && kind != "event/speech-paused" ? true : dispatch(record);
}

bool InteractionBuilder::take(const JournalRecord& record) {
  return dispatch(record);
}

bool InteractionBuilder::finish_open(const JournalRecord& record) {
  const std::string& kind = record.header.kind;
  if (kind.starts_with("event/")) answering_ = Answering::kNothing;
  if (kind == "event/prompt-finished" || kind == "effect/report-device") return dispatch(record);
  // What Sotto says to a delivery comes right behind it.
  if (kind == "effect/speak" && answering_ == Answering::kOurs) return dispatch(record);
  if (kind != "effect/report-message") return true;
  const json text = json::parse(record.body, nullptr, false);
  const auto id = text.is_object() ? text.value("message_id", std::uint64_t{0}) : 0;
  const bool ours = std::find(delivering_.begin(), delivering_.end(), id) != delivering_.end();
  return !ours || dispatch(record);
}

bool InteractionBuilder::dispatch(const JournalRecord& record) {
  const RecordHeader& header = record.header;
  reached_ = header.sequence;
  const bool effect = header.kind.starts_with("effect/");
  if (!effect && !header.kind.starts_with("event/")) return true;
  if (!effect) answering_ = Answering::kNothing;
  if (record.words_gone()) made_.words_deleted = true;
  const auto line = join_words(record.body, record.words);
  if (!line) return false;
  try {
    const json text = json::parse(line.value());
    if (effect) {
      take_effect(header.kind, header, text);
    } else {
      take_event(header.kind, header, text.at("body"));
    }
    return known_;
  } catch (const json::exception&) {
    // What the parser says quotes the record, and nothing heard may get into a message.
    return false;
  }
}

void InteractionBuilder::relevant(const RecordHeader& header) {
  last_at_ = std::max(last_at_, header.at);
  made_.to = std::max(made_.to, header.sequence);
}

void InteractionBuilder::take_effect(const std::string& kind, const RecordHeader& header, const json& text) {
  if (kind == "effect/report-wake") {
    if (header.sequence != made_.id) return;
    made_.wake.judgement = gate_of(header, text.at("judgement"), known_);
    made_.wake.text = said(text.at("text"));
    for (const json& score : text.at("scores"))
      made_.wake.scores.push_back({score.at(0).get<std::string>(), score.at(1).get<Permille>()});
  } else if (kind == "effect/report-heard") {
    made_.heard.push_back(
        {header.sequence, header.at, by_name(kTurns, text.at("turn").get<std::string>(), turn_name, known_),
         said(text.at("text")), text.at("confidence").get<Permille>(), span_of(text.at("span"))});
  } else if (kind == "effect/report-gate") {
    made_.gates.push_back(gate_of(header, text.at("judgement"), known_));
  } else if (kind == "effect/speak") {
    if (answering_ == Answering::kForeign) return;
    take_speak(header, text);
  } else if (kind == "effect/report-message") {
    if (!take_message(header, text)) return;
  } else if (kind == "effect/set-device") {
    ++devices_waiting_;
  } else if (kind == "effect/report-device") {
    answering_ = devices_waiting_ > 0 ? Answering::kOurs : Answering::kForeign;
    if (devices_waiting_ == 0) return;
    --devices_waiting_;
    made_.devices.push_back({header.sequence, header.at, text.at("device").get<std::string>(),
                             text.at("command").get<std::string>(), text.at("result").get<std::string>()});
  } else {
    return;
  }
  relevant(header);
}

void InteractionBuilder::take_speak(const RecordHeader& header, const json& text) {
  PromptStep prompt;
  prompt.sequence = header.sequence;
  prompt.id = text.at("id").get<std::uint64_t>();
  prompt.asked_at = header.at;
  prompt.name = text.at("prompt").get<std::string>();
  if (prompt.name == prompt_name(Prompt::kToWhom)) ++to_whom_asked_;
  prompt.text = text_of_prompt(prompt.name, text.at("words"), to_whom_asked_);
  made_.prompts.push_back(std::move(prompt));
}

bool InteractionBuilder::is_own(std::uint64_t message) const {
  return std::find(own_messages_.begin(), own_messages_.end(), message) != own_messages_.end();
}

bool InteractionBuilder::take_message(const RecordHeader& header, const json& text) {
  MessageStep step;
  step.sequence = header.sequence;
  step.at = header.at;
  step.state = by_name(kStates, text.at("state").get<std::string>(), message_state_name, known_);
  step.contact = said(text.at("contact"));
  step.span = span_of(text.at("span"));
  step.reason = reason_of(text.at("reason").get<std::string>(), known_);
  const auto id = text.at("message_id").get<std::uint64_t>();
  const bool begins = step.state == MessageState::kHeld || step.state == MessageState::kSending;
  if (begins && !is_own(id)) own_messages_.push_back(id);
  if (id != 0 && !is_own(id)) {  // an earlier dialog's message may arrive in this one
    answering_ = Answering::kForeign;
    return false;
  }
  if (std::erase(delivering_, id) > 0) answering_ = Answering::kOurs;
  if (step.state == MessageState::kSending) delivering_.push_back(id);
  made_.messages.push_back(std::move(step));
  return true;
}

void InteractionBuilder::take_event(const std::string& kind, const RecordHeader& header, const json& body) {
  if (kind == "event/wake-proposed") {
    if (header.sequence != made_.from) return;  // another detector's, which was not asked
    made_.wake.proposed_at = header.at;
    made_.wake.position = body.at("at").get<SampleCount>();
  } else if (kind == "event/speech-started" || kind == "event/speech-paused") {
    hear_speech(kind, body);
    return;
  } else if (kind == "event/prompt-finished") {
    finish_prompt(header.at, body);
    return;
  } else if (kind == "event/voices-compared") {
    made_.comparisons.push_back({header.sequence, header.at, body.at("similarity").get<Permille>(),
                                 body.at("reference_ms").get<Milliseconds>(),
                                 body.at("reply_ms").get<Milliseconds>()});
  } else if (std::find(kInterruptions.begin(), kInterruptions.end(), kind) != kInterruptions.end()) {
    made_.interruptions.push_back({header.sequence, header.at, kind});
    return;
  } else {
    return;
  }
  relevant(header);
}

void InteractionBuilder::hear_speech(const std::string& kind, const json& body) {
  if (kind == "event/speech-started") {
    talking_since_ = body.at("start").get<SampleCount>();
    return;
  }
  talking_since_.reset();
  made_.speech.push_back(span_of(body.at("span")));
}

void InteractionBuilder::finish_prompt(Milliseconds at, const json& body) {
  const auto id = body.at("prompt").get<std::uint64_t>();
  for (PromptStep& prompt : made_.prompts) {
    if (prompt.id != id || prompt.ends) continue;
    prompt.ends = at;
    prompt.heard = body.at("heard").get<bool>();
    if (const auto echo = body.find("echo"); echo != body.end()) {
      prompt.echo = PromptEcho{echo->at("found").get<bool>(), echo->at("over_talk_db").get<int>()};
    }
    last_at_ = std::max(last_at_, at);
  }
}

void InteractionBuilder::take_rules(const JournalRecord& record) {
  if (record.header.kind == record_kind::kSettings) {
    made_.settings_sequence = record.header.sequence;
    return;
  }
  if (record.header.kind == "event/vocabulary-changed") {
    made_.wake_word = wake_word_of(record);
    return;
  }
  // The rules are worth telling where they can be read, and no reason to tell nothing where they cannot.
  const auto event = event_of(record);
  if (!event) return;
  if (const auto* policy = std::get_if<PolicyChanged>(&event.value().body)) {
    made_.policy = policy->policy;
    made_.policy_sequence = record.header.sequence;
  } else if (const auto* contacts = std::get_if<ContactsChanged>(&event.value().body)) {
    for (const Contact& contact : contacts->contacts)
      made_.contact_names.emplace_back(contact.id, contact.name);
  }
}

void InteractionBuilder::take_kept(const JournalRecord& record) {
  // A record that a later version wrote is left out of the story, not an end to it.
  if (record.header.kind == record_kind::kRecording) {
    const auto kept = parse_recording(record);
    const SampleCount wake = made_.wake.position;
    const bool here =
        kept && record.header.boot == boot_ && kept.value().span.from <= wake && kept.value().span.to > wake;
    if (here) {
      made_.sound = KeptSound{record.header.sequence, kept.value().span, false};
    }
    return;
  }
  const auto forgotten = read_forgotten(record.body);
  if (!forgotten) return;
  const auto covers = [&](std::uint64_t from, std::uint64_t to) {
    return forgotten->from <= to && forgotten->to >= from;
  };
  const bool words = made_.words_deleted && forgotten->words && covers(made_.from, made_.to);
  const bool sound =
      made_.sound && forgotten->recordings && covers(made_.sound->sequence, made_.sound->sequence);
  if (words || sound) {
    made_.deletions.push_back(
        {record.header.sequence, record.header.stamp.wall_ms, forgotten->why, words, sound});
  }
}

void InteractionBuilder::take_keys(const std::vector<RecordingKey>& keys) {
  if (!made_.sound) return;
  made_.sound->deleted = std::none_of(keys.begin(), keys.end(), [this](const RecordingKey& key) {
    return key.sequence == made_.sound->sequence;
  });
}

// A prompt begins when it is asked for, or when the one before it has ended.
void InteractionBuilder::place_prompts() {
  Milliseconds free_from = 0;
  for (PromptStep& prompt : made_.prompts) {
    prompt.begins = std::max(prompt.asked_at, free_from);
    if (prompt.ends) prompt.begins = std::min(prompt.begins, *prompt.ends);
    if (!prompt.ends) continue;
    free_from = std::max(free_from, *prompt.ends);
    for (const SampleSpan& speech : made_.speech) {
      const bool meanwhile = speech.from < to_samples(*prompt.ends) && speech.to > to_samples(prompt.begins);
      if (meanwhile) prompt.talked_over.push_back(speech);
    }
  }
}

Interaction InteractionBuilder::build() && {
  if (talking_since_) made_.speech.push_back({*talking_since_, to_samples(last_at_)});
  place_prompts();
  std::erase_if(made_.speech,
                [this](const SampleSpan& speech) { return speech.from > to_samples(last_at_ + 1000); });
  const auto outside = [this](const Interruption& step) {
    return step.at > last_at_ || step.sequence < made_.id;
  };
  std::erase_if(made_.interruptions, outside);
  return std::move(made_);
}

}  // namespace sotto
