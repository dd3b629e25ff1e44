// Files that nobody but the owner may read, on disk whole or not at all.
//
// Everything is written beside its place, brought to the disk and renamed; a draft that cannot be finished is
// removed. Files have mode 0600 and folders that are made 0700. Thread-safety: no state; two callers should
// not write one file at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

// Part of the name of every draft: "NAME.draft-PROCESS". One that is found was left by a crash.
inline constexpr std::string_view kDraftMark = ".draft-";

// Makes `folder` with its parents. Errors: write-failed, disk-full.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& folder);

enum class WhenPresent { kReplace, kFail };

// The folder must be there. Durable when it returns, name and all. Errors: disk-full, write-failed (also
// where the file is present and that is not wanted).
[[nodiscard]] Result<void> write_private_file(const std::filesystem::path& file,
                                              std::span<const std::uint8_t> bytes, WhenPresent present);

// At most `bytes_max`. Errors: file-missing, file-unreadable, too-long.
[[nodiscard]] Result<std::vector<std::uint8_t>> read_private_file(const std::filesystem::path& file,
                                                                  std::size_t bytes_max);

// False where its group or others may do anything with it, or it is not there.
[[nodiscard]] bool only_owner_may_use(const std::filesystem::path& file_or_folder);

// Adds to the end of a file, makes it where it is missing; durable when it returns. What a full disk took
// only in part is taken away again. Errors: disk-full, write-failed.
[[nodiscard]] Result<void> append_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace sotto
