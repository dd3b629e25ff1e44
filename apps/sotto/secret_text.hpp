// Small texts that only their owner may read: sessions, links, pairings. Thread-safety: as
// runtime/private_file.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace sotto {

// At most `bytes_max`. Errors: file-missing, file-unreadable, too-long.
[[nodiscard]] Result<std::string> read_secret_text(const std::filesystem::path& file, std::size_t bytes_max);

// In place of what is there; makes the folder. Errors: disk-full, write-failed.
[[nodiscard]] Result<void> write_secret_text(const std::filesystem::path& file, const std::string& text);

}  // namespace sotto
