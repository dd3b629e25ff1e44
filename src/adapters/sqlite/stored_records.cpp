#include "adapters/sqlite/stored_records.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace sotto {
namespace {

constexpr const char* kColumns = "SELECT sequence, kind, header, body, salt, words FROM record ";

// Who only reads has nothing to do with what cannot be written.
Error reading(const Error& error) {
  const bool of_file = error.code == ErrorCode::kJournalDamaged || error.code == ErrorCode::kWriteFailed ||
                       error.code == ErrorCode::kDiskFull || error.code == ErrorCode::kFileInvalid;
  return {of_file ? ErrorCode::kFileUnreadable : error.code, error.detail};
}

// Calls `take` with every row until it gives false.
template <typename Take>
Result<void> each_row(Statement& statement, const Take& take) {
  while (true) {
    const auto row = statement.step();
    if (!row) return reading(row.error());
    if (!row.value() || !take()) return {};
  }
}

// The row, unless its columns contradict its header.
std::optional<JournalRecord> read_row(const Statement& row) {
  auto header = decode_header(row.blob(2));
  if (!header) return std::nullopt;
  JournalRecord record{std::move(header).value(), row.text(3), std::nullopt, std::nullopt};
  if (record.header.sequence != row.number(0) || record.header.kind != row.text(1)) return std::nullopt;
  if (!row.is_null(4)) {
    const auto bytes = row.blob(4);
    Salt salt{};
    if (bytes.size() != salt.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), salt.begin());
    record.salt = salt;
  }
  if (!row.is_null(5)) record.words = row.text(5);
  return record;
}

}  // namespace

Result<void> read_records(const Database& database, const RecordQuery& query,
                          const std::function<bool(const JournalRecord&)>& take) {
  const std::string where = query.kind.empty()
                                ? "WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence"
                                : "WHERE kind = ?3 AND sequence BETWEEN ?1 AND ?2 ORDER BY sequence";
  auto prepared = database.prepare(kColumns + where + (query.newest_first ? " DESC" : ""));
  if (!prepared) return reading(prepared.error());
  Statement& statement = prepared.value();
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  statement.bind(1, std::min(query.from, kMost)).bind(2, std::min(query.to, kMost));
  if (!query.kind.empty()) statement.bind(3, std::string_view(query.kind));
  std::optional<Error> invalid;
  const auto done = each_row(statement, [&] {
    const auto record = read_row(statement);
    if (!record) {
      invalid = Error{ErrorCode::kFileInvalid, std::to_string(statement.number(0))};
      return false;
    }
    return take(*record);
  });
  if (invalid) return *invalid;
  return done;
}

Result<std::vector<StoredCheckpoint>> read_checkpoints(const Database& database) {
  auto statement = database.prepare("SELECT size, note FROM checkpoint ORDER BY size");
  if (!statement) return reading(statement.error());
  std::vector<StoredCheckpoint> all;
  const auto done = each_row(statement.value(), [&] {
    all.push_back({statement.value().number(0), statement.value().text(1)});
    return true;
  });
  if (!done) return done.error();
  return all;
}

Result<std::vector<RecordingKey>> read_recording_keys(const Database& database) {
  auto statement = database.prepare("SELECT sequence, sealed_key FROM recording_key ORDER BY sequence");
  if (!statement) return reading(statement.error());
  std::vector<RecordingKey> all;
  const auto done = each_row(statement.value(), [&] {
    const auto key = statement.value().blob(1);
    all.push_back({statement.value().number(0), Bytes(key.begin(), key.end())});
    return true;
  });
  if (!done) return done.error();
  return all;
}

Result<std::uint64_t> read_size(const Database& database) {
  const auto size = database.number("SELECT coalesce(max(sequence), 0) FROM record");
  if (!size) return reading(size.error());
  return size.value();
}

}  // namespace sotto
