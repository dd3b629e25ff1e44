// Where checkpoints go besides the journal: journal.head beside the keys, which holds the latest one, and the
// owner's witness file, which holds all, for instance on a stick or on another machine's disk.
//
// Thread-safety: one caller a file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sotto {

// Whole or not at all, and durable when it returns. The folder must be there. Errors: disk-full,
// write-failed.
[[nodiscard]] Result<void> write_head(const std::filesystem::path& file, std::string_view note);

// Nullopt where there is none yet. Errors: file-unreadable, too-long.
[[nodiscard]] Result<std::optional<std::string>> read_head(const std::filesystem::path& file);

// Adds the note to the file's end, makes the file where it is missing (0600), durable when it returns. What a
// crash has left unfinished there is closed by a line that makes it a bad note of its own, so that it does
// not spoil this one. REQUIRES: a whole note. Errors: disk-full, write-failed.
[[nodiscard]] Result<void> append_witness(const std::filesystem::path& file, std::string_view note);

}  // namespace sotto
