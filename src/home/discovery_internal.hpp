// How one component of a discovery payload becomes a HomeDevice.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "home/discovery.hpp"

namespace sotto {

// An object with full keys and whole topics. What is of the wrong type counts as absent; a topic or template
// that cannot be used is remembered as a fault or as unknown.
class ComponentReader {
 public:
  // Borrows both.
  ComponentReader(const nlohmann::json& component, std::string_view prefix)
      : component_(component), prefix_(prefix) {}

  [[nodiscard]] bool has(const std::string& key) const;
  // Numbers and booleans as the text that a template would give.
  [[nodiscard]] std::string text(const std::string& key, std::string_view fallback = "") const;
  [[nodiscard]] double number(const std::string& key, double fallback) const;
  [[nodiscard]] bool flag(const std::string& key, bool fallback) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;

  // A topic to listen to; none where there is none, or a fault.
  [[nodiscard]] std::optional<std::string> state_topic(const std::string& key);
  // Adds a reading where the topic is there and the template is understood.
  void add_reading(HomeDevice& device, Property property, const std::string& topic_key,
                   const std::string& template_key);
  void add_reading_at(HomeDevice& device, Property property, const std::string& topic_key,
                      std::vector<std::string> path);
  void add_order(HomeDevice& device, Property property, const std::string& topic_key,
                 const std::string& template_key);
  void add_payload(HomeDevice& device, const std::string& key, std::string_view fallback) const;
  void add_availability(HomeDevice& device);

  [[nodiscard]] std::optional<DiscoveryFault> fault() const { return fault_; }

 private:
  void add_availability_source(HomeDevice& device, const nlohmann::json& node,
                               const std::string& template_key);

  const nlohmann::json& component_;
  std::string_view prefix_;
  std::optional<DiscoveryFault> fault_;
};

// What the kind of device is about: its readings, orders and words.
void read_kind(ComponentReader& reader, HomeDevice& device);

}  // namespace sotto
