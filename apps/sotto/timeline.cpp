#include "sotto/timeline.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/verdict.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& line, const char* key) {
  const auto it = line.find(key);
  return it != line.end() && it->is_string() ? it->get<std::string>() : "";
}

double number_of(const Json& line, const char* key) {
  const auto it = line.find(key);
  return it != line.end() && it->is_number() ? it->get<double>() : 0.0;
}

std::string because(const Json& line) {
  const std::string code = text_of(line, "reason");
  if (code.empty()) return "";
  const auto reason = parse_reason(code);
  return " (" + code + (reason ? ": " + std::string(reason_words(*reason)) : "") + ")";
}

std::string two_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

std::string wake_text(const Json& line) {
  std::string text = line.value("accepted", false) ? "wakes" : "does not wake";
  const std::string heard = text_of(line, "text");
  if (!heard.empty()) text += " on \"" + heard + "\"";
  if (const auto scores = line.find("scores"); scores != line.end()) {
    for (const auto& [detector, score] : scores->items())
      text += ", " + detector + " " + two_digits(score.get<double>());
  }
  return text + because(line);
}

std::string heard_text(const Json& line) {
  std::string text = "hears \"" + text_of(line, "text") + "\" as " + text_of(line, "turn") + ", sure " +
                     two_digits(number_of(line, "confidence"));
  const auto same = line.find("same_voice");
  if (same != line.end() && same->is_boolean())
    text += same->get<bool>() ? ", same voice" : ", another voice";
  return text;
}

std::string message_text(const Json& line) {
  std::string text = "message to " + text_of(line, "contact") + " " + text_of(line, "state");
  if (line.contains("seconds")) {
    text += ": " + two_digits(number_of(line, "seconds")) + " s of sound, from " +
            two_digits(number_of(line, "audio_from")) + " to " + two_digits(number_of(line, "audio_to"));
  }
  return text + because(line);
}

// "timer pasta set, 510 s", "alarm set for 7:30", "list set: milk and eggs".
std::string timer_text(const Json& line) {
  const std::string kind = text_of(line, "kind");
  const std::string name = text_of(line, "name");
  std::string text = kind;
  if (!name.empty() && kind != "list") text += " \"" + name + "\"";
  text += " " + text_of(line, "state");
  if (!name.empty() && kind == "list") text += ": " + name;
  if (!text_of(line, "at").empty()) text += " for " + text_of(line, "at");
  if (const auto length = number_of(line, "seconds"); length > 0) text += ", " + two_digits(length) + " s";
  return text;
}

std::string describe(const Json& line) {
  const std::string type = text_of(line, "type");
  if (type == "wake") return wake_text(line);
  if (type == "heard") return heard_text(line);
  if (type == "gate")
    return "gate " + text_of(line, "gate") + ": " + text_of(line, "verdict") + because(line);
  if (type == "said") {
    const std::string text = text_of(line, "text");
    return text.empty() ? "plays " + text_of(line, "prompt") : "says \"" + text + "\"";
  }
  if (type == "device") {
    return "device " + text_of(line, "id") + " " + text_of(line, "command") + ": " + text_of(line, "result");
  }
  if (type == "message") return message_text(line);
  if (type == "timer") return timer_text(line);
  if (type == "error") return "error " + text_of(line, "code") + ": " + text_of(line, "detail");
  if (type == "summary") {
    char text[200];
    std::snprintf(
        text, sizeof text,
        "%.1f s heard in %.2f s: woke %d, dialogs %d, sent %d, waiting %d, cancelled %d, refused %d",
        number_of(line, "audio_s"), number_of(line, "wall_s"), line.value("wakes", 0),
        line.value("dialogs", 0), line.value("sent", 0), line.value("held", 0), line.value("cancelled", 0),
        line.value("refused", 0));
    return text;
  }
  return type;
}

// The line with an ellipsis for all that was said, and for names.
std::string without_words(std::string_view json_line) {
  Json line = Json::parse(json_line, nullptr, false);
  if (!line.is_object()) return "";
  for (const char* key : {"text", "contact", "name"}) {
    const auto it = line.find(key);
    if (it != line.end() && it->is_string() && !it->get<std::string>().empty()) *it = "...";
  }
  return line.dump();
}

}  // namespace

TimelineEntry timeline_entry(std::string_view json_line) {
  const Json line = Json::parse(json_line, nullptr, false);
  if (!line.is_object()) return {0.0, std::string(json_line), false};
  return {number_of(line, "t"), describe(line), text_of(line, "type") == "summary"};
}

std::string timeline_text(std::string_view json_line, TimelineWords words) {
  const TimelineEntry entry =
      words == TimelineWords::kShown ? timeline_entry(json_line) : timeline_entry(without_words(json_line));
  char time[32];
  std::snprintf(time, sizeof time, "%8.2f  ", entry.seconds);
  return (entry.is_summary ? std::string("          ") : std::string(time)) + entry.text;
}

}  // namespace sotto
