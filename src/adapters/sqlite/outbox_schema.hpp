// The outbox's tables. Internal to this adapter.
//
// Thread-safety: pure but for the database.
#pragma once

#include <cstdint>

#include "adapters/sqlite/database.hpp"
#include "base/result.hpp"

namespace sotto {

// Makes the tables of an empty file, or checks that they are those of this version and nothing else is there.
// In the caller's transaction. Errors: outbox-damaged, and those of Database.
[[nodiscard]] Result<void> make_or_check_outbox(const Database& database, std::uint64_t first_id);

// What the outbox calls an error of the database.
[[nodiscard]] Error outbox_error(const Error& error);

}  // namespace sotto
