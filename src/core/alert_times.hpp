// When an alarm or a reminder is due, from what was said. Internal to the core.
#pragma once

#include <optional>
#include <string>

#include "core/alert_book.hpp"
#include "core/state.hpp"
#include "nlu/request.hpp"

namespace sotto {

struct DueTime {
  std::optional<PendingAlert> pending;  // without its words
  std::string refusal;                  // the sentence that says why there is none
};

// Slots: "duration"; or "clock" with "day" or "repeat", and "wake" where somebody wants to be woken.
//
// Where the half of the day was not said: an alarm to wake somebody, and one for another day, is in the
// morning (twelve is noon); a reminder is never between midnight and seven; apart from that it is the next
// time that the clock shows it. The answer says which it became.
[[nodiscard]] DueTime due_time(const DialogState& state, const Request& request, AlertKind kind);

// Whether the alert may be the one that "clock", "day" and "repeat" describe; all are, where nothing does.
[[nodiscard]] bool is_meant(const DialogState& state, const Alert& alert, const Request& request);

}  // namespace sotto
