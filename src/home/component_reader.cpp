#include <cmath>

#include "home/discovery_internal.hpp"
#include "home/discovery_keys.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTextMax = 512;
constexpr std::size_t kListMax = 64;
constexpr std::size_t kAvailabilityMax = 8;

std::string text_of(const Json& node) {
  if (node.is_string()) {
    auto text = node.get<std::string>();
    return text.size() <= kTextMax ? text : std::string();
  }
  if (node.is_boolean()) return node.get<bool>() ? "True" : "False";
  if (node.is_number()) return node.dump();
  return {};
}

}  // namespace

bool ComponentReader::has(const std::string& key) const {
  const auto found = component_.find(key);
  return found != component_.end() && !found->is_null();
}

std::string ComponentReader::text(const std::string& key, std::string_view fallback) const {
  if (!has(key)) return std::string(fallback);
  return text_of(component_[key]);
}

double ComponentReader::number(const std::string& key, double fallback) const {
  if (!has(key)) return fallback;
  return parse_decimal(text(key)).value_or(fallback);
}

bool ComponentReader::flag(const std::string& key, bool fallback) const {
  if (!has(key)) return fallback;
  const std::string value = text(key);
  if (value == "True" || value == "true" || value == "1") return true;
  if (value == "False" || value == "false" || value == "0") return false;
  return fallback;
}

std::vector<std::string> ComponentReader::texts(const std::string& key) const {
  std::vector<std::string> found;
  if (!has(key) || !component_[key].is_array()) return found;
  for (const Json& node : component_[key]) {
    if (found.size() == kListMax) break;
    if (node.is_string()) found.push_back(text_of(node));
  }
  return found;
}

std::optional<std::string> ComponentReader::state_topic(const std::string& key) {
  if (!has(key)) return std::nullopt;
  std::string topic = component_[key].is_string() ? component_[key].get<std::string>() : std::string();
  // Nobody's state is another device's description.
  if (is_plain_topic(topic) && !is_discovery_topic(prefix_, topic)) return topic;
  fault_ = DiscoveryFault::kBadTopic;
  return std::nullopt;
}

void ComponentReader::add_reading(HomeDevice& device, Property property, const std::string& topic_key,
                                  const std::string& template_key) {
  auto topic = state_topic(topic_key);
  if (!topic) return;
  std::optional<ValueTemplate> value = ValueTemplate();
  if (has(template_key)) value = ValueTemplate::parse(text(template_key));
  if (value) device.readings.push_back({property, std::move(*topic), std::move(*value)});
}

void ComponentReader::add_reading_at(HomeDevice& device, Property property, const std::string& topic_key,
                                     std::vector<std::string> path) {
  auto topic = state_topic(topic_key);
  if (topic)
    device.readings.push_back({property, std::move(*topic), ValueTemplate::of_path(std::move(path))});
}

void ComponentReader::add_order(HomeDevice& device, Property property, const std::string& topic_key,
                                const std::string& template_key) {
  auto topic = state_topic(topic_key);
  if (!topic) return;
  // A command must not be able to speak for Sotto.
  if (topic->starts_with("sotto/")) {
    fault_ = DiscoveryFault::kBadTopic;
    return;
  }
  std::optional<CommandTemplate> command = CommandTemplate();
  if (has(template_key)) command = CommandTemplate::parse(text(template_key));
  if (command) device.orders[property] = {std::move(*topic), std::move(*command)};
}

void ComponentReader::add_payload(HomeDevice& device, const std::string& key,
                                  std::string_view fallback) const {
  device.payloads[key] = text(key, fallback);
}

void ComponentReader::add_availability_source(HomeDevice& device, const Json& node,
                                              const std::string& template_key) {
  if (!node.is_object() || device.availability.size() == kAvailabilityMax) return;
  ComponentReader inner(node, prefix_);
  const char* topic_key = node.contains("topic") ? "topic" : "availability_topic";
  auto topic = inner.state_topic(topic_key);
  if (inner.fault_) fault_ = inner.fault_;
  if (!topic) return;
  AvailabilitySource source;
  source.topic = std::move(*topic);
  source.available = inner.text("payload_available", "online");
  source.not_available = inner.text("payload_not_available", "offline");
  source.value = ValueTemplate();
  if (inner.has(template_key)) source.value = ValueTemplate::parse(inner.text(template_key));
  device.availability.push_back(std::move(source));
}

void ComponentReader::add_availability(HomeDevice& device) {
  if (has("availability_topic")) add_availability_source(device, component_, "availability_template");
  if (has("availability")) {
    const Json& list = component_["availability"];
    if (list.is_array()) {
      for (const Json& node : list) add_availability_source(device, node, "value_template");
    } else {
      add_availability_source(device, list, "value_template");
    }
  }
  const std::string mode = text("availability_mode", "latest");
  device.availability_mode = mode == "all"   ? AvailabilityMode::kAll
                             : mode == "any" ? AvailabilityMode::kAny
                                             : AvailabilityMode::kLatest;
}

}  // namespace sotto
