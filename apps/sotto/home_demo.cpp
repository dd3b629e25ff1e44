#include "sotto/home_demo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "home/payload.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTop = "sotto-home/";
constexpr int kBrightnessMax = 254;
constexpr Milliseconds kHeatStep = 1000;
constexpr double kDegreesAStep = 0.1;
constexpr Milliseconds kMotionEvery = 20'000;
constexpr Milliseconds kLockTakes = 400;
constexpr Milliseconds kArmTakes = 3000;
constexpr Milliseconds kGarageTakes = 4000;

struct Place {
  const char* id;
  const char* area;
};
constexpr std::array<Place, 4> kLamps = {{{"kitchen_lamp", "Kitchen"},
                                          {"living_room_lamp", "Living room"},
                                          {"bedroom_lamp", "Bedroom"},
                                          {"hall_lamp", "Hall"}}};

std::string topic(const std::string& id) {
  return kTop + id;
}

std::string name_of(std::string id) {
  std::replace(id.begin(), id.end(), '_', ' ');
  return id;
}

Json base_config(const std::string& id, const std::string& area) {
  return {
      {"name", nullptr},
      {"object_id", id},
      {"unique_id", "sotto_home_" + id},
      {"availability_topic", DemoHome::kStatusTopic},
      {"device", {{"identifiers", {"sotto_home_" + id}}, {"name", name_of(id)}, {"suggested_area", area}}},
      {"origin", {{"name", "sotto home"}}}};
}

void add_topics(Json& config, const std::string& id) {
  config["state_topic"] = topic(id);
  config["command_topic"] = topic(id) + "/set";
}

Json lamp_config(const std::string& id, const std::string& area) {
  Json config = base_config(id, area);
  add_topics(config, id);
  config["schema"] = "json";
  config["brightness"] = true;
  config["brightness_scale"] = kBrightnessMax;
  config["supported_color_modes"] = {"brightness"};
  return config;
}

Json thermostat_config() {
  Json config = base_config("living_room_thermostat", "Living room");
  const std::string state = topic("living_room_thermostat");
  config["temperature_command_topic"] = topic("living_room_target/set");
  config["temperature_state_topic"] = state;
  config["temperature_state_template"] = "{{ value_json.target }}";
  config["current_temperature_topic"] = state;
  config["current_temperature_template"] = "{{ value_json.current }}";
  config["mode_command_topic"] = topic("living_room_mode/set");
  config["mode_state_topic"] = state;
  config["mode_state_template"] = "{{ value_json.mode }}";
  config["modes"] = {"off", "heat"};
  config["min_temp"] = 5;
  config["max_temp"] = 30;
  config["temp_step"] = 0.5;
  return config;
}

Json sensor_config(const std::string& id, const std::string& area, const std::string& device_class) {
  Json config = base_config(id, area);
  config["state_topic"] = topic(id);
  config["device_class"] = device_class;
  return config;
}

}  // namespace

DemoHome::DemoHome(std::string discovery_prefix) : prefix_(std::move(discovery_prefix)) {
  for (const Place& lamp : kLamps) lamps_[lamp.id] = {};
  movers_ = {
      {"front_door", {"UNLOCKED", "", 0}}, {"alarm", {"disarmed", "", 0}}, {"garage_door", {"open", "", 0}}};
  sensors_ = {{"hall_motion", false}, {"kitchen_window", false}, {"bedroom_window", true}};
}

std::vector<DemoPublish> DemoHome::describe() const {
  std::vector<DemoPublish> all;
  const auto add = [&](const std::string& component, const std::string& id, const Json& config) {
    all.push_back({prefix_ + "/" + component + "/sotto_home/" + id + "/config", config.dump()});
  };
  for (const Place& lamp : kLamps) add("light", lamp.id, lamp_config(lamp.id, lamp.area));
  add("climate", "living_room_thermostat", thermostat_config());
  Json lock = base_config("front_door", "Hall");
  add_topics(lock, "front_door");
  add("lock", "front_door", lock);
  Json alarm = base_config("alarm", "Hall");
  add_topics(alarm, "alarm");
  alarm["code"] = "REMOTE_CODE";
  alarm["code_arm_required"] = false;
  alarm["command_template"] = R"({"action":"{{ action }}","code":"{{ code }}"})";
  alarm["supported_features"] = {"arm_home", "arm_away", "arm_night"};
  add("alarm_control_panel", "alarm", alarm);
  Json garage = base_config("garage_door", "Garage");
  add_topics(garage, "garage_door");
  garage["device_class"] = "garage";
  add("cover", "garage_door", garage);
  add("binary_sensor", "hall_motion", sensor_config("hall_motion", "Hall", "motion"));
  add("binary_sensor", "kitchen_window", sensor_config("kitchen_window", "Kitchen", "window"));
  add("binary_sensor", "bedroom_window", sensor_config("bedroom_window", "Bedroom", "window"));
  for (DemoPublish& state : states()) all.push_back(std::move(state));
  return all;
}

std::vector<DemoPublish> DemoHome::farewell() const {
  std::vector<DemoPublish> all = describe();
  for (DemoPublish& publish : all) publish.payload.clear();
  return all;
}

DemoPublish DemoHome::lamp_state(const std::string& id) const {
  const Lamp& lamp = lamps_.at(id);
  return {topic(id), Json{{"state", lamp.on ? "ON" : "OFF"}, {"brightness", lamp.brightness}}.dump()};
}

DemoPublish DemoHome::thermostat_state() const {
  const double current = std::nearbyint(current_ * 10) / 10;
  return {topic("living_room_thermostat"),
          Json{{"target", target_}, {"current", current}, {"mode", mode_}}.dump()};
}

std::vector<DemoPublish> DemoHome::states() const {
  std::vector<DemoPublish> all;
  for (const auto& [id, lamp] : lamps_) all.push_back(lamp_state(id));
  all.push_back(thermostat_state());
  for (const auto& [id, mover] : movers_) all.push_back({topic(id), mover.state});
  for (const auto& [id, on] : sensors_) all.push_back({topic(id), on ? "ON" : "OFF"});
  return all;
}

void DemoHome::set_lamp(const std::string& id, std::string_view payload) {
  const Json wanted = Json::parse(payload, nullptr, false);
  if (!wanted.is_object()) return;
  Lamp& lamp = lamps_[id];
  if (wanted.contains("state") && wanted["state"].is_string()) lamp.on = wanted["state"] == "ON";
  if (wanted.contains("brightness") && wanted["brightness"].is_number_integer())
    lamp.brightness = std::clamp(wanted["brightness"].get<int>(), 1, kBrightnessMax);
}

std::vector<DemoPublish> DemoHome::move(const std::string& id, Mover& mover, const std::string& on_the_way,
                                        const std::string& goal, Milliseconds takes, Milliseconds now) {
  mover.state = on_the_way.empty() ? goal : on_the_way;
  mover.goal = on_the_way.empty() ? "" : goal;
  mover.arrives = now + takes;
  return {{topic(id), mover.state}};
}

std::vector<DemoPublish> DemoHome::set_alarm(std::string_view payload, Milliseconds now) {
  const Json wanted = Json::parse(payload, nullptr, false);
  const auto text = [&wanted](const char* key) {
    const bool there = wanted.is_object() && wanted.contains(key) && wanted[key].is_string();
    return there ? wanted[key].get<std::string>() : std::string();
  };
  Mover& alarm = movers_["alarm"];
  const std::string action = text("action");
  if (action == "ARM_HOME") return move("alarm", alarm, "arming", "armed_home", kArmTakes, now);
  if (action == "ARM_AWAY") return move("alarm", alarm, "arming", "armed_away", kArmTakes, now);
  if (action == "ARM_NIGHT") return move("alarm", alarm, "arming", "armed_night", kArmTakes, now);
  if (action == "DISARM" && text("code") == kAlarmCode) return move("alarm", alarm, "", "disarmed", 0, now);
  return {};
}

std::vector<DemoPublish> DemoHome::hear(const std::string& command_topic, std::string_view payload,
                                        Milliseconds now) {
  const std::string_view top = kTop;
  constexpr std::string_view kSet = "/set";
  if (!command_topic.starts_with(top) || !command_topic.ends_with(kSet)) return {};
  const std::string id = command_topic.substr(top.size(), command_topic.size() - top.size() - kSet.size());
  if (lamps_.contains(id)) {
    set_lamp(id, payload);
    return {lamp_state(id)};
  }
  if (id == "living_room_target") {
    target_ = std::clamp(parse_decimal(payload).value_or(target_), 5.0, 30.0);
    return {thermostat_state()};
  }
  if (id == "living_room_mode") {
    if (payload == "off" || payload == "heat") mode_ = payload;
    return {thermostat_state()};
  }
  const auto found = movers_.find(id);
  if (found == movers_.end()) return {};
  Mover& mover = found->second;
  if (id == "front_door" && payload == "LOCK") return move(id, mover, "LOCKING", "LOCKED", kLockTakes, now);
  if (id == "front_door" && payload == "UNLOCK")
    return move(id, mover, "UNLOCKING", "UNLOCKED", kLockTakes, now);
  if (id == "garage_door" && payload == "OPEN") return move(id, mover, "opening", "open", kGarageTakes, now);
  if (id == "garage_door" && payload == "CLOSE")
    return move(id, mover, "closing", "closed", kGarageTakes, now);
  return id == "alarm" ? set_alarm(payload, now) : std::vector<DemoPublish>{};
}

std::vector<DemoPublish> DemoHome::tick(Milliseconds now) {
  std::vector<DemoPublish> changed;
  for (auto& [id, mover] : movers_) {
    if (mover.goal.empty() || now < mover.arrives) continue;
    mover.state = std::exchange(mover.goal, {});
    changed.push_back({topic(id), mover.state});
  }
  if (now - stepped_at_ >= kHeatStep) {
    stepped_at_ = now;
    const double before = std::nearbyint(current_ * 10);
    const double pull =
        mode_ == "off" ? -kDegreesAStep / 5 : std::clamp(target_ - current_, -kDegreesAStep, kDegreesAStep);
    current_ = std::max(current_ + pull, 12.0);
    if (std::nearbyint(current_ * 10) != before) changed.push_back(thermostat_state());
  }
  if (now - moved_at_ >= kMotionEvery) {
    moved_at_ = now;
    bool& motion = sensors_["hall_motion"];
    motion = !motion;
    changed.push_back({topic("hall_motion"), motion ? "ON" : "OFF"});
  }
  return changed;
}

}  // namespace sotto
