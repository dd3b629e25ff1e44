// ReminderStore: where timers, alarms, reminders and the shopping list outlive a run.
//
// Several programs may hold one store: a run that listens, and `sotto ask`. Each keeps what it changed
// itself, and learns of the others' changes from changed(). Called by one thread; every call is quick.
#pragma once

#include "base/result.hpp"
#include "core/alert.hpp"

namespace sotto {

class ReminderStore {
 public:
  virtual ~ReminderStore() = default;

  // Everything, in the order it was kept. Errors: file-invalid, write-failed, disk-full.
  [[nodiscard]] virtual Result<Reminders> load() = 0;

  // Writes down what differs from what this program last loaded or kept; survives a crash once it returns
  // well. What others added meanwhile stays. After an error nothing was written. Errors: as load().
  [[nodiscard]] virtual Result<void> keep(const Reminders& reminders) = 0;

  // Whether another program has changed it since the last load().
  [[nodiscard]] virtual Result<bool> changed() = 0;
};

}  // namespace sotto
