// HomeDevice: one thing in the house, as it described itself, and DeviceState: what it has said since.
// Plain values, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "home/payload.hpp"

namespace sotto {

enum class DeviceKind : std::uint8_t {
  kLight,
  kSwitch,
  kFan,
  kClimate,
  kLock,
  kAlarm,
  kCover,
  kSensor,
  kBinarySensor,
  kSiren,
};
// "light", "alarm_control_panel": the component of the discovery topic.
[[nodiscard]] std::string_view kind_name(DeviceKind kind);
[[nodiscard]] std::optional<DeviceKind> parse_kind(std::string_view component);

enum class Property : std::uint8_t {
  kState,             // in words of our own: "on", "locked", "closed", "armed_away"; of a sensor as it comes
  kBrightness,        // 0 to brightness_scale
  kColorTemperature,  // as the device counts, mireds or kelvins
  kColor,             // "r,g,b", "h,s" or "x,y"
  kTarget,            // temperature
  kCurrent,           // temperature
  kMode,
  kAction,
  kPosition,
};
inline constexpr std::size_t kProperties = 9;
[[nodiscard]] std::string_view property_name(Property property);

// Where a property is heard of.
struct PropertyReading {
  Property property = Property::kState;
  std::string topic;
  ValueTemplate value;
  friend bool operator==(const PropertyReading&, const PropertyReading&) = default;
};

// Where it is set.
struct PropertyOrder {
  std::string topic;
  CommandTemplate command;
  friend bool operator==(const PropertyOrder&, const PropertyOrder&) = default;
};

struct AvailabilitySource {
  std::string topic;
  std::string available = "online";
  std::string not_available = "offline";
  std::optional<ValueTemplate> value;  // none: its template is not understood, so it says nothing
  friend bool operator==(const AvailabilitySource&, const AvailabilitySource&) = default;
};
enum class AvailabilityMode : std::uint8_t { kAll, kAny, kLatest };

enum class ColorMode : std::uint8_t { kNone, kRgb, kHs, kXy };

struct HomeDevice {
  std::string id;      // unique in the house: "kitchen_lamp"
  std::string source;  // the discovery topic and, of a device with several components, which one
  std::string unique_id;
  std::string name;  // its own part of the name; empty where the device's name says all
  std::string device_name;
  std::string area;
  DeviceKind kind = DeviceKind::kSensor;
  std::string device_class;
  std::string unit;
  bool secondary = false;  // settings and diagnostics of a device: never spoken of

  std::vector<AvailabilitySource> availability;
  AvailabilityMode availability_mode = AvailabilityMode::kLatest;
  std::vector<PropertyReading> readings;
  std::map<Property, PropertyOrder> orders;
  std::map<std::string, std::string> payloads;  // "payload_on", "state_locked" ...: every one that matters

  bool json_light = false;
  bool retain = false;
  bool needs_code = false;          // to arm or lock
  bool needs_code_to_open = false;  // to disarm or unlock
  bool color_temp_kelvin = false;
  bool brightness_turns_on = false;  // on_command_type "brightness"
  bool fahrenheit = false;
  ColorMode color = ColorMode::kNone;
  std::vector<std::string> modes;
  double brightness_scale = 255;
  double min = 7;
  double max = 35;
  double step = 0;  // 0: any
  double min_mireds = 153;
  double max_mireds = 500;
  double position_open = 100;
  double position_closed = 0;
  Milliseconds expire_after_ms = 0;  // 0: what it says holds until it says something else

  [[nodiscard]] bool has_reading(Property property) const;
  [[nodiscard]] const PropertyOrder* order(Property property) const;
  [[nodiscard]] const std::string& payload(const std::string& key) const;
  // A cover that lets people in: opening it is as risky as unlocking.
  [[nodiscard]] bool is_entrance() const;

  friend bool operator==(const HomeDevice&, const HomeDevice&) = default;
};

struct ReportedValue {
  std::optional<std::string> value;  // none: unknown
  std::uint64_t reports = 0;         // how often it was heard of
  Milliseconds at = 0;
};

class DeviceState {
 public:
  // Takes what was published on `topic` into account. Returns whether it was about this device.
  bool apply(const HomeDevice& device, const std::string& topic, const Payload& payload, Milliseconds now);

  // None where unknown, or expired.
  [[nodiscard]] std::optional<std::string> value(const HomeDevice& device, Property property,
                                                 Milliseconds now) const;
  [[nodiscard]] std::optional<double> number(const HomeDevice& device, Property property,
                                             Milliseconds now) const;
  [[nodiscard]] std::uint64_t reports(Property property) const;
  [[nodiscard]] std::uint64_t all_reports() const;

  [[nodiscard]] bool available(const HomeDevice& device) const;

 private:
  void apply_availability(const HomeDevice& device, const std::string& topic, const Payload& payload);

  std::array<ReportedValue, kProperties> values_;
  std::vector<std::optional<bool>> availability_;  // as the device's sources
  std::optional<bool> latest_;
};

// Temperature of a device that counts in degrees Fahrenheit, in Celsius.
[[nodiscard]] double to_celsius(double fahrenheit);
[[nodiscard]] double to_fahrenheit(double celsius);

}  // namespace sotto
