#include "home/home_names.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kWordsMax = 8;
constexpr std::size_t kAliasesMax = 16;

// How surely a phrase means something. Where several share a phrase, the surest ones count: "the kitchen
// light" is the kitchen lamp, should there be one, and all lights of the kitchen otherwise.
enum class Rank : std::uint8_t { kOwnName, kDerived, kLoose, kGroup };

struct Meaning {
  Rank rank = Rank::kLoose;
  std::set<std::string> values;
};

class PhraseList {
 public:
  void add(const std::string& phrase, const std::string& value, Rank rank) {
    if (phrase.empty() || (meanings_.size() >= kPhrasesMax && !meanings_.contains(phrase))) return;
    const auto [found, added] = meanings_.try_emplace(phrase, Meaning{rank, {value}});
    if (added) return;
    Meaning& meaning = found->second;
    if (rank < meaning.rank) {
      meaning = {rank, {value}};
    } else if (rank == meaning.rank) {
      meaning.values.insert(value);
    }
  }

  void finish(const std::string& name, NameTable& table) const {
    SentenceList list{name, {}};
    for (const auto& [phrase, meaning] : meanings_) {
      const bool clear = meaning.values.size() == 1;
      list.values.push_back({{phrase, 0}, clear ? *meaning.values.begin() : "which:" + phrase});
      if (!clear) {
        auto& ids = table.ambiguous[phrase];
        for (const std::string& id : meaning.values) {
          if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
        }
      }
    }
    if (!list.values.empty()) table.lists.lists.push_back(std::move(list));
  }

 private:
  std::map<std::string, Meaning> meanings_;
};

bool is_hex_address(std::string_view name) {
  if (name.starts_with("0x")) return true;
  constexpr std::size_t kAddressMin = 8;
  return name.size() >= kAddressMin && name.find_first_of("0123456789") != std::string_view::npos &&
         name.find_first_not_of("0123456789abcdefABCDEF:") == std::string_view::npos;
}

bool contains_words(const std::string& phrase, const std::string& words) {
  return (" " + phrase + " ").find(" " + words + " ") != std::string::npos;
}

// The same phrase with "lamp" for "light" and the other way round; empty where it ends in neither.
std::string other_lamp_word(const std::string& phrase) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"light", "lamp"}, {"lamp", "light"}, {"lights", "lamps"}, {"lamps", "lights"}};
  for (const auto& [word, other] : kWords) {
    if (phrase != word && !phrase.ends_with(" " + std::string(word))) continue;
    return phrase.substr(0, phrase.size() - word.size()) + std::string(other);
  }
  return {};
}

struct NamedDevice {
  const HomeDevice* device = nullptr;
  std::string area;                                   // key
  std::vector<std::pair<std::string, Rank>> phrases;  // the first is the one to say
};

void add_phrase(NamedDevice& named, const std::string& phrase, Rank rank) {
  if (!phrase.empty()) named.phrases.emplace_back(phrase, rank);
}

// The device's and the component's name, as Home Assistant joins them.
void add_own_phrases(NamedDevice& named, const DeviceSetting* setting) {
  const HomeDevice& device = *named.device;
  if (setting != nullptr) add_phrase(named, spoken_form(setting->name), Rank::kOwnName);
  const std::string whole = spoken_form(device.device_name);
  const std::string part = spoken_form(device.name);
  if (part.empty()) {
    add_phrase(named, whole, Rank::kOwnName);
  } else if (whole.empty() || contains_words(part, whole)) {
    add_phrase(named, part, Rank::kOwnName);
  } else {
    add_phrase(named, whole + " " + part, Rank::kOwnName);
    add_phrase(named, part, Rank::kDerived);
  }
  if (named.phrases.empty()) add_phrase(named, spoken_form(device.id), Rank::kOwnName);
  if (setting == nullptr) return;
  for (std::size_t i = 0; i < std::min(setting->aliases.size(), kAliasesMax); ++i) {
    add_phrase(named, spoken_form(setting->aliases[i]), Rank::kOwnName);
  }
}

void add_area_phrases(NamedDevice& named, const std::string& area) {
  const auto own = named.phrases;
  for (const auto& [phrase, rank] : own) {
    if (area.empty() || contains_words(phrase, area)) continue;
    add_phrase(named, area + " " + phrase, Rank::kDerived);
    add_phrase(named, phrase + " in the " + area, Rank::kDerived);
    add_phrase(named, phrase + " in " + area, Rank::kDerived);
  }
  if (named.device->kind != DeviceKind::kLight) return;
  const auto all = named.phrases;
  for (const auto& [phrase, rank] : all) add_phrase(named, other_lamp_word(phrase), Rank::kLoose);
}

class NameMaker {
 public:
  NameMaker(const std::vector<const HomeDevice*>& devices, const HomeSettings& settings)
      : settings_(settings) {
    for (const AreaSetting& area : settings.areas) {
      table_.area_names[key_form(area.name)] = {spoken_form(area.name), spoken_form(area.floor)};
    }
    for (const HomeDevice* device : devices) name_device(*device);
    say_apart();
  }

  NameTable make() {
    // Where a list is full, the names that devices have for themselves are in it.
    for (const NamedDevice& named : named_) add_device(named, Rank::kOwnName);
    add_groups();
    for (const Rank rank : {Rank::kDerived, Rank::kLoose}) {
      for (const NamedDevice& named : named_) add_device(named, rank);
    }
    add_areas();
    for (const auto& [name, list] : lists_) list.finish(name, table_);
    return std::move(table_);
  }

 private:
  void name_device(const HomeDevice& device) {
    NamedDevice named;
    named.device = &device;
    const DeviceSetting* setting = setting_of(device, settings_);
    const std::string area = setting != nullptr && !setting->area.empty() ? setting->area : device.area;
    named.area = key_form(area);
    if (!named.area.empty()) {
      table_.area_names.try_emplace(named.area, AreaName{spoken_form(area), {}});
      table_.areas[device.id] = named.area;
    }
    add_own_phrases(named, setting);
    if (named.phrases.empty()) return;
    add_area_phrases(named, area_said(named.area));
    table_.said[device.id] = named.phrases.front().first;
    if (!device.secondary) named_.push_back(std::move(named));
  }

  // Two that are called alike are told apart by their areas when they are spoken of.
  void say_apart() {
    std::map<std::string, int> count;
    for (const NamedDevice& named : named_) ++count[named.phrases.front().first];
    for (const NamedDevice& named : named_) {
      const std::string& said = named.phrases.front().first;
      const std::string area = area_said(named.area);
      if (count[said] > 1 && !area.empty() && !contains_words(said, area))
        table_.said[named.device->id] = area + " " + said;
    }
  }

  [[nodiscard]] std::string area_said(const std::string& key) const {
    const auto found = table_.area_names.find(key);
    return found == table_.area_names.end() ? std::string() : found->second.said;
  }

  void add_device(const NamedDevice& named, Rank rank) {
    const HomeDevice& device = *named.device;
    add_to("thing", named, rank);
    switch (device.kind) {
      case DeviceKind::kLight:
        add_to("light", named, rank);
        [[fallthrough]];
      case DeviceKind::kSwitch:
      case DeviceKind::kFan:
      case DeviceKind::kSiren:
        return add_to("device", named, rank);
      case DeviceKind::kClimate:
        add_to("climate", named, rank);
        return add_to("device", named, rank);
      case DeviceKind::kLock:
        return add_to("lock", named, rank);
      case DeviceKind::kAlarm:
        return add_to("alarm", named, rank);
      case DeviceKind::kCover:
        if (!device.is_entrance()) return add_to("cover", named, rank);
        add_to("lock", named, rank);
        return add_to("gate", named, rank);
      case DeviceKind::kSensor:
      case DeviceKind::kBinarySensor:
        return;
    }
  }

  void add_to(const std::string& list, const NamedDevice& named, Rank rank) {
    for (const auto& [phrase, its_rank] : named.phrases) {
      if (its_rank == rank) lists_[list].add(phrase, named.device->id, rank);
    }
  }

  void add_light_group(const std::string& place, const std::string& value, bool before, bool in) {
    for (const char* list : {"device", "light", "thing"}) {
      for (const char* word : {"lights", "lamps", "light", "lamp"}) {
        const std::string w(word);
        const bool plural = w.ends_with('s');
        if (before) lists_[list].add(place + " " + w, value, Rank::kGroup);
        if (before && plural) lists_[list].add("all " + place + " " + w, value, Rank::kGroup);
        if (!plural && !in) continue;
        if (in) lists_[list].add(w + " in the " + place, value, Rank::kGroup);
        if (in && plural) lists_[list].add("all the " + w + " in the " + place, value, Rank::kGroup);
        if (!in) {
          lists_[list].add(w + " " + place, value, Rank::kGroup);
          lists_[list].add("all " + w + " " + place, value, Rank::kGroup);
          lists_[list].add("all the " + w + " " + place, value, Rank::kGroup);
        }
      }
    }
  }

  void add_groups() {
    std::set<std::string> lit;
    std::set<std::string> floors;
    bool lights = false;
    bool heating = false;
    bool blinds = false;
    for (const NamedDevice& named : named_) {
      heating = heating || named.device->kind == DeviceKind::kClimate;
      blinds = blinds || (named.device->kind == DeviceKind::kCover && !named.device->is_entrance());
      if (named.device->kind != DeviceKind::kLight) continue;
      lights = true;
      if (named.area.empty()) continue;
      lit.insert(named.area);
      if (const std::string& floor = table_.area_names[named.area].floor; !floor.empty())
        floors.insert(floor);
    }
    for (const std::string& area : lit) {
      add_light_group(area_said(area), "area:" + area + ":light", true, true);
      for (const AreaSetting& setting : settings_.areas) {
        if (key_form(setting.name) != area) continue;
        for (const std::string& alias : setting.aliases)
          add_light_group(spoken_form(alias), "area:" + area + ":light", true, true);
      }
    }
    for (const std::string& floor : floors)
      add_light_group(floor, "floor:" + key_form(floor) + ":light", true, false);
    if (lights) {
      for (const char* list : {"device", "light"}) {
        for (const char* phrase : {"light", "lights", "all lights", "all the lights", "all of the lights",
                                   "every light", "lights everywhere"})
          lists_[list].add(phrase, "all:light", Rank::kGroup);
      }
      lists_["device"].add("everything", "all:light", Rank::kGroup);
    }
    for (const char* list : {"device", "climate", "thing"}) {
      for (const char* word :
           {"heating", "heater", "heaters", "central heating", "thermostat", "radiators"}) {
        if (heating) lists_[list].add(word, "all:climate", Rank::kGroup);
      }
    }
    for (const char* word : {"blinds", "shutters", "curtains", "all blinds", "all the blinds"}) {
      if (blinds) lists_["cover"].add(word, "all:cover", Rank::kGroup);
    }
    add_asked_groups();
  }

  // "Is any window open?"
  void add_asked_groups() {
    for (const auto& [group, words] :
         std::map<std::string, std::vector<std::string>>{{"window", {"window", "windows"}},
                                                         {"door", {"door", "doors"}},
                                                         {"light", {"light", "lights"}}}) {
      for (const std::string& word : words) {
        for (const char* before : {"any ", "all ", "all the ", "every "})
          lists_["thing"].add(before + word, "all:" + group, Rank::kGroup);
      }
      lists_["thing"].add(words.back(), "all:" + group, Rank::kGroup);
    }
  }

  void add_areas() {
    PhraseList& list = lists_["area"];
    for (const auto& [key, name] : table_.area_names) list.add(name.said, "area:" + key, Rank::kOwnName);
    for (const AreaSetting& setting : settings_.areas) {
      for (const std::string& alias : setting.aliases)
        list.add(spoken_form(alias), "area:" + key_form(setting.name), Rank::kOwnName);
    }
    for (const char* home : {"house", "home", "flat", "apartment"}) list.add(home, "home", Rank::kLoose);
  }

  const HomeSettings& settings_;
  NameTable table_;
  std::vector<NamedDevice> named_;
  std::map<std::string, PhraseList> lists_;
};

}  // namespace

NameTable make_names(const std::vector<const HomeDevice*>& devices, const HomeSettings& settings) {
  return NameMaker(devices, settings).make();
}

std::string spoken_form(std::string_view name) {
  if (is_hex_address(name)) return {};
  std::string text(name);
  for (char& c : text) {
    if (c == '_' || c == '/' || c == '-' || c == '.' || c == ':') c = ' ';
  }
  const std::vector<Token> tokens = tokenize(text);
  if (tokens.size() > kWordsMax) return {};
  std::string said;
  for (const Token& token : tokens) said += (said.empty() ? "" : " ") + token.text;
  return said;
}

std::string key_form(std::string_view name) {
  std::string spaced(name);
  for (char& c : spaced) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool part_of_letter = static_cast<unsigned char>(c) >= 0x80 || c == '\'';
    if (!letter && !part_of_letter) c = ' ';
  }
  std::string key;
  for (std::size_t at = 0; at < spaced.size();) {
    const std::size_t end = std::min(spaced.find(' ', at), spaced.size());
    std::string word;
    for (const char c : normalize_word(std::string_view(spaced).substr(at, end - at))) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
    }
    if (!word.empty()) key += (key.empty() ? "" : "_") + word;
    at = end + 1;
  }
  return key;
}

const DeviceSetting* setting_of(const HomeDevice& device, const HomeSettings& settings) {
  for (const DeviceSetting& setting : settings.devices) {
    if (setting.id.empty()) continue;
    if (setting.id == device.id || setting.id == device.unique_id) return &setting;
  }
  return nullptr;
}

}  // namespace sotto
