// What a database of ours consists of: shared by the journal's schema and the outbox's. Internal to this
// adapter.
#pragma once

#include <cstdint>
#include <functional>

#include "adapters/sqlite/database.hpp"
#include "base/result.hpp"

namespace sotto {

// What stands in the head of a database file.
struct DatabaseMarks {
  std::uint64_t things = 0;  // tables and indexes
  std::uint64_t application = 0;
  std::uint64_t version = 0;

  [[nodiscard]] bool is_new() const { return things == 0 && application == 0 && version == 0; }
};

// Errors: those of Database.
[[nodiscard]] Result<DatabaseMarks> read_marks(const Database& database);

// Whether the tables are those, to the letter, that `make` makes in an empty database. Errors: those of
// Database.
[[nodiscard]] Result<bool> has_tables(const Database& database,
                                      const std::function<Result<void>(const Database&)>& make);

}  // namespace sotto
