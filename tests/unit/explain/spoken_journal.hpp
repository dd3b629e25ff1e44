// Journals of dialogs that the core's script plays.
#pragma once

#include <string>

#include "../../faults/memory_journal.hpp"
#include "../core/script.hpp"
#include "explain/interaction.hpp"
#include "explain/read_interaction.hpp"

namespace sotto {

// Appends all that a script has done so far, in the order in which a run writes it down.
void write_down(MemoryJournal& journal, const Script& script);
void write_record(MemoryJournal& journal, const std::string& kind, Milliseconds at, const std::string& body);

// The newest interaction. Fails the test where there is none.
[[nodiscard]] Interaction latest(const JournalReader& journal, bool refused_too = true);

[[nodiscard]] std::string no_clock(std::int64_t wall_ms);

}  // namespace sotto
