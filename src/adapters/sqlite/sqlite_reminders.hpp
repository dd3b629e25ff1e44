// Timers, alarms, reminders and the shopping list in one SQLite file (WAL, synchronous FULL, secure_delete).
//
// It holds words that somebody said, as they are: the file has mode 0600, and what is stopped, cancelled or
// taken off the list is overwritten. Thread-safety: one caller. Any number of programs may share one file.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "ports/reminder_store.hpp"

namespace sotto {

// Opens the file, or makes it where there is none (the folder must be there).
// Errors: write-failed, disk-full, file-invalid (no such file of ours, changed tables, a later version).
[[nodiscard]] Result<std::unique_ptr<ReminderStore>> open_reminders(const std::filesystem::path& file);

}  // namespace sotto
