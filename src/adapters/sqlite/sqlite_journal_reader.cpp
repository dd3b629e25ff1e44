#include <system_error>
#include <utility>

#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "adapters/sqlite/stored_records.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class SqliteReader final : public JournalReader {
 public:
  explicit SqliteReader(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  [[nodiscard]] Result<void> read(const RecordQuery& query,
                                  const std::function<bool(const JournalRecord&)>& take) const override {
    return read_records(*database_, query, take);
  }
  [[nodiscard]] Result<std::vector<StoredCheckpoint>> checkpoints() const override {
    return read_checkpoints(*database_);
  }
  [[nodiscard]] Result<std::vector<RecordingKey>> recording_keys() const override {
    return read_recording_keys(*database_);
  }
  [[nodiscard]] Result<std::uint64_t> size() const override { return read_size(*database_); }

 private:
  std::unique_ptr<Database> database_;
};

// Opens it and looks whether it can be read at all.
Result<std::unique_ptr<Database>> try_open(const fs::path& file, Database::Access access) {
  auto database = Database::open(file, access);
  if (!database) return database.error();
  const auto probe = database.value()->number("SELECT count(*) FROM sqlite_schema");
  if (!probe) return probe.error();
  return database;
}

Result<std::unique_ptr<Database>> open_readable(const fs::path& file) {
  auto database = try_open(file, Database::Access::kRead);
  if (database || database.error().code != ErrorCode::kWriteFailed) return database;
  // SQLite wants to write its -shm file even to read. Where it cannot, nobody else is writing either; but
  // what still stands in the -wal file would be left out.
  const fs::path wal = file.string() + "-wal";
  std::error_code missing;
  const std::uintmax_t bytes = fs::file_size(wal, missing);
  if (!missing && bytes > 0)
    return Error{ErrorCode::kFileUnreadable,
                 wal.string() + ": copy both files to a folder that can be written to"};
  database = try_open(file, Database::Access::kReadUnchanging);
  if (!database && database.error().code == ErrorCode::kWriteFailed)
    return Error{ErrorCode::kFileUnreadable, file.string()};
  return database;
}

}  // namespace

Result<std::unique_ptr<JournalReader>> open_journal_reader(const fs::path& file, ReaderOptions options) {
  std::error_code failed;
  const fs::file_status status = fs::status(file, failed);
  if (status.type() == fs::file_type::not_found) return Error{ErrorCode::kFileMissing, file.string()};
  if (status.type() != fs::file_type::regular) return Error{ErrorCode::kFileUnreadable, file.string()};
  auto database = open_readable(file);
  if (!database) return database.error();
  const auto version = read_schema(*database.value());
  if (!version) return version.error();
  if (version.value() == 0) return Error{ErrorCode::kFileInvalid, file.string() + ": an empty journal"};
  const auto ours = check_schema(*database.value(), version.value());
  if (!ours) return ours.error();
  if (options.check_structure) {
    auto statement = database.value()->prepare("PRAGMA integrity_check(1)");
    if (!statement) return statement.error();
    const auto row = statement.value().step();
    if (!row) return row.error();
    if (!row.value() || statement.value().text(0) != "ok")
      return Error{ErrorCode::kJournalDamaged, file.string() + ": its pages do not fit together"};
  }
  return std::unique_ptr<JournalReader>(std::make_unique<SqliteReader>(std::move(database).value()));
}

}  // namespace sotto
