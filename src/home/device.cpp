#include "home/device.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::array<std::pair<DeviceKind, std::string_view>, 10> kKinds = {{
    {DeviceKind::kLight, "light"},
    {DeviceKind::kSwitch, "switch"},
    {DeviceKind::kFan, "fan"},
    {DeviceKind::kClimate, "climate"},
    {DeviceKind::kLock, "lock"},
    {DeviceKind::kAlarm, "alarm_control_panel"},
    {DeviceKind::kCover, "cover"},
    {DeviceKind::kSensor, "sensor"},
    {DeviceKind::kBinarySensor, "binary_sensor"},
    {DeviceKind::kSiren, "siren"},
}};

constexpr std::array<std::string_view, kProperties> kPropertyNames = {
    "state", "brightness", "color-temperature", "color", "target", "current", "mode", "action", "position"};

constexpr std::size_t kValueMax = 256;

constexpr std::array<std::string_view, 11> kAlarmStates = {
    "disarmed", "armed_home", "armed_away", "armed_night", "armed_vacation", "armed_custom_bypass",
    "pending",  "arming",     "disarming",  "triggered",   "unavailable"};

// The word for a state, when the device's own word for it stands under `key`.
struct StateWord {
  std::string_view key;
  std::string_view word;
};
constexpr std::array<StateWord, 2> kSwitchWords = {{{"state_on", "on"}, {"state_off", "off"}}};
constexpr std::array<StateWord, 5> kLockWords = {{{"state_locked", "locked"},
                                                  {"state_unlocked", "unlocked"},
                                                  {"state_locking", "locking"},
                                                  {"state_unlocking", "unlocking"},
                                                  {"state_jammed", "jammed"}}};
constexpr std::array<StateWord, 5> kCoverWords = {{{"state_open", "open"},
                                                   {"state_closed", "closed"},
                                                   {"state_opening", "opening"},
                                                   {"state_closing", "closing"},
                                                   {"state_stopped", "stopped"}}};

template <std::size_t N>
std::optional<std::string> word_for(const HomeDevice& device, const std::array<StateWord, N>& words,
                                    const std::string& raw) {
  // Where one word of the device stands for two states, nothing is known.
  std::optional<std::string> found;
  for (const StateWord& word : words) {
    if (device.payload(std::string(word.key)) != raw) continue;
    if (found) return std::nullopt;
    found = word.word;
  }
  return found;
}

std::optional<std::string> state_word(const HomeDevice& device, const std::string& raw) {
  switch (device.kind) {
    case DeviceKind::kLight:
    case DeviceKind::kSwitch:
    case DeviceKind::kFan:
    case DeviceKind::kSiren:
    case DeviceKind::kBinarySensor:
      return word_for(device, kSwitchWords, raw);
    case DeviceKind::kLock:
      return word_for(device, kLockWords, raw);
    case DeviceKind::kCover:
      return word_for(device, kCoverWords, raw);
    case DeviceKind::kAlarm:
      if (std::find(kAlarmStates.begin(), kAlarmStates.end(), raw) == kAlarmStates.end()) return std::nullopt;
      return raw;
    default:
      return raw;
  }
}

bool is_numeric(Property property) {
  return property == Property::kBrightness || property == Property::kColorTemperature ||
         property == Property::kTarget || property == Property::kCurrent || property == Property::kPosition;
}

}  // namespace

std::string_view kind_name(DeviceKind kind) {
  for (const auto& [k, name] : kKinds) {
    if (k == kind) return name;
  }
  SOTTO_UNREACHABLE("a kind of device without a name");
}

std::optional<DeviceKind> parse_kind(std::string_view component) {
  for (const auto& [kind, name] : kKinds) {
    if (name == component) return kind;
  }
  return std::nullopt;
}

std::string_view property_name(Property property) {
  return kPropertyNames[static_cast<std::size_t>(property)];
}

bool HomeDevice::has_reading(Property property) const {
  return std::any_of(readings.begin(), readings.end(),
                     [&](const PropertyReading& reading) { return reading.property == property; });
}

const PropertyOrder* HomeDevice::order(Property property) const {
  const auto found = orders.find(property);
  return found == orders.end() ? nullptr : &found->second;
}

const std::string& HomeDevice::payload(const std::string& key) const {
  static const std::string kNone;
  const auto found = payloads.find(key);
  return found == payloads.end() ? kNone : found->second;
}

bool HomeDevice::is_entrance() const {
  if (kind != DeviceKind::kCover) return false;
  // A cover that does not say what it is may be a gate.
  return device_class != "blind" && device_class != "shade" && device_class != "curtain" &&
         device_class != "awning" && device_class != "shutter" && device_class != "damper";
}

bool DeviceState::apply(const HomeDevice& device, const std::string& topic, const Payload& payload,
                        Milliseconds now) {
  bool concerned = false;
  for (const PropertyReading& reading : device.readings) {
    if (reading.topic != topic) continue;
    concerned = true;
    Payload::Value found = reading.value.read(payload);
    if (found.found == Payload::Found::kNothing ||
        (found.found == Payload::Found::kValue && found.text.empty()))
      continue;
    ReportedValue& value = values_[static_cast<std::size_t>(reading.property)];
    // A cover that reports both leaves its state to the words and its position to the number.
    value.reports += 1;
    value.at = now;
    value.value.reset();
    if (found.found == Payload::Found::kUnknown || found.text == "None" || found.text.size() > kValueMax)
      continue;
    if (is_numeric(reading.property) && !parse_decimal(found.text)) continue;
    value.value =
        reading.property == Property::kState ? state_word(device, found.text) : std::move(found.text);
  }
  for (const AvailabilitySource& source : device.availability) concerned |= source.topic == topic;
  if (concerned) apply_availability(device, topic, payload);
  return concerned;
}

void DeviceState::apply_availability(const HomeDevice& device, const std::string& topic,
                                     const Payload& payload) {
  availability_.resize(device.availability.size());
  for (std::size_t i = 0; i < device.availability.size(); ++i) {
    const AvailabilitySource& source = device.availability[i];
    if (source.topic != topic || !source.value) continue;
    Payload::Value found = source.value->read(payload);
    // Zigbee2MQTT's bridge once published the bare word where its template asks for JSON.
    if (found.found == Payload::Found::kUnknown)
      found = {Payload::Found::kValue, std::string(payload.text())};
    if (found.found != Payload::Found::kValue) continue;
    if (found.text == source.available) {
      availability_[i] = latest_ = true;
    } else if (found.text == source.not_available) {
      availability_[i] = latest_ = false;
    }
  }
}

std::optional<std::string> DeviceState::value(const HomeDevice& device, Property property,
                                              Milliseconds now) const {
  const ReportedValue& reported = values_[static_cast<std::size_t>(property)];
  if (device.expire_after_ms > 0 && now - reported.at >= device.expire_after_ms) return std::nullopt;
  return reported.value;
}

std::optional<double> DeviceState::number(const HomeDevice& device, Property property,
                                          Milliseconds now) const {
  const auto text = value(device, property, now);
  return text ? parse_decimal(*text) : std::nullopt;
}

std::uint64_t DeviceState::reports(Property property) const {
  return values_[static_cast<std::size_t>(property)].reports;
}

std::uint64_t DeviceState::all_reports() const {
  std::uint64_t count = 0;
  for (const ReportedValue& value : values_) count += value.reports;
  return count;
}

bool DeviceState::available(const HomeDevice& device) const {
  std::size_t speaking = 0;
  std::size_t available = 0;
  for (std::size_t i = 0; i < device.availability.size(); ++i) {
    if (!device.availability[i].value) continue;
    ++speaking;
    if (i < availability_.size() && availability_[i].value_or(false)) ++available;
  }
  if (speaking == 0) return true;
  switch (device.availability_mode) {
    case AvailabilityMode::kAll:
      return available == speaking;
    case AvailabilityMode::kAny:
      return available > 0;
    case AvailabilityMode::kLatest:
      return latest_.value_or(false);
  }
  return false;
}

double to_celsius(double fahrenheit) {
  return (fahrenheit - 32.0) / 1.8;
}

double to_fahrenheit(double celsius) {
  return celsius * 1.8 + 32.0;
}

}  // namespace sotto
