// What the devices of a house are called: the lists for the sentence templates, and the names to say aloud.
//
// A phrase that stands for several devices is in the lists as "which:PHRASE", so that it is asked about and
// never guessed. Pure functions, any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "home/device.hpp"
#include "home/home_settings.hpp"
#include "ports/device_bus.hpp"

namespace sotto {

struct AreaName {
  std::string said;   // "living room"
  std::string floor;  // "downstairs"; may be empty
};

struct NameTable {
  HomeNames lists;
  std::map<std::string, std::string> said;     // by device: "kitchen lamp"
  std::map<std::string, std::string> areas;    // by device: the area's key; none for a device without one
  std::map<std::string, AreaName> area_names;  // by key: "living_room"
  std::map<std::string, std::vector<std::string>> ambiguous;  // by phrase: the devices
};

// The lists are device (what can be switched), light, climate, lock (also gates and garage doors), gate,
// cover (blinds and the like), alarm, area and thing (whatever can be asked about). A list without values is
// left out. Values are ids, "area:kitchen", "area:kitchen:light", "floor:upstairs:light", "all:light",
// "all:lock", "all:window", "all:door" and "which:lamp".
[[nodiscard]] NameTable make_names(const std::vector<const HomeDevice*>& devices,
                                   const HomeSettings& settings);

// "Kitchen_Lamp" -> "kitchen lamp". Empty where nothing can be spoken, as of "0x00158d0001".
[[nodiscard]] std::string spoken_form(std::string_view name);

// "Living Room" -> "living_room": lower-case letters, digits and single underscores.
[[nodiscard]] std::string key_form(std::string_view name);

// The setting that is about this device, or null.
[[nodiscard]] const DeviceSetting* setting_of(const HomeDevice& device, const HomeSettings& settings);

// The most phrases that one list may hold.
inline constexpr std::size_t kPhrasesMax = 4000;

}  // namespace sotto
