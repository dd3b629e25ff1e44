#include "page/routes.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kFormBytes = 4096;
// A card of text is about 300 bytes, one with a photograph about 30 000.
constexpr std::size_t kCardsBytes = std::size_t{4} << 20U;

Error bad_body(const std::string& what) {
  return {ErrorCode::kUsage, what};
}

// The body as an object; null where it is none.
Json read_object(std::string_view body) {
  Json value = Json::parse(body, nullptr, false);
  return value.is_object() ? value : Json();
}

std::optional<bool> read_bool(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_boolean()) return std::nullopt;
  return object[key].get<bool>();
}

std::optional<std::string> read_text(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return std::nullopt;
  return object[key].get<std::string>();
}

Result<std::string> ask_now(House& house, const RouteCall&) {
  return now_json(house.standing());
}

// What the codes mean, so that no other file holds the same words.
Result<std::string> ask_words(House&, const RouteCall&) {
  Json reasons = Json::object();
#define SOTTO_REASON(enumerator, code, words) reasons[code] = words;
#include "core/reasons.def"
#undef SOTTO_REASON
  return Json({{"reasons", std::move(reasons)}}).dump();
}

Result<std::string> ask_mute(House& house, const RouteCall& call) {
  const auto muted = read_bool(read_object(call.body), "muted");
  if (!muted) return bad_body("muted");
  if (auto done = house.mute(*muted); !done) return done.error();
  return now_json(house.standing());
}

Result<std::string> ask_stop(House& house, const RouteCall&) {
  if (auto done = house.stop(); !done) return done.error();
  return std::string("{}");
}

Result<std::string> ask_approve(House& house, const RouteCall& call) {
  const auto again = read_bool(read_object(call.body), "again");
  if (!again) return bad_body("again");
  return house.approve_message(call.id, *again);
}

std::optional<std::int64_t> query_number(std::string_view query, std::string_view name,
                                         std::int64_t otherwise) {
  const auto text = query_value(query, name);
  if (!text) return otherwise;
  std::int64_t value = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), value);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || value < 0) return std::nullopt;
  return value;
}

bool is_word(const std::string& text) {
  return text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

Result<std::string> ask_history(House& house, const RouteCall& call) {
  constexpr std::int64_t kCountMax = 500;
  const auto from = query_number(call.query, "from", 0);
  const auto to = query_number(call.query, "to", 0);
  const auto count = query_number(call.query, "count", 100);
  HistoryQuery query;
  query.gate = query_value(call.query, "gate").value_or("");
  query.verdict = query_value(call.query, "verdict").value_or("");
  query.refused_too = query_value(call.query, "all").value_or("") == "1";
  const bool fine =
      from && to && count && *count <= kCountMax && is_word(query.gate) && is_word(query.verdict);
  if (!fine) return bad_body("the filter");
  query.from_wall_ms = *from;
  query.to_wall_ms = *to;
  query.count = static_cast<std::size_t>(*count);
  return house.history(query);
}

Result<std::string> ask_what_if(House& house, const RouteCall& call) {
  const std::string policy = query_value(call.query, "policy").value_or("");
  if (policy.empty() || !is_word(policy)) return bad_body("policy");
  return house.what_if(call.id, policy);
}

Result<std::string> ask_order(House& house, const RouteCall& call) {
  const Json body = read_object(call.body);
  DeviceWish wish;
  const auto device = read_text(body, "device");
  const auto command = read_text(body, "command");
  if (!device || device->empty() || device->size() > 200) return bad_body("device");
  if (!command || command->empty() || !is_word(*command)) return bad_body("command");
  wish.device = *device;
  wish.command = *command;
  if (body.contains("value_tenths")) {
    if (!body["value_tenths"].is_number_integer()) return bad_body("value_tenths");
    wish.value_tenths = body["value_tenths"].get<std::int64_t>();
  }
  wish.approved = read_bool(body, "approved").value_or(false);
  return house.order_device(wish);
}

Result<std::string> ask_allow(House& house, const RouteCall& call) {
  const Json body = read_object(call.body);
  const auto name = read_text(body, "name");
  const auto allowed = read_bool(body, "allowed");
  if (!name || name->empty() || name->size() > 200) return bad_body("name");
  if (!allowed) return bad_body("allowed");
  return house.allow_contact(*name, *allowed);
}

Result<std::string> ask_comms(House& house, const RouteCall& call) {
  const auto on = read_bool(read_object(call.body), "on");
  if (!on) return bad_body("on");
  return house.switch_communications(*on);
}

// What is less, of the calls that could also be more.

bool mutes(const RouteCall& call) {
  return read_bool(read_object(call.body), "muted").value_or(false);
}

// Approval is for what opens, whatever its command is called; the core has the same rule.
bool opens_nothing(const RouteCall& call) {
  const Json body = read_object(call.body);
  const auto command = read_text(body, "command");
  return command && *command != "unlock" && *command != "open" && *command != "disarm" &&
         !body.contains("approved");
}

bool forbids(const RouteCall& call) {
  return !read_bool(read_object(call.body), "allowed").value_or(true);
}

bool switches_off(const RouteCall& call) {
  return !read_bool(read_object(call.body), "on").value_or(true);
}

constexpr std::array kRoutes = {
    Route{"POST", "/api/session", RouteKind::kSession, FromHome::kNever, kFormBytes, false, nullptr, nullptr},
    Route{"POST", "/api/pair", RouteKind::kSession, FromHome::kAlways, kFormBytes, false, nullptr, nullptr},
    Route{"DELETE", "/api/session", RouteKind::kChange, FromHome::kAlways, 0, false, nullptr, nullptr},
    Route{"GET", "/api/events", RouteKind::kStream, FromHome::kAlways, 0, false, nullptr, nullptr},
    Route{"GET", "/api/now", RouteKind::kFacts, FromHome::kAlways, 0, false, ask_now, nullptr},
    Route{"GET", "/api/words", RouteKind::kFacts, FromHome::kAlways, 0, false, ask_words, nullptr},
    Route{"POST", "/api/mute", RouteKind::kChange, FromHome::kIfLess, kFormBytes, false, ask_mute, nullptr,
          mutes},
    Route{"POST", "/api/stop", RouteKind::kChange, FromHome::kAlways, kFormBytes, false, ask_stop, nullptr},
    Route{"GET", "/api/outbox", RouteKind::kFacts, FromHome::kAlways, 0, false,
          [](House& house, const RouteCall&) { return house.outbox(); }, nullptr},
    Route{"POST", "/api/outbox/#/cancel", RouteKind::kChange, FromHome::kAlways, kFormBytes, false,
          [](House& house, const RouteCall& call) { return house.cancel_message(call.id); }, nullptr},
    Route{"POST", "/api/outbox/#/approve", RouteKind::kChange, FromHome::kNever, kFormBytes, true,
          ask_approve, nullptr},
    Route{"GET", "/api/outbox/#/sound", RouteKind::kFacts, FromHome::kAlways, 0, false, nullptr,
          [](House& house, const RouteCall& call) { return house.message_sound(call.id); }},
    Route{"GET", "/api/history", RouteKind::kFacts, FromHome::kAlways, 0, false, ask_history, nullptr},
    Route{"GET", "/api/history/#", RouteKind::kFacts, FromHome::kAlways, 0, false,
          [](House& house, const RouteCall& call) { return house.interaction(call.id); }, nullptr},
    Route{"GET", "/api/history/#/sound", RouteKind::kFacts, FromHome::kAlways, 0, false, nullptr,
          [](House& house, const RouteCall& call) { return house.interaction_sound(call.id); }},
    Route{"GET", "/api/history/#/what-if", RouteKind::kFacts, FromHome::kAlways, 0, true, ask_what_if,
          nullptr},
    Route{"DELETE", "/api/history/#", RouteKind::kChange, FromHome::kNever, 0, false,
          [](House& house, const RouteCall& call) { return house.forget_interaction(call.id); }, nullptr},
    Route{"GET", "/api/devices", RouteKind::kFacts, FromHome::kAlways, 0, false,
          [](House& house, const RouteCall&) { return house.devices(); }, nullptr},
    Route{"POST", "/api/devices", RouteKind::kChange, FromHome::kIfLess, kFormBytes, false, ask_order,
          nullptr, opens_nothing},
    Route{"GET", "/api/people", RouteKind::kFacts, FromHome::kAlways, 0, false,
          [](House& house, const RouteCall&) { return house.people(); }, nullptr},
    Route{"POST", "/api/people/allow", RouteKind::kChange, FromHome::kIfLess, kFormBytes, false, ask_allow,
          nullptr, forbids},
    Route{"POST", "/api/people/import", RouteKind::kChange, FromHome::kNever, kCardsBytes, true,
          [](House& house, const RouteCall& call) { return house.import_contacts(std::string(call.body)); },
          nullptr},
    Route{"POST", "/api/comms", RouteKind::kChange, FromHome::kIfLess, kFormBytes, false, ask_comms, nullptr,
          switches_off},
    Route{"POST", "/api/comms/release", RouteKind::kChange, FromHome::kNever, kFormBytes, false,
          [](House& house, const RouteCall&) { return house.release_sending(); }, nullptr},
    Route{"GET", "/api/safety", RouteKind::kFacts, FromHome::kAlways, 0, false,
          [](House& house, const RouteCall&) { return house.safety(); }, nullptr},
    Route{"POST", "/api/safety/verify", RouteKind::kChange, FromHome::kAlways, kFormBytes, true,
          [](House& house, const RouteCall&) { return house.verify_journal(); }, nullptr},
    Route{"POST", "/api/safety/doctor", RouteKind::kChange, FromHome::kAlways, kFormBytes, true,
          [](House& house, const RouteCall&) { return house.examine(); }, nullptr},
};

// Where `pattern` has a #, `path` has a number without a sign or leading zeros.
bool matches(std::string_view pattern, std::string_view path, std::uint64_t& id) {
  const std::size_t mark = pattern.find('#');
  if (mark == std::string_view::npos) return pattern == path;
  if (!path.starts_with(pattern.substr(0, mark))) return false;
  const std::string_view rest = path.substr(mark);
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), id);
  if (read.ec != std::errc() || rest.starts_with('0')) return false;
  return rest.substr(static_cast<std::size_t>(read.ptr - rest.data())) == pattern.substr(mark + 1);
}

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = digit_of(text[i + 1]);
    const int low = digit_of(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

}  // namespace

std::span<const Route> page_routes() {
  return kRoutes;
}

bool home_may(const Route& route, const RouteCall& call) {
  if (route.from_home == FromHome::kIfLess) return route.less != nullptr && route.less(call);
  return route.from_home == FromHome::kAlways;
}

RouteMatch find_route(std::string_view method, std::string_view path) {
  RouteMatch match;
  for (const Route& route : kRoutes) {
    std::uint64_t id = 0;
    if (!matches(route.path, path, id)) continue;
    match.path_known = true;
    if (route.method != method) continue;
    match.route = &route;
    match.id = id;
    return match;
  }
  return match;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t sign = pair.find('=');
    if (pair.substr(0, sign) != name || sign == std::string_view::npos) continue;
    return percent_decoded(pair.substr(sign + 1));
  }
  return std::nullopt;
}

std::string now_json(const HouseNow& now) {
  const Json json = {{"running", now.running},
                     {"muted", now.muted},
                     {"speaking", now.speaking},
                     {"dialog", now.dialog},
                     {"communications", now.communications},
                     {"wake_word", now.wake_word},
                     {"policy", now.policy}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string error_json(const Error& error) {
  const Json json = {
      {"error", code_name(error.code)}, {"detail", error.detail}, {"advice", advice(error.code)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kFileInvalid:
      return 422;
    case ErrorCode::kTooLong:
      return 413;
    case ErrorCode::kNotFound:
    case ErrorCode::kFileMissing:
      return 404;
    case ErrorCode::kRefused:
    case ErrorCode::kAlreadyRunning:
    case ErrorCode::kMessageCancelled:
    case ErrorCode::kDeliveryDeferred:
    case ErrorCode::kDeliveryRefused:
    case ErrorCode::kDeliveryUnknown:
      return 409;
    case ErrorCode::kNotAvailable:
      return 503;
    default:
      return 500;
  }
}

}  // namespace sotto
