#include "adapters/sqlite/schema.hpp"

#include <array>
#include <string>
#include <vector>

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

Result<std::vector<std::string>> describe(const Database& database) {
  auto statement = database.prepare(
      "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1");
  if (!statement) return statement.error();
  std::vector<std::string> all;
  while (true) {
    const auto row = statement.value().step();
    if (!row) return row.error();
    if (!row.value()) return all;
    all.push_back(statement.value().text(0));
  }
}

}  // namespace

Result<std::uint64_t> read_schema(const Database& database) {
  const auto things = database.number("SELECT count(*) FROM sqlite_schema");
  if (!things) return things.error();
  const auto application = database.number("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  if (things.value() == 0 && application.value() == 0 && version.value() == 0) return 0;
  if (application.value() != kApplication || version.value() == 0)
    return Error{ErrorCode::kFileInvalid, database.file().string() + ": not a journal"};
  if (version.value() > kSchema) return Error{ErrorCode::kJournalNewer, database.file().string()};
  return version.value();
}

Result<void> migrate(const Database& database, std::uint64_t from) {
  const auto done = run_steps(database, from, kSchema);
  if (!done) return done.error();
  return database.run("PRAGMA application_id = " + std::to_string(kApplication) +
                      "; PRAGMA user_version = " + std::to_string(kSchema));
}

Result<void> check_schema(const Database& database, std::uint64_t version) {
  const auto model = Database::open(database.file(), Database::Access::kMemory);
  if (!model) return model.error();
  const auto made = run_steps(*model.value(), 0, version);
  if (!made) return made.error();
  const auto wanted = describe(*model.value());
  if (!wanted) return wanted.error();
  const auto found = describe(database);
  if (!found) return found.error();
  if (found.value() == wanted.value()) return {};
  return Error{ErrorCode::kJournalDamaged, database.file().string() + ": its tables were changed"};
}

}  // namespace sotto
