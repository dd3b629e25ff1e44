#include "journal/event_lines.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "journal/json_values.hpp"

namespace sotto {
namespace {

// Keys in the order of the contract, not of the alphabet: people read these lines.
using Json = nlohmann::ordered_json;

double seconds(Milliseconds ms) {
  return static_cast<double>(ms) / 1000.0;
}
double sample_seconds(SampleCount samples) {
  return seconds(to_milliseconds(samples));
}
double share(Permille permille) {
  return static_cast<double>(permille) / 1000.0;
}

Json reason_or_null(Reason reason) {
  return reason == Reason::kNone ? Json() : Json(reason_code(reason));
}

Json evidence_json(const Evidence& evidence) {
  Json json = Json::object();
  for (const Fact& fact : evidence)
    std::visit([&](const auto& value) { json[fact.key] = value; }, fact.value);
  return json;
}

Json start(const LineContext& context, std::string_view type) {
  Json line;
  line["t"] = seconds(context.at);
  line["type"] = type;
  return line;
}

std::optional<Json> make(const ReportWake& effect, const LineContext& context) {
  Json line = start(context, "wake");
  line["accepted"] = effect.judgement.passed();
  Json scores = Json::object();
  for (const auto& [detector, score] : effect.scores) scores[detector] = share(score);
  line["scores"] = std::move(scores);
  line["text"] = effect.text;
  line["reason"] = reason_or_null(effect.judgement.reason);
  line["evidence"] = evidence_json(effect.judgement.evidence);
  return line;
}

std::optional<Json> make(const ReportHeard& effect, const LineContext& context) {
  // The contract knows no such turn: talk that merely goes on during the hold is nobody else's business, and
  // where it stops the message, the gate's evidence says so.
  if (effect.turn == Turn::kHold || effect.turn == Turn::kHousehold) return std::nullopt;
  Json line = start(context, "heard");
  line["turn"] = turn_name(effect.turn);
  line["text"] = effect.text;
  line["confidence"] = share(effect.confidence);
  line["voice"] = effect.similarity ? Json(share(*effect.similarity)) : Json();
  line["same_voice"] = effect.same_voice ? Json(*effect.same_voice) : Json();
  return line;
}

std::optional<Json> make(const ReportGate& effect, const LineContext& context) {
  Json line = start(context, "gate");
  line["gate"] = gate_name(effect.judgement.gate);
  line["verdict"] = verdict_name(effect.judgement.verdict);
  line["reason"] = reason_or_null(effect.judgement.reason);
  line["evidence"] = evidence_json(effect.judgement.evidence);
  return line;
}

Json make_said(std::string_view prompt, const LineContext& context) {
  Json line = start(context, "said");
  line["prompt"] = prompt;
  line["text"] = context.prompt_text;
  line["until"] = context.until ? Json(seconds(*context.until)) : Json();
  return line;
}

std::optional<Json> make(const Speak& effect, const LineContext& context) {
  return make_said(prompt_name(effect.prompt), context);
}

std::optional<Json> make(const ReportMessage& effect, const LineContext& context) {
  Json line = start(context, "message");
  line["state"] = message_state_name(effect.state);
  line["contact"] = effect.contact;
  line["channel"] = context.channel;
  if (effect.span.length() > 0) {
    line["seconds"] = sample_seconds(effect.span.length());
    line["audio_from"] = sample_seconds(effect.span.from);
    line["audio_to"] = sample_seconds(effect.span.to);
  }
  if (effect.reason != Reason::kNone) line["reason"] = reason_code(effect.reason);
  return line;
}

std::optional<Json> make(const ReportDevice& effect, const LineContext& context) {
  Json line = start(context, "device");
  line["id"] = effect.device;
  line["command"] = effect.command;
  line["result"] = effect.result;
  return line;
}

std::optional<Json> make(const ReportTimer& effect, const LineContext& context) {
  Json line = start(context, "timer");
  line["state"] = alert_change_name(effect.change);
  line["kind"] = effect.kind;
  line["name"] = effect.text;
  line["seconds"] = effect.length_ms > 0 ? Json(seconds(effect.length_ms)) : Json();
  line["at"] = effect.at.empty() ? Json() : Json(effect.at);
  return line;
}

template <typename T>
std::optional<Json> make(const T&, const LineContext&) {
  return std::nullopt;
}

std::string dump(const Json& line) {
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void RunSummary::count(const Effect& effect) {
  if (const auto* wake = std::get_if<ReportWake>(&effect)) {
    if (wake->judgement.passed()) ++wakes;
  } else if (const auto* gate = std::get_if<ReportGate>(&effect)) {
    if (gate->judgement.gate == Gate::kRequest && gate->judgement.passed()) ++dialogs;
    if (gate->judgement.verdict == Verdict::kRefuse) {
      ++refused;
      refused_by = gate_name(gate->judgement.gate);
      reason = reason_code(gate->judgement.reason);
    }
  } else if (const auto* message = std::get_if<ReportMessage>(&effect)) {
    if (message->state == MessageState::kSent) ++sent;
    if (message->state == MessageState::kWaiting) ++held;
    if (message->state == MessageState::kCancelled) ++cancelled;
  } else if (std::holds_alternative<ReportDevice>(effect)) {
    ++devices;
  }
}

std::optional<std::string> event_line(const Effect& effect, const LineContext& context) {
  const auto line = std::visit([&context](const auto& body) { return make(body, context); }, effect);
  if (!line) return std::nullopt;
  return dump(*line);
}

std::string said_line(std::string_view prompt, const LineContext& context) {
  return dump(make_said(prompt, context));
}

std::string error_line(Milliseconds at, std::string_view code, std::string_view detail) {
  Json line = start(LineContext{at, {}, {}, {}}, "error");
  line["code"] = code;
  line["detail"] = detail;
  return dump(line);
}

std::string summary_line(const RunSummary& summary) {
  Json line;
  line["type"] = "summary";
  line["audio_s"] = seconds(summary.audio_ms);
  line["wall_s"] = std::round(summary.wall_s * 100.0) / 100.0;
  line["wakes"] = summary.wakes;
  line["dialogs"] = summary.dialogs;
  line["sent"] = summary.sent;
  line["held"] = summary.held;
  line["cancelled"] = summary.cancelled;
  line["refused"] = summary.refused;
  line["devices"] = summary.devices;
  return dump(line);
}

}  // namespace sotto
