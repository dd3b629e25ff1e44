// The journal's tables, version by version. Internal to this adapter.
//
// Thread-safety: pure but for the database.
#pragma once

#include <cstdint>

#include "adapters/sqlite/database.hpp"
#include "base/result.hpp"

namespace sotto {

inline constexpr std::uint64_t kSchema = 2;

// The version of the schema; 0: the file is empty.
// Errors: file-invalid (something else than a journal), journal-newer, and those of Database.
[[nodiscard]] Result<std::uint64_t> read_schema(const Database& database);

// Makes the tables of an empty file, or brings them from `from` to the present version. In the caller's
// transaction.
[[nodiscard]] Result<void> migrate(const Database& database, std::uint64_t from);

// Whether the tables are those of this version and nothing else is there, no trigger and no view above all.
// Errors: journal-damaged, and those of Database.
[[nodiscard]] Result<void> check_schema(const Database& database, std::uint64_t version);

}  // namespace sotto
