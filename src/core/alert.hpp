// Timers, alarms, reminders and the shopping list, as plain values: what is kept over a restart.
//
// Two sorts of time stand in them. Epoch milliseconds (UTC, since 1970) say when a length of time is over,
// whatever the clock on the wall does meanwhile. Local milliseconds count what the clock on the wall shows,
// as if it were UTC, so that an alarm at seven stays at seven when summer time begins or ends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace sotto {

inline constexpr std::size_t kTimersMax = 32;
inline constexpr std::size_t kAlarmsMax = 32;
inline constexpr std::size_t kRemindersMax = 64;
inline constexpr std::size_t kListItemsMax = 200;
inline constexpr std::size_t kAlertTextMax = 120;  // bytes of a name, of a reminder's words, of an item

enum class AlertKind : std::uint8_t { kTimer, kAlarm, kReminder };
// "timer", "alarm", "reminder".
[[nodiscard]] std::string_view alert_kind_name(AlertKind kind);

struct Alert {
  AlertKind kind = AlertKind::kTimer;
  std::string text;               // a timer's name, a reminder's words; may be empty
  bool by_clock = false;          // due at a time of day rather than after a length of time
  std::int64_t due_ms = 0;        // by_clock: local milliseconds; else epoch milliseconds
  Milliseconds length_ms = 0;     // of a timer, as it was set; with what was added
  int days = 0;                   // by_clock: bit 0 Monday to bit 6 Sunday on which it comes again; 0: once
  std::int64_t set_epoch_ms = 0;  // when it was set; 0: nobody knew the time

  friend bool operator==(const Alert&, const Alert&) = default;
};

// The whole small table.
struct Reminders {
  std::vector<Alert> alerts;       // in the order they were set
  std::vector<std::string> items;  // of the shopping list, in the order they were put on

  friend bool operator==(const Reminders&, const Reminders&) = default;
};

// How loud a ring is. Levels are thousandths of the full ring. At night a ring begins at the quiet level; an
// alarm, which is meant to wake somebody, then grows to the full one.
struct RingRules {
  int quiet_from_minutes = 22 * 60;  // since midnight, local; both equal: never quiet
  int quiet_to_minutes = 7 * 60;
  Permille level = 1000;
  Permille quiet_level = 250;

  friend bool operator==(const RingRules&, const RingRules&) = default;
};

// What happened to an alert or the list, for event lines and the journal.
enum class AlertChange : std::uint8_t {
  kSet,
  kChanged,
  kCancelled,
  kRang,
  kStopped,
  kSnoozed,
  kMissed,
};
// "set", "changed", "cancelled", "rang", "stopped", "snoozed", "missed".
[[nodiscard]] std::string_view alert_change_name(AlertChange change);

}  // namespace sotto
