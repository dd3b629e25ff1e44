#include "journal/personal.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "journal/codec.hpp"

namespace sotto {
namespace {

using nlohmann::json;

// Where a record's text holds what was said or who was named.
struct Place {
  const char* kind;
  const char* pointer;
};
constexpr std::array kPlaces = {
    Place{"event/transcribed", "/body/transcript/text"},
    Place{"event/transcribed", "/body/transcript/words"},
    Place{"event/transcribed", "/body/transcript/n_best"},
    Place{"event/contacts-changed", "/body/contacts"},
    Place{"event/message-delivered", "/body/contact"},
    Place{"event/device-answered", "/body/told"},
    Place{"event/request-typed", "/body/words"},
    Place{"event/reminders-loaded", "/body/reminders"},
    Place{"effect/keep-reminders", "/reminders"},
    Place{"effect/report-timer", "/text"},
    Place{"event/voices-changed", "/body/names"},
    Place{"event/voice-identified", "/body/scores"},
    Place{"effect/speak", "/words"},
    Place{"effect/send-message", "/contact"},
    Place{"effect/send-message", "/contact_id"},
    Place{"effect/send-message", "/transcript"},
    Place{"effect/show-exhibit", "/contact"},
    Place{"effect/report-wake", "/text"},
    Place{"effect/report-heard", "/text"},
    Place{"effect/report-message", "/contact"},
};

// Evidence in words is what was heard or who was named, but for these keys, which hold terms of the program.
constexpr std::array<std::string_view, 9> kPlainFacts = {
    "because", "completeness", "intent", "rival", "second_intent", "voice", "would_be", "command", "source"};

void take_out(json& text, const std::string& pointer, json& words) {
  json& place = text[json::json_pointer(pointer)];
  words[pointer] = std::move(place);
  place = nullptr;
}

void take_out_evidence(json& text, json& words) {
  json& facts = text["judgement"]["evidence"];
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const auto key = facts[i].at("key").get<std::string>();
    const bool plain = std::find(kPlainFacts.begin(), kPlainFacts.end(), key) != kPlainFacts.end();
    if (plain || !facts[i].at("value").is_string()) continue;
    take_out(text, "/judgement/evidence/" + std::to_string(i) + "/value", words);
  }
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Draft part(std::string kind, Milliseconds at, std::string line) {
  json text = json::parse(line);
  json words = json::object();
  for (const Place& place : kPlaces) {
    if (kind == place.kind) take_out(text, place.pointer, words);
  }
  if (text.contains("judgement")) take_out_evidence(text, words);
  if (words.empty()) return {std::move(kind), at, std::move(line), std::nullopt};
  return {std::move(kind), at, dump(text), dump(words)};
}

}  // namespace

Draft draft_event(const Event& event) {
  return part("event/" + std::string(event_name(event.body)), event.at, encode_event(event));
}

Draft draft_effect(const Effect& effect, Milliseconds at) {
  return part("effect/" + std::string(effect_name(effect)), at, encode_effect(effect));
}

Result<std::string> join_words(std::string_view body, const std::optional<std::string>& words) {
  try {
    if (!words) return std::string(body);
    json text = json::parse(body);
    const json values = json::parse(*words);
    if (!values.is_object()) return Error{ErrorCode::kFileInvalid, "journal record"};
    for (const auto& [pointer, value] : values.items()) text.at(json::json_pointer(pointer)) = value;
    return dump(text);
  } catch (const json::exception&) {
    // What the parser says quotes the text, and nothing heard may get into a message.
  }
  return Error{ErrorCode::kFileInvalid, "journal record"};
}

Result<Event> event_of(const JournalRecord& record) {
  if (record.words_gone()) return Error{ErrorCode::kNotAvailable, "what was said was deleted"};
  const auto line = join_words(record.body, record.words);
  if (!line) return line.error();
  return decode_event(line.value());
}

}  // namespace sotto
