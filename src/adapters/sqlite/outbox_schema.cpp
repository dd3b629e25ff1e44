#include "adapters/sqlite/outbox_schema.hpp"

#include <string>

#include "adapters/sqlite/tables.hpp"

namespace sotto {
namespace {

constexpr std::uint64_t kApplication = 0x536F744F;  // "SotO"
constexpr std::uint64_t kVersion = 1;

constexpr const char* kTables = R"(
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL,
  core_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  contact TEXT NOT NULL,
  channel TEXT NOT NULL,
  transcript TEXT,
  length_ms INTEGER NOT NULL,
  hold_ms INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_ms INTEGER NOT NULL,
  told INTEGER NOT NULL,
  UNIQUE (run, core_id)
) STRICT;
CREATE INDEX message_by_state ON message (state, id);
CREATE TABLE sound (
  id INTEGER PRIMARY KEY,
  file BLOB NOT NULL,
  sealed_key BLOB NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;
)";

Error damaged(const Database& database, const std::string& what) {
  return {ErrorCode::kOutboxDamaged, database.file().string() + ": " + what};
}

Result<void> check_tables(const Database& database) {
  const auto same = has_tables(database, [](const Database& model) { return model.run(kTables); });
  if (!same) return same.error();
  if (same.value()) return {};
  return damaged(database, "its tables were changed");
}

Result<void> make_tables(const Database& database, std::uint64_t first_id) {
  std::string sql = kTables;
  sql += "PRAGMA application_id = " + std::to_string(kApplication) +
         "; PRAGMA user_version = " + std::to_string(kVersion) + ";";
  if (first_id > 1) {
    sql += "INSERT INTO sqlite_sequence (name, seq) VALUES ('message', " + std::to_string(first_id - 1) + ")";
  }
  return database.run(sql);
}

}  // namespace

Result<void> make_or_check_outbox(const Database& database, std::uint64_t first_id) {
  const auto marks = read_marks(database);
  if (!marks) return marks.error();
  if (marks.value().is_new()) return make_tables(database, first_id);
  if (marks.value().application != kApplication || marks.value().version == 0)
    return damaged(database, "not an outbox");
  if (marks.value().version > kVersion) return damaged(database, "a later version of Sotto wrote it");
  return check_tables(database);
}

Error outbox_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::kJournalLocked:
      return {ErrorCode::kWriteFailed, error.detail};
    case ErrorCode::kJournalDamaged:
    case ErrorCode::kFileInvalid:
      return {ErrorCode::kOutboxDamaged, error.detail};
    default:
      return error;
  }
}

}  // namespace sotto
