// AlertBook: what the core remembers of timers, alarms, reminders and the list. Part of DialogState.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/alert.hpp"

namespace sotto {

// What the clock on the wall showed at a moment of the run.
struct WallTime {
  Milliseconds at = 0;  // of the run
  std::int64_t epoch_ms = 0;
  int utc_offset_minutes = 0;
};

struct PendingAlert {
  Alert alert;
  Milliseconds due = 0;  // of the run; of one that goes by the clock it is reckoned anew with every WallTime
};

// All that rings now rings together and is stopped together.
struct Ringing {
  std::uint64_t id = 0;
  std::vector<Alert> alerts;
  Milliseconds since = 0;
  Permille level = 0;              // last asked of the driver; 0: silent
  std::uint64_t louder_timer = 0;  // of an alarm at night
  int louder_steps = 0;
  std::uint64_t end_timer = 0;
};

struct AlertBook {
  std::optional<WallTime> wall;
  RingRules rules;
  std::vector<PendingAlert> pending;
  std::vector<std::string> items;
  std::optional<Ringing> ringing;
  std::vector<std::string> to_tell;  // sentences for when nothing goes on
  std::uint64_t due_timer = 0;       // armed for due_at
  Milliseconds due_at = 0;
  std::uint64_t clear_prompt = 0;  // "Shall I clear ...?" is being asked
  bool clear_open = false;         // and its answer is waited for
  std::size_t kept_in_vain = 0;    // the store failed since it last worked
};

}  // namespace sotto
