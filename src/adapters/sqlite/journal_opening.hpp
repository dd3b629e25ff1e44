// What a writer must know of a journal before it goes on, checked against the last signature. Internal to
// this adapter.
//
// Thread-safety: one caller.
#pragma once

#include <string>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "journal/chain.hpp"

namespace sotto {

struct JournalState {
  std::string journal_id;
  Chain chain;
  MerkleFrontier signed_frontier;  // of the last checkpoint
  std::string last_note;
};

// Errors: journal-damaged, key-invalid, and those of Database.
[[nodiscard]] Result<JournalState> read_state(const Database& database, const JournalOptions& options);

}  // namespace sotto
