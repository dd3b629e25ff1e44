// Retention: what a journal may no longer hold. Finds the records, leaves the destroying to the store.
//
// Times are wall time as it was written down; a clock that was set back may keep something longer, never
// destroy it sooner than the oldest reading says. Thread-safety: as the journal's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

// Sequence of the last record before this wall time; 0: there is none.
[[nodiscard]] Result<std::uint64_t> last_before(const JournalReader& journal, std::int64_t wall_ms);

// Up to this record words (or recordings) were destroyed because their time was over; 0: never.
[[nodiscard]] Result<std::uint64_t> let_go_until(const JournalReader& journal, bool words);

struct Retention {
  int text_days = 30;
  int audio_days = 1;
};

// What is to be destroyed now.
[[nodiscard]] Result<std::vector<Forgetting>> list_overdue(const JournalReader& journal,
                                                           const Retention& retention, std::int64_t wall_ms);

// What was said between these times of the run that began with record `began`, and the recordings of its
// dialogs.
[[nodiscard]] Result<std::vector<Forgetting>> list_heard(const JournalReader& journal, std::uint64_t began,
                                                         Milliseconds from, Milliseconds to);

}  // namespace sotto
