// What the house answers when it is asked.
#include <algorithm>
#include <utility>

#include "home/home.hpp"
#include "home/home_texts.hpp"

namespace sotto {
namespace {

constexpr std::size_t kToldMax = 4;  // devices or rooms named in one answer

// What makes a member of the group worth naming: an open window, a lamp that is on, a door that is unlocked.
std::optional<bool> is_notable(const HomeDevice& device, const DeviceState& state, Milliseconds now) {
  const auto value = state.value(device, Property::kState, now);
  if (device.kind == DeviceKind::kCover && !value) {
    const auto position = state.number(device, Property::kPosition, now);
    if (!position) return std::nullopt;
    return *position != device.position_closed;
  }
  if (!value) return std::nullopt;
  if (device.kind == DeviceKind::kLock) return *value != "locked";
  if (device.kind == DeviceKind::kCover) return *value != "closed";
  if (device.kind == DeviceKind::kAlarm) return *value == "disarmed" || *value == "triggered";
  return *value == "on";
}

struct NotableWords {
  std::string_view notable;
  std::string_view ordinary;
};

NotableWords words_for(const HomeDevice& device) {
  if (device.kind == DeviceKind::kLock) return {"not locked", "locked"};
  if (device.kind == DeviceKind::kLight || device.kind == DeviceKind::kSwitch) return {"on", "off"};
  if (device.kind == DeviceKind::kAlarm) return {"not armed", "armed"};
  return {"open", "closed"};
}

std::optional<double> temperature_of(const HomeDevice& device, const DeviceState& state, Milliseconds now) {
  const bool climate = device.kind == DeviceKind::kClimate;
  const auto value = state.number(device, climate ? Property::kCurrent : Property::kState, now);
  if (!value) return std::nullopt;
  const bool fahrenheit = climate ? device.fahrenheit : device.unit == "°F";
  return fahrenheit ? to_celsius(*value) : *value;
}

}  // namespace

void Home::ask_state(const SetDevice& command, const Target& target, Milliseconds now) {
  const Entry& entry = *target.entries.front();
  if (!entry.state.available(entry.device))
    return answer(command, "unavailable", as_sentence(with_article(target.said) + " cannot be reached"));
  auto told = tell_state(entry.device, entry.state, target.said, now);
  if (!told)
    return answer(command, "no-answer",
                  as_sentence(with_article(target.said) + " has not said anything yet"));
  answer(command, "answered", std::move(*told));
}

// "Is any window open?"
void Home::ask_any(const SetDevice& command, const Target& target, Milliseconds now) {
  if (target.entries.front()->device.kind == DeviceKind::kClimate) return ask_each(command, target, now);
  std::vector<std::string> notable;
  std::vector<std::string> silent;
  for (const Entry* entry : target.entries) {
    const std::string said = with_article(said_of(entry->device));
    const bool there = entry->state.available(entry->device);
    const auto state = there ? is_notable(entry->device, entry->state, now) : std::nullopt;
    if (!state) silent.push_back(said);
    if (state.value_or(false)) notable.push_back(said);
  }
  const NotableWords words = words_for(target.entries.front()->device);
  const auto shorten = [](std::vector<std::string>& names) {
    if (names.size() <= kToldMax) return;
    const std::size_t more = names.size() - kToldMax + 1;
    names.resize(kToldMax - 1);
    names.push_back(std::to_string(more) + " more");
  };
  const bool one = notable.size() == 1;
  const bool all_silent = silent.size() == target.entries.size();
  const bool any_silent = !silent.empty();
  shorten(notable);
  shorten(silent);
  std::string told;
  if (!notable.empty()) {
    told = as_sentence(join_said(notable) + (one ? " is " : " are ") + std::string(words.notable));
  } else if (!all_silent) {
    told = as_sentence((any_silent ? "as far as I know, " : "") + with_article(target.said) + " are " +
                       std::string(words.ordinary));
  }
  if (any_silent) {
    told += (told.empty() ? "" : " ") + as_sentence("I do not know about " + join_said(silent));
  }
  answer(command, all_silent ? "no-answer" : "answered", std::move(told));
}

// Thermostats are neither open nor on: each says what it is set to.
void Home::ask_each(const SetDevice& command, const Target& target, Milliseconds now) {
  std::string told;
  std::size_t count = 0;
  for (const Entry* entry : target.entries) {
    if (count == kToldMax || !entry->state.available(entry->device)) continue;
    const auto one = tell_state(entry->device, entry->state, said_of(entry->device), now);
    if (!one) continue;
    ++count;
    told += (told.empty() ? "" : " ") + *one;
  }
  if (told.empty()) return answer(command, "no-answer", "They have not said anything yet.");
  answer(command, "answered", std::move(told));
}

void Home::ask_temperature(const SetDevice& command, const Target& target, Milliseconds now) {
  std::vector<std::string> told;
  std::vector<std::string> rooms;
  for (const Entry* entry : target.entries) {
    const HomeDevice& device = entry->device;
    if (!entry->state.available(device)) continue;
    const auto celsius = temperature_of(device, entry->state, now);
    if (!celsius) continue;
    const auto area = names().areas.find(device.id);
    const std::string where = area != names().areas.end()
                                  ? "in " + with_article(names().area_names.at(area->second).said)
                                  : "at " + with_article(said_of(device));
    // One answer a room: a thermostat's comes before a sensor's.
    if (std::find(rooms.begin(), rooms.end(), where) != rooms.end()) continue;
    rooms.push_back(where);
    told.push_back(number_text(*celsius) + " degrees " + where);
  }
  if (told.empty()) {
    return answer(command, "no-answer",
                  target.entries.size() == 1 && !target.group
                      ? as_sentence(with_article(target.said) + " has not told the temperature")
                      : "No device there has told the temperature.");
  }
  if (told.size() > kToldMax) told.resize(kToldMax);
  answer(command, "answered", as_sentence("It is " + join_said(told)));
}

std::vector<HomeRow> Home::rows(Milliseconds now) {
  std::vector<HomeRow> rows;
  for (const auto& [id, entry] : entries_) {
    HomeRow row;
    row.id = id;
    row.said = said_of(entry->device);
    if (const auto area = names().areas.find(id); area != names().areas.end())
      row.area = names().area_names.at(area->second).said;
    row.kind = entry->device.kind;
    row.secondary = entry->device.secondary;
    row.available = entry->state.available(entry->device);
    row.told = tell_state(entry->device, entry->state, row.said, now).value_or("");
    for (std::size_t i = 0; i < kProperties; ++i) {
      const auto property = static_cast<Property>(i);
      if (auto value = entry->state.value(entry->device, property, now))
        row.values.emplace_back(property_name(property), std::move(*value));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace sotto
