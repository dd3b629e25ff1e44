#include "adapters/sqlite/tables.hpp"

#include <string>
#include <vector>

namespace sotto {
namespace {

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

Result<DatabaseMarks> read_marks(const Database& database) {
  const auto things = database.number("SELECT count(*) FROM sqlite_schema");
  if (!things) return things.error();
  const auto application = database.number("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  return DatabaseMarks{things.value(), application.value(), version.value()};
}

Result<bool> has_tables(const Database& database, const std::function<Result<void>(const Database&)>& make) {
  const auto model = Database::open(database.file(), Database::Access::kMemory);
  if (!model) return model.error();
  if (auto made = make(*model.value()); !made) return made.error();
  const auto wanted = describe(*model.value());
  if (!wanted) return wanted.error();
  const auto found = describe(database);
  if (!found) return found.error();
  return found.value() == wanted.value();
}

}  // namespace sotto
