// Reading the journal's tables, for reader and writer alike. Internal to this adapter.
//
// Thread-safety: one caller.
#pragma once

#include <functional>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

// As the functions of JournalReader. A file that cannot be read is file-unreadable.
[[nodiscard]] Result<void> read_records(const Database& database, const RecordQuery& query,
                                        const std::function<bool(const JournalRecord&)>& take);
[[nodiscard]] Result<std::vector<StoredCheckpoint>> read_checkpoints(const Database& database);
[[nodiscard]] Result<std::vector<RecordingKey>> read_recording_keys(const Database& database);
[[nodiscard]] Result<std::uint64_t> read_size(const Database& database);

}  // namespace sotto
