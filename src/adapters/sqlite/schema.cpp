#include "adapters/sqlite/schema.hpp"

#include <array>
#include <string>

#include "adapters/sqlite/tables.hpp"

namespace sotto {
namespace {

constexpr std::uint64_t kApplication = 0x536F7474;  // "Sott"

// Never changed, only added to: a journal of any earlier version goes through the rest of them.
constexpr std::array<const char*, kSchema> kSteps = {
    R"(
CREATE TABLE record (
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  header BLOB NOT NULL,
  body TEXT NOT NULL,
  salt BLOB,
  words TEXT
) STRICT;
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;
CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  size INTEGER NOT NULL,
  subtrees BLOB NOT NULL
) STRICT;
CREATE TABLE recording_key (
  sequence INTEGER PRIMARY KEY,
  sealed_key BLOB NOT NULL
) STRICT;
)",
    "CREATE INDEX record_by_kind ON record (kind, sequence);",
};

Result<void> run_steps(const Database& database, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t step = from; step < to; ++step) {
    const auto done = database.run(kSteps[step]);
    if (!done) return done.error();
  }
  return {};
}

}  // namespace

Result<std::uint64_t> read_schema(const Database& database) {
  const auto marks = read_marks(database);
  if (!marks) return marks.error();
  if (marks.value().is_new()) return 0;
  const std::uint64_t version = marks.value().version;
  if (marks.value().application != kApplication || version == 0)
    return Error{ErrorCode::kFileInvalid, database.file().string() + ": not a journal"};
  if (version > kSchema) return Error{ErrorCode::kJournalNewer, database.file().string()};
  return version;
}

Result<void> migrate(const Database& database, std::uint64_t from) {
  const auto done = run_steps(database, from, kSchema);
  if (!done) return done.error();
  return database.run("PRAGMA application_id = " + std::to_string(kApplication) +
                      "; PRAGMA user_version = " + std::to_string(kSchema));
}

Result<void> check_schema(const Database& database, std::uint64_t version) {
  const auto same =
      has_tables(database, [version](const Database& model) { return run_steps(model, 0, version); });
  if (!same) return same.error();
  if (same.value()) return {};
  return Error{ErrorCode::kJournalDamaged, database.file().string() + ": its tables were changed"};
}

}  // namespace sotto
