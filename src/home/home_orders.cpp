#include "home/home_orders.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "home/home_colors.hpp"
#include "home/home_texts.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;
using Made = std::variant<HomeOrder, std::string>;

constexpr double kTenths = 10.0;
constexpr double kPercent = 100.0;
constexpr double kDimStep = 20.0;  // percent points, where no level was named
constexpr double kWarmStep = 1.0;  // degrees, likewise
constexpr double kKelvinMireds = 1'000'000.0;

// What a command says, in whatever form the device takes it.
void publish(HomeOrder& order, const HomeDevice& device, Property property, const std::string& value) {
  const PropertyOrder* to = device.order(property);
  order.publishes.push_back({to->topic, to->command.fill(value), device.retain});
}

std::string plain_number(double number) {
  const double whole = std::nearbyint(number);
  if (std::abs(number - whole) < 1e-9) return std::to_string(static_cast<std::int64_t>(whole));
  return number_text(std::nearbyint(number * kTenths) / kTenths);
}

Made switch_order(const HomeDevice& device, bool on) {
  if (device.order(Property::kState) == nullptr) return "cannot be switched";
  HomeOrder order;
  const std::string payload = device.payload(on ? "payload_on" : "payload_off");
  if (device.json_light) {
    publish(order, device, Property::kState, Json{{"state", payload}}.dump());
  } else if (on && device.brightness_turns_on && device.order(Property::kBrightness) != nullptr) {
    publish(order, device, Property::kBrightness, plain_number(device.brightness_scale));
  } else {
    publish(order, device, Property::kState, payload);
  }
  order.wanted.push_back({Property::kState, {on ? "on" : "off"}, {}, {}, 0});
  return order;
}

Made climate_mode_order(const HomeDevice& device, bool on) {
  if (device.order(Property::kMode) == nullptr) return "cannot be switched";
  std::string mode = "off";
  if (on) {
    const auto& modes = device.modes;
    const auto has = [&](std::string_view m) {
      return std::find(modes.begin(), modes.end(), m) != modes.end();
    };
    mode = has("heat") ? "heat" : has("auto") ? "auto" : has("heat_cool") ? "heat_cool" : "";
    if (mode.empty()) return "has no mode for heating";
  }
  HomeOrder order;
  publish(order, device, Property::kMode, mode);
  order.wanted.push_back({Property::kMode, {mode}, {}, {}, 0});
  return order;
}

Made level_order(const HomeDevice& device, double percent) {
  if (device.order(Property::kBrightness) == nullptr) return "cannot be dimmed";
  if (percent < 0 || percent > kPercent) return "takes 0 to 100 percent";
  if (percent < 0.5) return switch_order(device, false);
  HomeOrder order;
  const double level = std::max(1.0, std::nearbyint(percent / kPercent * device.brightness_scale));
  if (device.json_light) {
    const auto whole = static_cast<std::int64_t>(level);
    publish(order, device, Property::kBrightness,
            Json{{"state", device.payload("payload_on")}, {"brightness", whole}}.dump());
  } else {
    publish(order, device, Property::kBrightness, plain_number(level));
    if (!device.brightness_turns_on && device.order(Property::kState) != nullptr)
      publish(order, device, Property::kState, device.payload("payload_on"));
  }
  if (device.has_reading(Property::kState)) order.wanted.push_back({Property::kState, {"on"}, {}, {}, 0});
  // Lamps round to steps of their own.
  const double tolerance = std::max(1.0, 0.03 * device.brightness_scale);
  order.wanted.push_back({Property::kBrightness, {}, {}, level, tolerance});
  return order;
}

Made step_order(const HomeDevice& device, const DeviceState& state, double percent_points, Milliseconds now) {
  if (device.order(Property::kBrightness) == nullptr) return "cannot be dimmed";
  const bool off = state.value(device, Property::kState, now) == "off";
  const auto level = off ? std::optional<double>(0) : state.number(device, Property::kBrightness, now);
  if (!level) return "does not say how bright it is: name a level";
  const double percent = *level / device.brightness_scale * kPercent + percent_points;
  return level_order(device, std::clamp(percent, off && percent_points < 0 ? 0.0 : 1.0, kPercent));
}

Made color_order(const HomeDevice& device, std::string_view name) {
  const auto color = find_color(name);
  if (!color) return "does not know that colour";
  if (color->white_mireds > 0 && device.order(Property::kColorTemperature) != nullptr) {
    HomeOrder order;
    const double mireds =
        std::clamp(static_cast<double>(color->white_mireds), device.min_mireds, device.max_mireds);
    const double value = std::nearbyint(device.color_temp_kelvin ? kKelvinMireds / mireds : mireds);
    if (device.json_light) {
      publish(order, device, Property::kColorTemperature,
              Json{{"state", "ON"}, {"color_temp", static_cast<std::int64_t>(value)}}.dump());
    } else {
      publish(order, device, Property::kColorTemperature, plain_number(value));
    }
    order.wanted.push_back({Property::kColorTemperature, {}, {}, value, 0.03 * value});
    return order;
  }
  if (device.order(Property::kColor) == nullptr) return "has no colours";
  HomeOrder order;
  publish(order, device, Property::kColor, color_payload(device, *color));
  if (device.has_reading(Property::kState)) order.wanted.push_back({Property::kState, {"on"}, {}, {}, 0});
  order.wanted.push_back({Property::kColor, color_words(device, *color), {}, {}, 0});
  return order;
}

Made temperature_order(const HomeDevice& device, double celsius) {
  if (device.order(Property::kTarget) == nullptr) return "cannot be set to a temperature";
  const double wanted = device.fahrenheit ? to_fahrenheit(celsius) : celsius;
  if (wanted < device.min - 0.01 || wanted > device.max + 0.01) {
    const auto shown = [&](double limit) {
      return number_text(device.fahrenheit ? to_celsius(limit) : limit);
    };
    return "can be set from " + shown(device.min) + " to " + shown(device.max) + " degrees only";
  }
  double sent = std::nearbyint(wanted * kTenths) / kTenths;
  if (device.fahrenheit) sent = std::nearbyint(wanted);
  const double steps = device.step > 0 ? sent / device.step : 0;
  if (!device.fahrenheit && std::abs(steps - std::nearbyint(steps)) > 0.01)
    return "can be set in steps of " + number_text(device.step) + " degrees only";
  HomeOrder order;
  publish(order, device, Property::kTarget, plain_number(sent));
  order.wanted.push_back({Property::kTarget, {}, {}, sent, 0.05});
  return order;
}

Made warmer_order(const HomeDevice& device, const DeviceState& state, double degrees, Milliseconds now) {
  const auto target = state.number(device, Property::kTarget, now);
  if (!target) return "does not say what it is set to: name a temperature";
  const double celsius = device.fahrenheit ? to_celsius(*target) : *target;
  return temperature_order(device, celsius + degrees);
}

Made guard_order(const HomeDevice& device, const std::string& payload_key, Wanted wanted, bool opening) {
  const PropertyOrder* to = device.order(Property::kState);
  if (to == nullptr || device.payload(payload_key).empty()) return "cannot do that";
  // A template that wants a code, of a device that does not say what for, wants it for everything.
  const bool unclear = to->command.wants_code() && !device.needs_code && !device.needs_code_to_open;
  HomeOrder order;
  order.guard = true;
  order.takes_code = unclear || (opening ? device.needs_code_to_open : device.needs_code);
  const std::string code(order.takes_code ? 1 : 0, kCodeMark);
  // Kept by the broker it would be carried out again, whenever the device comes back.
  order.publishes.push_back({to->topic, to->command.fill(device.payload(payload_key), code), false});
  order.wanted.push_back(std::move(wanted));
  return order;
}

Made alarm_order(const HomeDevice& device, std::string_view command) {
  if (command == "disarm") {
    return guard_order(device, "payload_disarm", {Property::kState, {"disarmed"}, {"disarming"}, {}, 0},
                       true);
  }
  const std::string mode = command == "arm-home" ? "home" : command == "arm-night" ? "night" : "away";
  if (!device.modes.empty() &&
      std::find(device.modes.begin(), device.modes.end(), "arm_" + mode) == device.modes.end())
    return "has no such mode";
  return guard_order(device, "payload_arm_" + mode,
                     {Property::kState, {"armed_" + mode}, {"arming", "pending"}, {}, 0}, false);
}

Made cover_order(const HomeDevice& device, bool open) {
  Wanted wanted{Property::kState, {open ? "open" : "closed"}, {open ? "opening" : "closing"}, {}, 0};
  if (!device.has_reading(Property::kState) && device.has_reading(Property::kPosition)) {
    wanted = {Property::kPosition, {}, {}, open ? device.position_open : device.position_closed, 0.5};
  }
  if (device.order(Property::kState) != nullptr)
    return guard_order(device, open ? "payload_open" : "payload_close", std::move(wanted), false);
  const PropertyOrder* to = device.order(Property::kPosition);
  if (to == nullptr) return "cannot be moved";
  HomeOrder order;
  order.guard = true;
  const double position = open ? device.position_open : device.position_closed;
  order.publishes.push_back({to->topic, to->command.fill(plain_number(position)), false});
  order.wanted.push_back(std::move(wanted));
  return order;
}

Made light_order(const HomeDevice& device, const DeviceState& state, std::string_view command, double value,
                 Milliseconds now) {
  if (command == "dim" && value > 0) return level_order(device, value);
  if (command == "dim" || command == "dimmer") return step_order(device, state, -kDimStep, now);
  if (command == "brighter") return step_order(device, state, kDimStep, now);
  if (command.starts_with("color:")) return color_order(device, command.substr(6));
  return "cannot do that";
}

Made climate_order(const HomeDevice& device, const DeviceState& state, std::string_view command, double value,
                   Milliseconds now) {
  if (command == "on" || command == "off") return climate_mode_order(device, command == "on");
  if (command == "set-temperature") return temperature_order(device, value);
  const double degrees = value > 0 ? value : kWarmStep;
  if (command == "warmer") return warmer_order(device, state, degrees, now);
  if (command == "cooler") return warmer_order(device, state, -degrees, now);
  return "cannot do that";
}

bool matches(const Wanted& wanted, const HomeDevice& device, const DeviceState& state, Milliseconds now) {
  if (wanted.number) {
    const auto number = state.number(device, wanted.property, now);
    return number && std::abs(*number - *wanted.number) <= wanted.tolerance;
  }
  const auto value = state.value(device, wanted.property, now);
  return value && std::find(wanted.words.begin(), wanted.words.end(), *value) != wanted.words.end();
}

bool on_the_way(const Wanted& wanted, const HomeDevice& device, const DeviceState& state, Milliseconds now) {
  const auto value = state.value(device, wanted.property, now);
  return value && std::find(wanted.moving.begin(), wanted.moving.end(), *value) != wanted.moving.end();
}

}  // namespace

Made make_order(const HomeDevice& device, const DeviceState& state, std::string_view command,
                std::int64_t value_tenths, Milliseconds now) {
  const double value = static_cast<double>(value_tenths) / kTenths;
  const bool switching = command == "on" || command == "off";
  switch (device.kind) {
    case DeviceKind::kLight:
      if (switching) return switch_order(device, command == "on");
      return light_order(device, state, command, value, now);
    case DeviceKind::kSwitch:
    case DeviceKind::kFan:
    case DeviceKind::kSiren:
      if (switching) return switch_order(device, command == "on");
      return "can only be switched on and off";
    case DeviceKind::kClimate:
      return climate_order(device, state, command, value, now);
    case DeviceKind::kLock:
      if (command == "lock")
        return guard_order(device, "payload_lock", {Property::kState, {"locked"}, {}, {}, 0}, false);
      if (command == "unlock")
        return guard_order(device, "payload_unlock", {Property::kState, {"unlocked"}, {}, {}, 0}, true);
      return "can only be locked and unlocked";
    case DeviceKind::kAlarm:
      if (command.starts_with("arm") || command == "disarm") return alarm_order(device, command);
      return "can only be armed and disarmed";
    case DeviceKind::kCover:
      if (command == "close" || command == "lock") return cover_order(device, false);
      if (command == "open" || command == "unlock") return cover_order(device, true);
      return "can only be opened and closed";
    case DeviceKind::kSensor:
    case DeviceKind::kBinarySensor:
      break;
  }
  return "can only be asked";
}

std::vector<std::uint64_t> reports_of(const HomeOrder& order, const DeviceState& state) {
  std::vector<std::uint64_t> counts;
  for (const Wanted& wanted : order.wanted) counts.push_back(state.reports(wanted.property));
  return counts;
}

Progress progress_of(const HomeOrder& order, const HomeDevice& device, const DeviceState& state,
                     const std::vector<std::uint64_t>& reports_before, Milliseconds asked_at,
                     Milliseconds now) {
  bool fresh = false;
  for (std::size_t i = 0; i < order.wanted.size(); ++i)
    fresh = fresh || state.reports(order.wanted[i].property) > reports_before[i];
  const bool settled = !order.guard && now - asked_at >= kSettled;
  if (!fresh && !settled) return Progress::kWaiting;
  bool all = true;
  bool moving = false;
  for (const Wanted& wanted : order.wanted) {
    all = all && matches(wanted, device, state, now);
    moving = moving || on_the_way(wanted, device, state, now);
  }
  if (all) return Progress::kDone;
  if (moving) return Progress::kMoving;
  const bool jammed =
      device.kind == DeviceKind::kLock && state.value(device, Property::kState, now) == "jammed";
  return jammed && fresh ? Progress::kFailed : Progress::kWaiting;
}

bool is_harmless(std::string_view command) {
  return command == "lock" || command == "close" || command.starts_with("arm") || command.starts_with("ask-");
}

bool is_opening(std::string_view command) {
  return command == "unlock" || command == "open" || command == "disarm";
}

}  // namespace sotto
