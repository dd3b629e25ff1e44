// What each kind of device reads and obeys. Keys and defaults are those that Home Assistant documents.
#include <algorithm>
#include <cmath>

#include "home/discovery_internal.hpp"

namespace sotto {
namespace {

constexpr double kSecond = 1000.0;
constexpr double kDayMs = 86'400'000.0;

void read_switch(ComponentReader& reader, HomeDevice& device) {
  reader.add_payload(device, "payload_on", "ON");
  reader.add_payload(device, "payload_off", "OFF");
  reader.add_payload(device, "state_on", device.payload("payload_on"));
  reader.add_payload(device, "state_off", device.payload("payload_off"));
  const bool fan_or_siren_state = reader.has("state_value_template");
  reader.add_reading(device, Property::kState, "state_topic",
                     fan_or_siren_state ? "state_value_template" : "value_template");
  reader.add_order(device, Property::kState, "command_topic", "command_template");
}

void read_mireds(const ComponentReader& reader, HomeDevice& device) {
  constexpr double kMiredsOfKelvin = 1'000'000.0;
  device.color_temp_kelvin = reader.flag("color_temp_kelvin", false);
  device.min_mireds = reader.number("min_mireds", device.min_mireds);
  device.max_mireds = reader.number("max_mireds", device.max_mireds);
  const double max_kelvin = reader.number("max_kelvin", 0);
  const double min_kelvin = reader.number("min_kelvin", 0);
  if (max_kelvin > 0) device.min_mireds = kMiredsOfKelvin / max_kelvin;
  if (min_kelvin > 0) device.max_mireds = kMiredsOfKelvin / min_kelvin;
}

void read_json_light(ComponentReader& reader, HomeDevice& device) {
  device.json_light = true;
  device.payloads = {{"payload_on", "ON"}, {"payload_off", "OFF"}, {"state_on", "ON"}, {"state_off", "OFF"}};
  reader.add_reading_at(device, Property::kState, "state_topic", {"state"});
  reader.add_order(device, Property::kState, "command_topic", "");
  const PropertyOrder* order = device.order(Property::kState);
  const std::vector<std::string> modes = reader.texts("supported_color_modes");
  const auto supports = [&](std::string_view mode) {
    return std::find(modes.begin(), modes.end(), mode) != modes.end();
  };
  const bool dims = reader.flag("brightness", false) ||
                    std::any_of(modes.begin(), modes.end(), [](const auto& mode) { return mode != "onoff"; });
  if (dims) {
    reader.add_reading_at(device, Property::kBrightness, "state_topic", {"brightness"});
    if (order != nullptr) device.orders[Property::kBrightness] = *order;
  }
  if (supports("color_temp") || reader.flag("color_temp", false)) {
    reader.add_reading_at(device, Property::kColorTemperature, "state_topic", {"color_temp"});
    if (order != nullptr) device.orders[Property::kColorTemperature] = *order;
  }
  device.color = supports("rgb") || reader.flag("rgb", false) ? ColorMode::kRgb
                 : supports("hs") || reader.flag("hs", false) ? ColorMode::kHs
                 : supports("xy") || reader.flag("xy", false) ? ColorMode::kXy
                                                              : ColorMode::kNone;
  if (device.color != ColorMode::kNone) {
    reader.add_reading_at(device, Property::kColor, "state_topic", {"color_mode"});
    if (order != nullptr) device.orders[Property::kColor] = *order;
  }
}

void read_default_light(ComponentReader& reader, HomeDevice& device) {
  read_switch(reader, device);
  device.brightness_turns_on = reader.text("on_command_type") == "brightness";
  reader.add_reading(device, Property::kBrightness, "brightness_state_topic", "brightness_value_template");
  reader.add_order(device, Property::kBrightness, "brightness_command_topic", "brightness_command_template");
  reader.add_reading(device, Property::kColorTemperature, "color_temp_state_topic",
                     "color_temp_value_template");
  reader.add_order(device, Property::kColorTemperature, "color_temp_command_topic",
                   "color_temp_command_template");
  const bool rgb = reader.has("rgb_command_topic");
  if (!rgb && !reader.has("hs_command_topic")) return;
  const std::string mode = rgb ? "rgb" : "hs";
  reader.add_reading(device, Property::kColor, mode + "_state_topic", mode + "_value_template");
  // An own template takes the parts one by one, under names that are not filled in here.
  if (reader.has(mode + "_command_template")) return;
  device.color = rgb ? ColorMode::kRgb : ColorMode::kHs;
  reader.add_order(device, Property::kColor, mode + "_command_topic", "");
}

void read_light(ComponentReader& reader, HomeDevice& device) {
  const std::string schema = reader.text("schema", "basic");
  device.brightness_scale = std::max(1.0, reader.number("brightness_scale", 255));
  read_mireds(reader, device);
  if (schema == "json") return read_json_light(reader, device);
  // The "template" schema writes programs in its templates: nothing of it can be known.
  if (schema == "basic" || schema == "default") read_default_light(reader, device);
}

void read_climate(ComponentReader& reader, HomeDevice& device) {
  device.fahrenheit = reader.text("temperature_unit", "C") == "F";
  device.min = reader.number("min_temp", device.fahrenheit ? 45 : 7);
  device.max = reader.number("max_temp", device.fahrenheit ? 95 : 35);
  device.step = std::max(0.0, reader.number("temp_step", 0));
  device.modes = reader.texts("modes");
  reader.add_reading(device, Property::kTarget, "temperature_state_topic", "temperature_state_template");
  reader.add_order(device, Property::kTarget, "temperature_command_topic", "temperature_command_template");
  reader.add_reading(device, Property::kCurrent, "current_temperature_topic", "current_temperature_template");
  reader.add_reading(device, Property::kMode, "mode_state_topic", "mode_state_template");
  reader.add_order(device, Property::kMode, "mode_command_topic", "mode_command_template");
  reader.add_reading(device, Property::kAction, "action_topic", "action_template");
}

void read_lock(ComponentReader& reader, HomeDevice& device) {
  reader.add_payload(device, "payload_lock", "LOCK");
  reader.add_payload(device, "payload_unlock", "UNLOCK");
  reader.add_payload(device, "state_locked", "LOCKED");
  reader.add_payload(device, "state_unlocked", "UNLOCKED");
  reader.add_payload(device, "state_locking", "LOCKING");
  reader.add_payload(device, "state_unlocking", "UNLOCKING");
  reader.add_payload(device, "state_jammed", "JAMMED");
  reader.add_reading(device, Property::kState, "state_topic", "value_template");
  reader.add_order(device, Property::kState, "command_topic", "command_template");
  device.needs_code = device.needs_code_to_open = reader.has("code_format");
}

void read_alarm(ComponentReader& reader, HomeDevice& device) {
  reader.add_payload(device, "payload_arm_home", "ARM_HOME");
  reader.add_payload(device, "payload_arm_away", "ARM_AWAY");
  reader.add_payload(device, "payload_arm_night", "ARM_NIGHT");
  reader.add_payload(device, "payload_disarm", "DISARM");
  reader.add_reading(device, Property::kState, "state_topic", "value_template");
  reader.add_order(device, Property::kState, "command_topic", "command_template");
  // Only whether there is a code is kept, never the code.
  const bool has_code = reader.has("code");
  device.needs_code = has_code && reader.flag("code_arm_required", true);
  device.needs_code_to_open = has_code && reader.flag("code_disarm_required", true);
  device.modes = reader.texts("supported_features");
}

void read_cover(ComponentReader& reader, HomeDevice& device) {
  reader.add_payload(device, "payload_open", "OPEN");
  reader.add_payload(device, "payload_close", "CLOSE");
  reader.add_payload(device, "payload_stop", "STOP");
  reader.add_payload(device, "state_open", "open");
  reader.add_payload(device, "state_closed", "closed");
  reader.add_payload(device, "state_opening", "opening");
  reader.add_payload(device, "state_closing", "closing");
  reader.add_payload(device, "state_stopped", "stopped");
  device.position_open = reader.number("position_open", 100);
  device.position_closed = reader.number("position_closed", 0);
  reader.add_reading(device, Property::kState, "state_topic", "value_template");
  reader.add_reading(device, Property::kPosition, "position_topic",
                     reader.has("position_template") ? "position_template" : "value_template");
  reader.add_order(device, Property::kState, "command_topic", "command_template");
  reader.add_order(device, Property::kPosition, "set_position_topic", "set_position_template");
}

}  // namespace

void read_kind(ComponentReader& reader, HomeDevice& device) {
  device.device_class = reader.text("device_class");
  device.unit = reader.text("unit_of_measurement");
  device.retain = reader.flag("retain", false);
  device.expire_after_ms =
      static_cast<Milliseconds>(std::clamp(reader.number("expire_after", 0) * kSecond, 0.0, 365 * kDayMs));
  switch (device.kind) {
    case DeviceKind::kLight:
      return read_light(reader, device);
    case DeviceKind::kClimate:
      return read_climate(reader, device);
    case DeviceKind::kLock:
      return read_lock(reader, device);
    case DeviceKind::kAlarm:
      return read_alarm(reader, device);
    case DeviceKind::kCover:
      return read_cover(reader, device);
    case DeviceKind::kSensor:
      return reader.add_reading(device, Property::kState, "state_topic", "value_template");
    case DeviceKind::kSwitch:
    case DeviceKind::kFan:
    case DeviceKind::kSiren:
    case DeviceKind::kBinarySensor:
      return read_switch(reader, device);
  }
}

}  // namespace sotto
