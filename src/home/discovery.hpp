// Devices from Home Assistant's MQTT discovery, as Zigbee2MQTT, Tasmota and ESPHome publish it.
//
//   homeassistant/<component>/[<node>/]<object>/config   one entity
//   homeassistant/device/[<node>/]<object>/config        a device with all its components
//
// What is published there may be anything. It is bounded, and what cannot be used is refused with a reason to
// count. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "home/device.hpp"

namespace sotto {

enum class DiscoveryFault : std::uint8_t {
  kNotDiscovery,  // no discovery topic
  kNotUsed,       // a component that Sotto has no use for, such as a button
  kTooLong,
  kNotJson,
  kBadTopic,  // wildcards or control characters in it, or one that commands may not go to
  kBadName,   // control characters in it, or too long
  kNoTopics,  // nothing to hear and nothing to say
  kTooMany,   // components in one payload, or devices in the house
};
[[nodiscard]] std::string_view fault_name(DiscoveryFault fault);
inline constexpr std::size_t kDiscoveryFaults = 8;

// What one discovery message says: these devices are what there is from its topic. None: they are gone.
struct Discovered {
  std::vector<HomeDevice> devices;
  std::vector<DiscoveryFault> faults;  // of single components
};

// Devices come without HomeDevice::id.
[[nodiscard]] std::variant<Discovered, DiscoveryFault> parse_discovery(std::string_view prefix,
                                                                       std::string_view topic,
                                                                       std::string_view payload);

// What to subscribe to for all of it, and nothing else.
[[nodiscard]] std::vector<std::string> discovery_filters(std::string_view prefix);
// Devices often have their own topics under the same prefix; only those that end in "config" describe them.
[[nodiscard]] bool is_discovery_topic(std::string_view prefix, std::string_view topic);

inline constexpr std::size_t kComponentsMax = 256;  // of one device
inline constexpr std::size_t kNameMax = 100;        // bytes

}  // namespace sotto
