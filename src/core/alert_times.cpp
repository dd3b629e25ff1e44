#include "core/alert_times.hpp"

#include <array>
#include <string_view>

#include "core/alerts.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

constexpr int kNoon = kDayMinutes / 2;
constexpr int kReminderFrom = 7 * 60;
constexpr std::array<std::string_view, 7> kWeekdayNames = {"monday", "tuesday",  "wednesday", "thursday",
                                                           "friday", "saturday", "sunday"};

enum class Half : std::uint8_t { kOpen, kMorning, kLater };

// "tomorrow-am": which day or days, and which half of them.
struct Day {
  std::string name;  // "today", "tomorrow", "monday", "weekdays" ...; empty: not said
  Half half = Half::kOpen;
  int days = 0;  // of one that comes again
};

Day day_of(const Request& request) {
  Day day;
  const Slot* repeat = request.slot("repeat");
  const Slot* once = request.slot("day");
  if (repeat != nullptr) day.name = repeat->value;
  if (once != nullptr) day.name = once->value;
  if (day.name.ends_with("-am")) day.half = Half::kMorning;
  if (day.name.ends_with("-pm")) day.half = Half::kLater;
  if (day.half != Half::kOpen) day.name.resize(day.name.size() - 3);
  if (repeat == nullptr) return day;
  if (day.name == "daily") day.days = 0x7F;
  if (day.name == "weekdays") day.days = 0x1F;
  if (day.name == "weekends") day.days = 0x60;
  for (std::size_t i = 0; i < kWeekdayNames.size(); ++i) {
    if (day.name == std::string(kWeekdayNames[i]) + "s") day.days = 1 << i;
  }
  return day;
}

int in_half(int minutes, Half half) {
  return half == Half::kLater ? minutes + kNoon : minutes;
}

// The half of the day that somebody means who does not say it; kOpen: whichever comes first.
Half usual_half(AlertKind kind, bool wake, const Day& day, int minutes) {
  if (day.half != Half::kOpen) return day.half;
  const bool other_day = !day.name.empty() && day.name != "today";
  const Half morning = minutes < 60 ? Half::kLater : Half::kMorning;  // twelve is noon
  if (kind == AlertKind::kReminder) {
    if (minutes < kReminderFrom) return Half::kLater;
    return other_day ? Half::kMorning : Half::kOpen;
  }
  return wake || other_day ? morning : Half::kOpen;
}

// Days from today to the day that was said; none where it may be today or tomorrow.
std::optional<std::int64_t> days_ahead(const std::string& name, std::int64_t now_ms, int minutes) {
  if (name == "today") return 0;
  if (name == "tomorrow") return 1;
  for (std::size_t i = 0; i < kWeekdayNames.size(); ++i) {
    if (name != kWeekdayNames[i]) continue;
    const int ahead = (static_cast<int>(i) - weekday_of(now_ms) + 7) % 7;
    return ahead == 0 && minutes <= minutes_of_day(now_ms) ? 7 : ahead;
  }
  return std::nullopt;
}

DueTime refused(std::string why) {
  return {std::nullopt, std::move(why)};
}

DueTime after_duration(const DialogState& state, AlertKind kind, Milliseconds length) {
  PendingAlert pending;
  pending.alert.kind = kind;
  pending.alert.length_ms = length;
  pending.due = state.now + length;
  return {pending, ""};
}

// The minutes of the day that are meant, when the clock shows `now`.
int chosen_minutes(ClockTime clock, Half half, int now, bool today) {
  if (clock.exact) return clock.minutes;
  if (half != Half::kOpen) {
    const int minutes = in_half(clock.minutes, half);
    // Seven, said to be today, is this evening once the morning is over.
    return today && minutes <= now && half == Half::kMorning ? minutes + kNoon : minutes;
  }
  return clock.minutes > now || clock.minutes + kNoon <= now ? clock.minutes : clock.minutes + kNoon;
}

}  // namespace

DueTime due_time(const DialogState& state, const Request& request, AlertKind kind) {
  if (const Slot* duration = request.slot("duration")) return after_duration(state, kind, duration->milli);
  const Slot* clock_slot = request.slot("clock");
  const std::string what(alert_kind_name(kind));
  if (clock_slot == nullptr) {
    return refused("When? Say a time as well, for example: remind me to " +
                   std::string("water the plants tomorrow at nine."));
  }
  const auto local = local_now(state);
  if (!local) return refused("I do not know what time it is, so I can set no " + what + ".");
  const ClockTime clock = parse_clock_text(clock_slot->value);
  const Day day = day_of(request);
  const int now = minutes_of_day(*local);
  const Half half = usual_half(kind, request.slot("wake") != nullptr, day, clock.minutes);
  const int minutes = chosen_minutes(clock, half, now, day.name == "today");
  const std::int64_t midnight = *local - *local % kDayMs;
  PendingAlert pending;
  Alert& alert = pending.alert;
  alert.kind = kind;
  alert.by_clock = true;
  alert.days = day.days;
  alert.due_ms = midnight + minutes * kMinuteMs;
  if (day.days != 0) {
    alert.due_ms = next_occurrence(alert.due_ms - kDayMs, day.days, *local);
  } else if (const auto ahead = days_ahead(day.name, *local, minutes)) {
    alert.due_ms += *ahead * kDayMs;
    if (alert.due_ms <= *local) return refused("It is later than that already.");
  } else if (alert.due_ms <= *local) {
    alert.due_ms += kDayMs;
  }
  pending.due = state.now + (alert.due_ms - *local);
  return {pending, ""};
}

bool is_meant(const DialogState& state, const Alert& alert, const Request& request) {
  if (const Slot* slot = request.slot("clock")) {
    const ClockTime clock = parse_clock_text(slot->value);
    const int minutes = minutes_of_day(alert.due_ms);
    if (!alert.by_clock) return false;
    if (clock.exact ? minutes != clock.minutes : minutes % kNoon != clock.minutes) return false;
  }
  const Day day = day_of(request);
  if (day.days != 0) return alert.days == day.days;
  const auto local = local_now(state);
  if (day.name.empty() || !local) return true;
  if (!alert.by_clock || alert.days != 0) return false;
  const auto ahead = days_ahead(day.name, *local, minutes_of_day(alert.due_ms));
  return ahead && alert.due_ms / kDayMs - *local / kDayMs == *ahead;
}

}  // namespace sotto
