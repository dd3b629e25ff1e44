// Which devices a command is about, and what came of it.
#include <algorithm>
#include <utility>

#include "home/home.hpp"
#include "home/home_texts.hpp"

namespace sotto {
namespace {

constexpr std::size_t kNamedMax = 4;  // names said aloud in one sentence

bool is_question(std::string_view command) {
  return command == "ask-state" || command == "ask-temperature";
}

bool has_class(const HomeDevice& device, std::string_view kind) {
  const bool binary = device.kind == DeviceKind::kBinarySensor;
  if (kind == "window") return binary && device.device_class == "window";
  if (kind == "door") {
    return (binary && (device.device_class == "door" || device.device_class == "garage_door" ||
                       device.device_class == "opening")) ||
           device.is_entrance();
  }
  // A gate is no blind: it is opened only by its own name.
  if (kind == "cover" && device.is_entrance()) return false;
  return kind_name(device.kind) == kind;
}

bool lets_in(const HomeDevice& device) {
  return device.kind == DeviceKind::kLock || device.kind == DeviceKind::kAlarm || device.is_entrance();
}

// What "the bedroom" or "the house" stands for when nothing else was named.
std::string_view kind_for(std::string_view command) {
  if (command == "set-temperature" || command == "warmer" || command == "cooler") return "climate";
  if (command == "lock" || command == "unlock") return "lock";
  if (command.starts_with("arm") || command == "disarm") return "alarm_control_panel";
  if (command == "open" || command == "close") return "cover";
  if (command == "ask-temperature") return "temperature";
  return "light";
}

std::string plural_of(std::string_view kind) {
  if (kind == "light") return "lights";
  if (kind == "lock") return "locks";
  if (kind == "climate") return "thermostats";
  if (kind == "alarm_control_panel") return "alarms";
  return std::string(kind) + "s";
}

std::string old_name(const std::string& value) {
  if (value == "all_lights") return "all:light";
  if (value == "all_locks") return "all:lock";
  if (value == "all_covers") return "all:cover";
  if (value == "heating") return "all:climate";
  return value;
}

std::string limited(std::vector<std::string> names, std::string_view last) {
  if (names.size() > kNamedMax) {
    const std::size_t more = names.size() - kNamedMax + 1;
    names.resize(kNamedMax - 1);
    names.push_back(std::to_string(more) + " more");
  }
  return join_said(names, last);
}

}  // namespace

std::string Home::said_of(const HomeDevice& device) {
  const auto found = names().said.find(device.id);
  return found == names().said.end() ? spoken_form(device.id) : found->second;
}

bool Home::lies_in(const HomeDevice& device, std::string_view place) {
  if (place == "all" || place == "home") return true;
  const auto area = names().areas.find(device.id);
  if (area == names().areas.end()) return false;
  if (place.starts_with("area:")) return area->second == place.substr(5);
  return key_form(names().area_names.at(area->second).floor) == place.substr(6);
}

Home::Target Home::pick(std::string_view place, std::string_view kind, std::string_view command) {
  Target target;
  for (const auto& [id, entry] : entries_) {
    if (entry->device.secondary || !lies_in(entry->device, place)) continue;
    const bool temperature =
        entry->device.kind == DeviceKind::kClimate ||
        (entry->device.kind == DeviceKind::kSensor && entry->device.device_class == "temperature");
    if (kind == "temperature" ? temperature : has_class(entry->device, kind))
      target.entries.push_back(entry.get());
  }
  std::string where;
  if (place.starts_with("area:")) {
    const auto area = names().area_names.find(std::string(place.substr(5)));
    where = area == names().area_names.end() ? std::string(place.substr(5)) : area->second.said;
  } else if (place.starts_with("floor:")) {
    where = spoken_form(place.substr(6));
  }
  target.said = where.empty() ? "all " + plural_of(kind) : where + " " + plural_of(kind);
  target.group = true;
  if (target.entries.size() == 1 && !is_question(command)) {
    target.group = false;
    target.said = said_of(target.entries.front()->device);
  }
  return target;
}

Home::Target Home::resolve_group(const std::string& value, std::string_view command) {
  if (value == "home") return pick("home", kind_for(command), command);
  if (value.starts_with("all:")) return pick("all", value.substr(4), command);
  const std::size_t kind = value.rfind(':');
  const bool named_kind = kind != value.find(':');
  return pick(named_kind ? value.substr(0, kind) : value,
              named_kind ? std::string_view(value).substr(kind + 1) : kind_for(command), command);
}

Home::Target Home::resolve(const std::string& named, std::string_view command) {
  const std::string value = old_name(named);
  Target target;
  if (value.starts_with("which:")) {
    target.ambiguous = value.substr(6);
    return target;
  }
  if (value == "home" || value.starts_with("all:") || value.starts_with("area:") ||
      value.starts_with("floor:"))
    return resolve_group(value, command);
  if (const auto found = entries_.find(value); found != entries_.end()) {
    target.entries.push_back(found->second.get());
    target.said = said_of(found->second->device);
    return target;
  }
  if (names().area_names.contains(value)) return resolve_group("area:" + value, command);
  target.said = spoken_form(value);
  return target;
}

void Home::answer(const SetDevice& command, std::string_view result, std::string told) {
  DeviceAnswered answered;
  answered.command = command.id;
  answered.result = result;
  answered.told = std::move(told);
  output_.answers.push_back(std::move(answered));
}

// "There are two devices called lamp: say kitchen lamp or bedroom lamp."
void Home::ask_which(const SetDevice& command, const std::string& phrase) {
  const auto found = names().ambiguous.find(phrase);
  const std::size_t count = found == names().ambiguous.end() ? 0 : found->second.size();
  std::vector<std::string> ways;
  for (std::size_t i = 0; i < count; ++i) {
    const auto said = names().said.find(found->second[i]);
    if (said != names().said.end() && std::find(ways.begin(), ways.end(), said->second) == ways.end())
      ways.push_back(said->second);
  }
  const std::string many = count == 2 ? "two" : count == 3 ? "three" : "several";
  std::string told = "There are " + many + " devices called " + phrase;
  if (ways.size() == count && count > 0) {
    told += ": say " + limited(ways, "or") + ".";
  } else {
    told += ", and I cannot tell them apart.";
  }
  answer(command, "refused", std::move(told));
}

void Home::set(const SetDevice& command, Milliseconds now) {
  if (!connected_) return answer(command, "unavailable", "I cannot reach the devices of the house.");
  Target target = resolve(command.device, command.command);
  if (!target.ambiguous.empty()) return ask_which(command, target.ambiguous);
  if (target.entries.empty()) {
    const bool everything = target.said.starts_with("all ");
    return answer(command, "no-device",
                  everything ? "I know no " + target.said.substr(4) + " in this house."
                             : "I know no " + target.said + ".");
  }
  if (command.command == "ask-temperature") return ask_temperature(command, target, now);
  if (target.entries.size() == 1) target.said = said_of(target.entries.front()->device);
  if (command.command == "ask-state" && target.entries.size() == 1) return ask_state(command, target, now);
  if (command.command == "ask-state") return ask_any(command, target, now);
  // What lets somebody in is done one at a time.
  const bool risky = std::any_of(target.entries.begin(), target.entries.end(),
                                 [](const Entry* entry) { return lets_in(entry->device); });
  if (is_opening(command.command) && risky && target.entries.size() > 1)
    return answer(command, "refused", "Say which one.");
  if (pending_.size() >= kPendingMax) return answer(command, "refused", "That is too much at once.");
  start(command, std::move(target), now);
}

void Home::withdraw(std::uint64_t command, const std::string& told) {
  std::erase_if(pending_, [command](const Pending& pending) { return pending.command.id == command; });
  SetDevice withdrawn;
  withdrawn.id = command;
  answer(withdrawn, "refused", told);
}

// False where the device wants a code and the owner has named none for it.
bool Home::give_code(const SetDevice& command, const HomeDevice& device, HomeOrder& order) const {
  if (!order.takes_code) return true;
  const DeviceSetting* setting = setting_of(device, settings_);
  if (setting == nullptr || setting->code_file.empty()) return false;
  for (HomePublish& publish : order.publishes) {
    publish.code_file = setting->code_file;
    publish.command = command.id;
  }
  return true;
}

void Home::start(const SetDevice& command, Target target, Milliseconds now) {
  Pending pending{command, now, target.said, target.group, {}};
  std::string why_not;
  std::vector<HomePublish> publishes;
  std::size_t reachable = 0;
  std::size_t heard_back = 0;
  for (Entry* entry : target.entries) {
    Member member;
    member.id = entry->device.id;
    member.said = said_of(entry->device);
    auto order = make_order(entry->device, entry->state, command.command, command.value_tenths, now);
    if (const auto* refusal = std::get_if<std::string>(&order)) {
      why_not = as_sentence(with_article(member.said) + " " + *refusal);
      // In a group, those that cannot do it at all are no part of it.
      continue;
    }
    // The core goes by names; what the thing really is, only the home knows.
    const bool permitted = command.permit && command.permit->covers(command.device, command.command);
    if (lets_in(entry->device) && !permitted && !is_harmless(command.command)) {
      why_not = "I open " + with_article(member.said) + " only for a voice I know, or from the page.";
      continue;
    }
    member.order = std::get<HomeOrder>(std::move(order));
    if (!give_code(command, entry->device, member.order)) {
      why_not = as_sentence(with_article(member.said) + " wants its code, and I have none for it");
      continue;
    }
    member.reports_before = reports_of(member.order, entry->state);
    // A message to a device that is away would be carried out whenever it comes back.
    if (entry->state.available(entry->device)) {
      ++reachable;
      publishes.insert(publishes.end(), member.order.publishes.begin(), member.order.publishes.end());
      heard_back += static_cast<std::size_t>(
          std::any_of(member.order.wanted.begin(), member.order.wanted.end(),
                      [&](const Wanted& wanted) { return entry->device.has_reading(wanted.property); }));
    } else {
      member.progress = Progress::kFailed;
    }
    pending.members.push_back(std::move(member));
  }
  if (pending.members.empty()) return answer(command, "refused", std::move(why_not));
  if (reachable == 0)
    return answer(command, "unavailable", as_sentence(with_article(target.said) + " cannot be reached"));
  output_.publishes.insert(output_.publishes.end(), publishes.begin(), publishes.end());
  if (heard_back == 0) {
    return answer(command, "no-answer",
                  "I asked " + with_article(target.said) + " " +
                      asked_words(command.command, command.value_tenths) +
                      ", but it does not say whether it did.");
  }
  pending_.push_back(std::move(pending));
}

bool Home::finish_if_done(Pending& pending, Milliseconds now) {
  bool all_done = true;
  bool all_ended = true;
  for (Member& member : pending.members) {
    const auto found = entries_.find(member.id);
    if (member.progress == Progress::kWaiting && found != entries_.end()) {
      const Entry& entry = *found->second;
      member.progress =
          progress_of(member.order, entry.device, entry.state, member.reports_before, pending.asked_at, now);
    }
    const bool done = member.progress == Progress::kDone || member.progress == Progress::kMoving;
    all_done = all_done && done;
    all_ended = all_ended && member.progress != Progress::kWaiting;
  }
  if (all_done) {
    tell_done(pending, now);
  } else if (all_ended || now - pending.asked_at >= kAnswerWithin) {
    tell_failed(pending, now);
  } else {
    return false;
  }
  return true;
}

void Home::check_pending(Milliseconds now) {
  std::erase_if(pending_, [&](Pending& pending) { return finish_if_done(pending, now); });
}

void Home::tick(Milliseconds now) {
  check_pending(now);
}

void Home::tell_done(const Pending& pending, Milliseconds now) {
  const SetDevice& command = pending.command;
  if (pending.members.size() == 1) {
    const auto found = entries_.find(pending.members.front().id);
    const auto told = found == entries_.end() ? std::nullopt
                                              : tell_state(found->second->device, found->second->state,
                                                           pending.members.front().said, now);
    return answer(command, "confirmed", told.value_or(as_sentence(with_article(pending.said) + " did it")));
  }
  answer(command, "confirmed",
         as_sentence(with_article(pending.said) + " are " +
                     become_words(command.command, command.value_tenths)));
}

void Home::tell_failed(const Pending& pending, Milliseconds now) {
  const SetDevice& command = pending.command;
  const std::string asked =
      "I asked " + with_article(pending.said) + " " + asked_words(command.command, command.value_tenths);
  if (pending.members.size() == 1 && !pending.group) {
    const Member& member = pending.members.front();
    const auto found = entries_.find(member.id);
    const bool spoke =
        found != entries_.end() && reports_of(member.order, found->second->state) != member.reports_before;
    if (spoke) {
      if (auto told = tell_state(found->second->device, found->second->state, member.said, now))
        return answer(command, "no-answer", asked + ". " + *told);
    }
    return answer(command, "no-answer", asked + ", but it has not answered.");
  }
  std::vector<std::string> silent;
  for (const Member& member : pending.members) {
    if (member.progress != Progress::kDone && member.progress != Progress::kMoving)
      silent.push_back(with_article(member.said));
  }
  const bool one = silent.size() == 1;
  answer(command, "no-answer",
         asked + ", but " + limited(std::move(silent), "and") + (one ? " has" : " have") + " not answered.");
}

}  // namespace sotto
