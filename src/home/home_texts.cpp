#include "home/home_texts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace sotto {
namespace {

constexpr double kTenths = 10.0;
constexpr double kPercent = 100.0;

struct ClassWords {
  std::string_view device_class;
  std::string_view on;
  std::string_view off;
};

// What "on" means for each class of binary sensor, as Home Assistant defines it.
constexpr std::array<ClassWords, 14> kBinaryWords = {{
    {"door", "is open", "is closed"},
    {"window", "is open", "is closed"},
    {"garage_door", "is open", "is closed"},
    {"opening", "is open", "is closed"},
    {"lock", "is unlocked", "is locked"},
    {"motion", "sees somebody move", "sees nobody move"},
    {"occupancy", "sees somebody", "sees nobody"},
    {"presence", "says somebody is there", "says nobody is there"},
    {"smoke", "reports smoke", "reports no smoke"},
    {"gas", "reports gas", "reports no gas"},
    {"moisture", "is wet", "is dry"},
    {"tamper", "was tampered with", "was not tampered with"},
    {"battery", "has a low battery", "has a good battery"},
    {"problem", "has a problem", "has no problem"},
}};

std::string words_of(const std::string& state) {
  std::string text = state;
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string light_words(const HomeDevice& device, const DeviceState& state, const std::string& on_off,
                        Milliseconds now) {
  const auto level = state.number(device, Property::kBrightness, now);
  if (on_off != "on" || !level) return "is " + on_off;
  const double percent =
      std::clamp(std::nearbyint(*level / device.brightness_scale * kPercent), 1.0, kPercent);
  return percent >= kPercent ? "is on" : "is on at " + number_text(percent) + " percent";
}

std::string degrees_text(double value, bool fahrenheit) {
  return number_text(fahrenheit ? to_celsius(value) : value) + " degrees";
}

std::optional<std::string> climate_words(const HomeDevice& device, const DeviceState& state,
                                         Milliseconds now) {
  const auto target = state.number(device, Property::kTarget, now);
  const auto current = state.number(device, Property::kCurrent, now);
  const auto mode = state.value(device, Property::kMode, now);
  if (mode == "off") {
    return "is off" + (target ? ", set to " + degrees_text(*target, device.fahrenheit) : std::string());
  }
  if (target) return "is set to " + degrees_text(*target, device.fahrenheit);
  if (mode) return "is set to " + words_of(*mode);
  if (current) return "measures " + degrees_text(*current, device.fahrenheit);
  return std::nullopt;
}

std::string unit_words(const std::string& unit) {
  if (unit == "°C") return " degrees";
  if (unit == "°F") return " degrees Fahrenheit";
  if (unit == "%") return " percent";
  return unit.empty() ? "" : " " + unit;
}

std::optional<std::string> state_words(const HomeDevice& device, const DeviceState& state, Milliseconds now) {
  if (device.kind == DeviceKind::kClimate) return climate_words(device, state, now);
  const auto value = state.value(device, Property::kState, now);
  if (device.kind == DeviceKind::kCover && !value) {
    const auto position = state.number(device, Property::kPosition, now);
    if (!position) return std::nullopt;
    return std::abs(*position - device.position_closed) < 0.5 ? "is closed" : "is open";
  }
  if (!value) return std::nullopt;
  switch (device.kind) {
    case DeviceKind::kLight:
      return light_words(device, state, *value, now);
    case DeviceKind::kBinarySensor:
      return binary_words(device.device_class, *value == "on");
    case DeviceKind::kSensor: {
      const auto number = parse_decimal(*value);
      return "says " + (number ? number_text(*number) : *value) + unit_words(device.unit);
    }
    default:
      return "is " + words_of(*value);
  }
}

}  // namespace

std::string number_text(double number) {
  const double tenths = std::nearbyint(number * kTenths);
  char text[48];
  const bool whole = std::fmod(tenths, kTenths) == 0;
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.1f", tenths / kTenths + 0.0);
  return text;
}

std::string with_article(const std::string& said) {
  for (const std::string_view start : {"the ", "all ", "my ", "our ", "every "}) {
    if (said.starts_with(start)) return said;
  }
  return "the " + said;
}

std::string as_sentence(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  }
  return text + ".";
}

std::string join_said(const std::vector<std::string>& names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " " + std::string(last) + " " : ", ";
    text += names[i];
  }
  return text;
}

std::string binary_words(const std::string& device_class, bool on) {
  for (const ClassWords& words : kBinaryWords) {
    if (words.device_class == device_class) return std::string(on ? words.on : words.off);
  }
  return on ? "is on" : "is off";
}

std::optional<std::string> tell_state(const HomeDevice& device, const DeviceState& state,
                                      const std::string& said, Milliseconds now) {
  const auto words = state_words(device, state, now);
  if (!words) return std::nullopt;
  return as_sentence(with_article(said) + " " + *words);
}

std::string asked_words(std::string_view command, std::int64_t value_tenths) {
  const std::string value = number_text(static_cast<double>(value_tenths) / kTenths);
  if (command == "on") return "to turn on";
  if (command == "off") return "to turn off";
  if (command == "dim") return value_tenths > 0 ? "to go to " + value + " percent" : "to get dimmer";
  if (command == "dimmer") return "to get dimmer";
  if (command == "brighter") return "to get brighter";
  if (command == "set-temperature") return "to go to " + value + " degrees";
  if (command == "warmer") return "to get warmer";
  if (command == "cooler") return "to get cooler";
  if (command.starts_with("color:")) return "to turn " + std::string(command.substr(6));
  if (command.starts_with("arm")) return "to arm";
  return "to " + std::string(command);
}

std::string become_words(std::string_view command, std::int64_t value_tenths) {
  const std::string value = number_text(static_cast<double>(value_tenths) / kTenths);
  if (command == "on" || command == "off") return std::string(command);
  if (command == "dim" && value_tenths > 0) return "at " + value + " percent";
  if (command == "dim" || command == "dimmer") return "dimmer";
  if (command == "brighter") return "brighter";
  if (command == "set-temperature") return "set to " + value + " degrees";
  if (command == "warmer" || command == "cooler") return "set " + std::string(command);
  if (command.starts_with("color:")) return std::string(command.substr(6));
  if (command == "lock") return "locked";
  if (command == "close") return "closed";
  if (command.starts_with("arm")) return "armed";
  return "done";
}

}  // namespace sotto
