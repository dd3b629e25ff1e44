// Journals of played scenes as files: one record a line, `kind`, `at`, `body` and `words`. Numbers and times
// are given again when they are read.
#pragma once

#include <filesystem>

#include "../../faults/memory_journal.hpp"
#include "base/result.hpp"

namespace sotto {

// Errors: file-missing, file-invalid.
[[nodiscard]] Result<MemoryJournal> read_journal_file(const std::filesystem::path& file);

// Leaves out the vocabulary but for the wake word: it is large, and no story tells it.
void write_journal_file(const std::filesystem::path& file, const MemoryJournal& journal);

}  // namespace sotto
