// What Sotto says of timers, alarms, reminders and the list.
#include <array>

#include "core/alerts.hpp"
#include "nlu/number_words.hpp"
#include "nlu/text.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};
constexpr int kEveryDay = 0x7F;
constexpr int kWeekdays = 0x1F;
constexpr int kWeekend = 0x60;
constexpr int kSmallHours = 4 * 60;  // until then "tomorrow" may mean two days
constexpr std::size_t kSpokenItemsMax = 12;

std::string repeat_words(int days) {
  if (days == kEveryDay) return "every day";
  if (days == kWeekdays) return "on weekdays";
  if (days == kWeekend) return "at weekends";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if ((days >> i & 1) != 0) names.push_back(std::string(kDays[i]) + "s");
  }
  return "on " + joined_words(names);
}

std::int64_t day_number(std::int64_t local_ms) {
  return local_ms / kDayMs;
}

}  // namespace

std::string_view alert_kind_name(AlertKind kind) {
  switch (kind) {
    case AlertKind::kTimer:
      return "timer";
    case AlertKind::kAlarm:
      return "alarm";
    case AlertKind::kReminder:
      return "reminder";
  }
  return "timer";
}

std::string_view alert_change_name(AlertChange change) {
  switch (change) {
    case AlertChange::kSet:
      return "set";
    case AlertChange::kChanged:
      return "changed";
    case AlertChange::kCancelled:
      return "cancelled";
    case AlertChange::kRang:
      return "rang";
    case AlertChange::kStopped:
      return "stopped";
    case AlertChange::kSnoozed:
      return "snoozed";
    case AlertChange::kMissed:
      return "missed";
  }
  return "set";
}

std::string when_words(std::int64_t due_local_ms, int days, std::int64_t now_local_ms) {
  const int minutes = minutes_of_day(due_local_ms);
  const std::string clock = clock_words(minutes);
  const std::string part = part_of_day(minutes);
  const bool named = minutes == 0 || minutes == kDayMinutes / 2;  // midnight and noon say it themselves
  if (days != 0) return clock + (named ? " " : " in the " + part + " ") + repeat_words(days);
  const std::int64_t ahead = day_number(due_local_ms) - day_number(now_local_ms);
  if (minutes == 0 && ahead == 1) return "midnight tonight";
  if (ahead == 0) {
    if (named) return clock + " today";
    return clock + (part == "night" ? " tonight" : " this " + part);
  }
  const bool early = minutes_of_day(now_local_ms) < kSmallHours;
  if (ahead == 1 && !early) return clock + " tomorrow" + (named ? "" : " " + part);
  const std::string day = kDays[static_cast<std::size_t>(weekday_of(due_local_ms))];
  return clock + " on " + day + (named ? "" : " " + part);
}

std::string alert_name(const Alert& alert) {
  const std::string kind(alert_kind_name(alert.kind));
  if (alert.kind != AlertKind::kTimer) return "the " + kind;
  if (!alert.text.empty()) return "the " + alert.text + " timer";
  std::string length = duration_words(alert.length_ms);
  if (length.ends_with('s')) length.pop_back();
  return "the " + length + " timer";
}

std::string joined_words(const std::vector<std::string>& items) {
  std::string words;
  const bool more = items.size() > kSpokenItemsMax;
  const std::size_t spoken = more ? kSpokenItemsMax : items.size();
  for (std::size_t i = 0; i < spoken; ++i) {
    if (i > 0) words += i + 1 == spoken && !more ? " and " : ", ";
    words += items[i];
  }
  if (more)
    words += " and " + number_words(static_cast<std::int64_t>(items.size() - spoken) * 1000) + " more";
  return words;
}

std::string counted_words(std::size_t count, const std::string& what) {
  return number_words(static_cast<std::int64_t>(count) * 1000) + " " + what + (count == 1 ? "" : "s");
}

std::string due_sentence(const Alert& alert) {
  if (alert.kind == AlertKind::kReminder) return "Reminder: " + alert.text + ".";
  if (alert.kind == AlertKind::kAlarm) return "Your alarm is ringing.";
  return capitalized(alert_name(alert)) + " is done.";
}

std::string missed_sentence(const Alert& alert, std::optional<std::int64_t> due_local_ms,
                            std::int64_t now_local_ms) {
  std::string when;
  if (due_local_ms) {
    const int minutes = minutes_of_day(*due_local_ms);
    const bool named = minutes == 0 || minutes == kDayMinutes / 2;
    const bool today = day_number(*due_local_ms) == day_number(now_local_ms);
    when = " at " + clock_words(minutes);
    if (!today) when += std::string(" on ") + kDays[static_cast<std::size_t>(weekday_of(*due_local_ms))];
    if (today && !named)
      when += part_of_day(minutes) == "night" ? " at night" : " in the " + part_of_day(minutes);
  }
  if (alert.kind == AlertKind::kReminder) return "You missed a reminder" + when + ": " + alert.text + ".";
  if (alert.kind == AlertKind::kAlarm) return "You missed an alarm" + when + ".";
  return "You missed " + alert_name(alert) + ", which ended" + (when.empty() ? " while I was off" : when) +
         ".";
}

}  // namespace sotto
