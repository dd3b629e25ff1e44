// Timers, alarms, reminders and the shopping list: what they do to the state. Internal to the core.
//
// alerts.cpp keeps the times and rings, alert_requests.cpp answers what is asked of them, alert_words.cpp
// puts it into words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/transition.hpp"

namespace sotto {

void read_wall_clock(Transition& t, const WallClockRead& event);
void load_reminders(Transition& t, const RemindersLoaded& event);
void reminders_not_kept(Transition& t, const RemindersNotKept& event);

// Whether the timer was one of these.
[[nodiscard]] bool alert_timer_fired(Transition& t, std::uint64_t timer);
void household_prompt_finished(Transition& t, const PromptFinished& event);

// The utterance of a Listening of Turn::kHousehold has ended.
void end_household_turn(Transition& t, const Utterance& utterance);

// Whether the request was about these; it has been answered then. While something rings, "stop" is.
[[nodiscard]] bool route_household(Transition& t, const Request& request);

// The same for the shopping list alone (shopping_list.cpp).
[[nodiscard]] bool route_list(Transition& t, const Request& request);
// The answer to "Shall I take all four things off the shopping list?", or its absence.
void answer_clear(Transition& t, const Utterance& utterance);

// After every event: begins to ring what is due, once nothing else goes on; tells what waits to be told;
// lowers a ring while somebody speaks to Sotto; listens for a "stop" without the wake word.
void settle_alerts(Transition& t);

// Ends the ring. `change` is kStopped, kSnoozed or kMissed.
void end_ringing(Transition& t, AlertChange change);

// Writes the table down.
void keep_reminders(Transition& t);

void report_alert(Transition& t, AlertChange change, const Alert& alert);

// What the clock on the wall shows now, as local milliseconds; none while nobody has said.
[[nodiscard]] std::optional<std::int64_t> local_now(const DialogState& state);
[[nodiscard]] std::int64_t epoch_now(const DialogState& state);  // 0: nobody knows

// The first moment after `after_ms` at which an alert that is due at `due_ms` and comes again on `days`
// comes. REQUIRES: days != 0.
[[nodiscard]] std::int64_t next_occurrence(std::int64_t due_ms, int days, std::int64_t after_ms);
[[nodiscard]] int weekday_of(std::int64_t local_ms);  // 0 Monday to 6 Sunday
[[nodiscard]] int minutes_of_day(std::int64_t local_ms);

[[nodiscard]] bool is_quiet_time(const DialogState& state);

// In words.
// "half past seven tomorrow morning", "noon on Monday", "seven o'clock in the morning on weekdays".
[[nodiscard]] std::string when_words(std::int64_t due_local_ms, int days, std::int64_t now_local_ms);
// "the pasta timer", "the ten minute timer".
[[nodiscard]] std::string alert_name(const Alert& alert);
// "milk, eggs and bread"; at most twelve, then "and two more".
[[nodiscard]] std::string joined_words(const std::vector<std::string>& items);
// "one thing", "four things".
[[nodiscard]] std::string counted_words(std::size_t count, const std::string& what);
// "The pasta timer is done."
[[nodiscard]] std::string due_sentence(const Alert& alert);
// "The pasta timer ended at ten past seven this evening, and nobody stopped it."
[[nodiscard]] std::string missed_sentence(const Alert& alert, std::optional<std::int64_t> due_local_ms,
                                          std::int64_t now_local_ms);

}  // namespace sotto
