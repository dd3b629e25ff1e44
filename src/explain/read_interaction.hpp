// Reads one interaction from a journal: only the records that belong to it, and the few that say under which
// rules it happened, so that it takes as long in a journal of a million records as in a short one.
//
// Thread-safety: one caller for each reader.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "explain/interaction.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

// Which interaction: the newest one, or the one with this id, or the nearest before a time.
struct Which {
  std::optional<std::uint64_t> id;
  std::optional<std::int64_t> wall_ms;  // by the clock on the wall
  std::optional<Milliseconds> run_at;   // in the latest run
  bool refused_too = false;             // also wakes that were refused at once; not asked with an id
};

// The id, or none where the journal holds no such interaction. Errors: as JournalReader::read(), and
// not-found (a record with that id, which is no wake, or none at all).
[[nodiscard]] Result<std::optional<std::uint64_t>> find_interaction(const JournalReader& journal,
                                                                    const Which& which);

// REQUIRES: an id that find_interaction has given. Errors: as JournalReader::read(); journal-damaged (a
// record that holds something else than its kind says).
[[nodiscard]] Result<Interaction> read_interaction(const JournalReader& journal, std::uint64_t id);

}  // namespace sotto
