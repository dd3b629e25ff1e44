// The outbox in one SQLite file (WAL, synchronous FULL, secure_delete), with a file beside it on which
// whoever sends a message holds a lock for it.
//
// Thread-safety: one caller. Any number of programs may share one file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "ports/outbox.hpp"

namespace sotto {

struct OutboxFileOptions {
  // Of the first message in a new file: more than any number that the channel "file" has used before.
  std::uint64_t first_id = 1;
};

// Opens the outbox, or makes it where there is none (mode 0600; the folder must be there).
// Errors: write-failed, disk-full, outbox-damaged (no outbox, changed tables, or a later version).
[[nodiscard]] Result<std::unique_ptr<Outbox>> open_outbox(const std::filesystem::path& file,
                                                          OutboxFileOptions options = {});

}  // namespace sotto
