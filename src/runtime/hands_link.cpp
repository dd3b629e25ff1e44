#include "runtime/hands_link.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "journal/codec.hpp"
#include "journal/json_values.hpp"

namespace sotto {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LineTold, line)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LiveState, muted, hearing, speaking, dialog, level_dbfs)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Watching, on)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SetMuted, muted)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HomeNames, lists)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OrderDevice, device, command, value_tenths, approved)

namespace {

using nlohmann::json;

// What hands may name; everything else that Sotto understands is none of its business.
constexpr std::array kLists = {"device", "light", "climate", "lock", "gate",
                               "cover",  "alarm", "area",    "thing"};
constexpr std::array kResults = {"confirmed", "answered", "no-answer", "unavailable", "no-device", "refused"};

template <typename T>
std::string line_of(const char* name, const T& body) {
  const json value = {{"body", body}, {"message", name}};
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool is_plain(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max && std::none_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < 0x20 || byte == 0x7f;
         });
}

bool is_one_of(std::string_view text, const auto& all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// Names are words, never templates: one with brackets could stand for more than itself.
bool is_name(const SentenceListValue& value) {
  return !value.says.text.empty() && is_plain(value.says.text, kHandsNameMax) &&
         value.says.text.find_first_of("()[]{}<>|\\") == std::string::npos && value.says.line == 0 &&
         !value.value.empty() && is_plain(value.value, kHandsNameMax);
}

bool is_sound(const HomeNames& names) {
  std::size_t count = 0;
  for (const SentenceList& list : names.lists) {
    if (!is_one_of(list.name, kLists)) return false;
    count += list.values.size();
    if (count > kHandsNamesMax || !std::all_of(list.values.begin(), list.values.end(), is_name)) return false;
  }
  return names.lists.size() <= kLists.size();
}

bool is_sound(const DeviceAnswered& answer) {
  return is_one_of(answer.result, kResults) && is_plain(answer.told, kToldMax);
}

bool is_sound(const OrderDevice& order) {
  return !order.device.empty() && is_plain(order.device, kHandsNameMax) && !order.command.empty() &&
         is_plain(order.command, kHandsNameMax);
}

Error refused() {
  return Error{ErrorCode::kFileInvalid, "a line of the link to the devices"};
}

// The journal's own decoder reads it, so that an answer over the link and one in the journal are the same.
Result<FromHands> read_answer(std::string_view line) {
  auto event = decode_event(line);
  if (!event) return refused();
  auto* const answer = std::get_if<DeviceAnswered>(&event.value().body);
  if (answer == nullptr || event.value().at != 0 || event.value().sequence != 0 || !is_sound(*answer))
    return refused();
  return FromHands{std::move(*answer)};
}

// The codec alone reads back a permit: what came without one has none in hands either.
Result<ToHands> read_command(std::string_view line) {
  auto command = decode_set_device(line);
  if (!command) return refused();
  return ToHands{std::move(command).value()};
}

Result<ToHands> read_to_hands(const json& value, std::string_view line) {
  if (value.contains("effect")) return read_command(line);
  const auto name = value.at("message").get<std::string>();
  const json& body = value.at("body");
  if (name == "line") return ToHands{body.get<LineTold>()};
  if (name == "state") return ToHands{body.get<LiveState>()};
  return refused();
}

Result<FromHands> read_from_hands(const json& value, std::string_view line) {
  if (value.contains("event")) return read_answer(line);
  const auto name = value.at("message").get<std::string>();
  const json& body = value.at("body");
  if (name == "watching") return FromHands{body.get<Watching>()};
  if (name == "cancel") return FromHands{Cancel{}};
  if (name == "mute") return FromHands{body.get<SetMuted>()};
  if (name == "order") {
    auto order = body.get<OrderDevice>();
    if (!is_sound(order)) return refused();
    return FromHands{std::move(order)};
  }
  if (name != "names") return refused();
  auto names = body.get<HomeNames>();
  if (!is_sound(names)) return refused();
  return FromHands{std::move(names)};
}

struct Encoder {
  std::string operator()(const SetDevice& command) const { return encode_effect(command); }
  std::string operator()(const LineTold& told) const { return line_of("line", told); }
  std::string operator()(const LiveState& state) const { return line_of("state", state); }
  std::string operator()(const DeviceAnswered& answer) const {
    Event event{0, 0, answer};
    if (!is_plain(answer.told, kToldMax)) std::get<DeviceAnswered>(event.body).told.clear();
    return encode_event(event);
  }
  std::string operator()(const HomeNames& names) const { return line_of("names", names); }
  std::string operator()(const Watching& watching) const { return line_of("watching", watching); }
  std::string operator()(const Cancel&) const { return line_of("cancel", json::object()); }
  std::string operator()(const SetMuted& mute) const { return line_of("mute", mute); }
  std::string operator()(const OrderDevice& order) const { return line_of("order", order); }
};

template <typename Message, typename Read>
Result<Message> decode(std::string_view line, Read read) {
  if (line.size() > kHandsLineMax) return refused();
  try {
    const json value = json::parse(line);
    auto message = read(value, line);
    // Further keys, numbers of another kind: none survives being written again.
    if (!message || std::visit(Encoder(), message.value()) != line) return refused();
    return message;
  } catch (const json::exception&) {
    // What the parser says quotes the line.
  }
  return refused();
}

}  // namespace

std::string encode_to_hands(const ToHands& message) {
  return std::visit(Encoder(), message);
}

std::string encode_from_hands(const FromHands& message) {
  return std::visit(Encoder(), message);
}

Result<ToHands> decode_to_hands(std::string_view line) {
  return decode<ToHands>(line, read_to_hands);
}

Result<FromHands> decode_from_hands(std::string_view line) {
  return decode<FromHands>(line, read_from_hands);
}

}  // namespace sotto
