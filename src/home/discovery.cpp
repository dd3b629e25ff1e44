#include "home/discovery.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/document.hpp"
#include "home/discovery_internal.hpp"
#include "home/discovery_keys.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, kDiscoveryFaults> kFaultNames = {
    "not-discovery", "not-used", "too-long", "not-json", "bad-topic", "bad-name", "no-topics", "too-many"};

// What the whole of a device-based payload says for each of its components.
constexpr std::array<const char*, 10> kShared = {"availability",
                                                 "availability_mode",
                                                 "availability_topic",
                                                 "availability_template",
                                                 "payload_available",
                                                 "command_topic",
                                                 "payload_not_available",
                                                 "state_topic",
                                                 "device",
                                                 "~"};

struct TopicParts {
  std::string component;
  std::string object;  // with the node, where there is one: "0x00158d00/light"
};

bool is_level(std::string_view level) {
  return !level.empty() && std::all_of(level.begin(), level.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::optional<TopicParts> split_topic(std::string_view prefix, std::string_view topic) {
  if (!topic.starts_with(prefix) || topic.size() > kTopicMax) return std::nullopt;
  topic.remove_prefix(prefix.size());
  if (!topic.starts_with('/')) return std::nullopt;
  topic.remove_prefix(1);
  std::vector<std::string_view> levels;
  while (true) {
    const std::size_t slash = topic.find('/');
    levels.push_back(topic.substr(0, slash));
    if (slash == std::string_view::npos) break;
    topic.remove_prefix(slash + 1);
  }
  if ((levels.size() != 3 && levels.size() != 4) || levels.back() != "config") return std::nullopt;
  levels.pop_back();
  if (!std::all_of(levels.begin(), levels.end(), is_level)) return std::nullopt;
  TopicParts parts;
  parts.component = levels[0];
  parts.object = levels[1];
  if (levels.size() == 3) parts.object += "/" + std::string(levels[2]);
  return parts;
}

// The object with full keys; topics with the base put in.
Json expand_component(const Json& object, const std::string& base) {
  Json full = Json::object();
  for (const auto& [key, value] : object.items()) full[std::string(full_key(key))] = value;
  for (auto& [key, value] : full.items()) {
    if (key.ends_with("topic") && value.is_string()) value = with_base(value.get<std::string>(), base);
  }
  return full;
}

std::string base_of(const Json& object, const std::string& fallback = "") {
  const auto found = object.find("~");
  return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

Json expand_whole(const Json& object, const std::string& base) {
  Json full = expand_component(object, base);
  if (const auto device = full.find("device"); device != full.end() && device->is_object()) {
    Json keys = Json::object();
    for (const auto& [key, value] : device->items()) keys[std::string(full_device_key(key))] = value;
    *device = std::move(keys);
  }
  if (const auto list = full.find("availability"); list != full.end()) {
    if (list->is_object()) *list = Json::array({*list});
    for (Json& node : *list) {
      if (node.is_object()) node = expand_component(node, base);
    }
  }
  return full;
}

bool is_good_name(const std::string& name) {
  return name.empty() || (name.size() <= kNameMax && is_plain_line(name));
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_binary_or_sensor(DeviceKind kind) {
  return kind == DeviceKind::kSensor || kind == DeviceKind::kBinarySensor;
}

std::variant<HomeDevice, DiscoveryFault> read_component(const Json& full, DeviceKind kind,
                                                        std::string_view prefix) {
  HomeDevice device;
  device.kind = kind;
  device.unique_id = text_at(full, "unique_id");
  device.name = text_at(full, "name");
  if (const auto about = full.find("device"); about != full.end() && about->is_object()) {
    device.device_name = text_at(*about, "name");
    device.area = text_at(*about, "suggested_area");
  }
  for (const std::string& name : {device.unique_id, device.name, device.device_name, device.area}) {
    if (!is_good_name(name)) return DiscoveryFault::kBadName;
  }
  // Until the house gives it one that is unique.
  device.id = text_at(full, "object_id");
  if (device.id.empty()) {
    device.id = text_at(full, "default_entity_id");
    if (const std::size_t dot = device.id.find('.'); dot != std::string::npos) device.id.erase(0, dot + 1);
  }
  if (device.id.size() > kNameMax) device.id.clear();
  device.secondary = full.contains("entity_category") && full["entity_category"].is_string();
  ComponentReader reader(full, prefix);
  if (!reader.flag("enabled_by_default", true)) return DiscoveryFault::kNotUsed;
  read_kind(reader, device);
  reader.add_availability(device);
  if (reader.fault()) return *reader.fault();
  if (device.readings.empty() && device.orders.empty()) return DiscoveryFault::kNoTopics;
  if (is_binary_or_sensor(kind)) device.orders.clear();
  return device;
}

void add_component(Discovered& found, const Json& full, std::string_view component, std::string_view prefix,
                   std::string source) {
  const auto kind = parse_kind(component);
  if (!kind) {
    found.faults.push_back(DiscoveryFault::kNotUsed);
    return;
  }
  auto made = read_component(full, *kind, prefix);
  if (const auto* fault = std::get_if<DiscoveryFault>(&made)) {
    found.faults.push_back(*fault);
    return;
  }
  found.devices.push_back(std::get<HomeDevice>(std::move(made)));
  found.devices.back().source = std::move(source);
}

std::variant<Discovered, DiscoveryFault> read_whole_device(const Json& root, std::string_view prefix,
                                                           std::string_view topic) {
  const std::string base = base_of(root);
  const Json whole = expand_whole(root, base);
  Discovered found;
  const auto components = whole.find("components");
  if (components == whole.end()) return found;  // emptied, for example to migrate it
  if (!components->is_object()) return DiscoveryFault::kNotJson;
  if (components->size() > kComponentsMax) return DiscoveryFault::kTooMany;
  for (const auto& [key, node] : components->items()) {
    if (!node.is_object()) {
      found.faults.push_back(DiscoveryFault::kNotJson);
      continue;
    }
    Json full = expand_whole(node, base_of(node, base));
    if (full.size() <= 1) continue;  // nothing but its platform: it was taken away
    for (const char* shared : kShared) {
      if (whole.contains(shared) && !full.contains(shared)) full[shared] = whole[shared];
    }
    add_component(found, full, text_at(full, "platform"), prefix, std::string(topic) + "|" + key);
  }
  return found;
}

}  // namespace

std::string_view fault_name(DiscoveryFault fault) {
  return kFaultNames[static_cast<std::size_t>(fault)];
}

bool is_discovery_topic(std::string_view prefix, std::string_view topic) {
  return topic.starts_with(prefix) && topic.substr(prefix.size()).starts_with('/') &&
         topic.ends_with("/config");
}

std::vector<std::string> discovery_filters(std::string_view prefix) {
  const std::string start(prefix);
  return {start + "/+/+/config", start + "/+/+/+/config"};
}

std::variant<Discovered, DiscoveryFault> parse_discovery(std::string_view prefix, std::string_view topic,
                                                         std::string_view payload) {
  const auto parts = split_topic(prefix, topic);
  if (!parts) return DiscoveryFault::kNotDiscovery;
  const bool whole_device = parts->component == "device";
  if (payload.empty()) return Discovered{};
  if (!whole_device && !parse_kind(parts->component)) return DiscoveryFault::kNotUsed;
  if (payload.size() > kDiscoveryPayloadMax) return DiscoveryFault::kTooLong;
  if (!is_shallow_json(payload)) return DiscoveryFault::kNotJson;
  const Json root = Json::parse(payload, nullptr, false);
  if (!root.is_object()) return DiscoveryFault::kNotJson;
  if (whole_device) return read_whole_device(root, prefix, topic);
  Discovered found;
  const Json full = expand_whole(root, base_of(root));
  if (full.contains("migrate_discovery")) return found;
  add_component(found, full, parts->component, prefix, std::string(topic));
  if (!found.faults.empty()) return found.faults.front();
  return found;
}

}  // namespace sotto
