#include "adapters/sqlite/sqlite_reminders.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/sqlite/database.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kApplication = 0x536F7452;  // "SotR"
constexpr std::uint64_t kVersion = 1;

constexpr const char* kTables = R"(
CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  by_clock INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,
  length_ms INTEGER NOT NULL,
  days INTEGER NOT NULL,
  set_epoch_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
)";

// What Database calls by the journal's names.
Error reminders_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::kJournalLocked:
      return {ErrorCode::kWriteFailed, error.detail};
    case ErrorCode::kJournalDamaged:
    case ErrorCode::kFileInvalid:
      return {ErrorCode::kFileInvalid, error.detail + "; move it away"};
    default:
      return error;
  }
}

std::optional<AlertKind> kind_of(const std::string& name) {
  for (const AlertKind kind : {AlertKind::kTimer, AlertKind::kAlarm, AlertKind::kReminder}) {
    if (alert_kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

Result<Alert> read_alert(const Statement& row, const fs::path& file) {
  const auto kind = kind_of(row.text(0));
  if (!kind) return Error{ErrorCode::kFileInvalid, file.string() + ": unknown kind"};
  Alert alert;
  alert.kind = *kind;
  alert.text = row.text(1);
  alert.by_clock = row.number(2) != 0;
  alert.due_ms = static_cast<std::int64_t>(row.number(3));
  alert.length_ms = static_cast<Milliseconds>(row.number(4));
  alert.days = static_cast<int>(row.number(5) & 0x7FU);
  alert.set_epoch_ms = static_cast<std::int64_t>(row.number(6));
  return alert;
}

void bind_alert(Statement& statement, const Alert& alert) {
  statement.bind(1, alert_kind_name(alert.kind))
      .bind(2, std::string_view(alert.text))
      .bind(3, std::uint64_t{alert.by_clock ? 1U : 0U})
      .bind(4, static_cast<std::uint64_t>(alert.due_ms))
      .bind(5, static_cast<std::uint64_t>(alert.length_ms))
      .bind(6, static_cast<std::uint64_t>(alert.days))
      .bind(7, static_cast<std::uint64_t>(alert.set_epoch_ms));
}

class SqliteReminders final : public ReminderStore {
 public:
  explicit SqliteReminders(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  [[nodiscard]] Result<void> begin() {
    auto done = database_->run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON");
    if (done) done = transact([this] { return make_or_check(); });
    if (!done) return reminders_error(done.error());
    database_->allow_checkpoint_on_close();
    return {};
  }

  Result<Reminders> load() override;
  Result<void> keep(const Reminders& reminders) override;

  Result<bool> changed() override {
    const auto version = database_->number("PRAGMA data_version");
    if (!version) return reminders_error(version.error());
    return version.value() != version_;
  }

 private:
  // All of `body` is written and durable, or nothing is.
  template <typename Body>
  Result<void> transact(const Body& body) const {
    Result<void> done = database_->run("BEGIN IMMEDIATE");
    if (done) done = body();
    if (done) done = database_->run("COMMIT");
    if (!done && database_->in_transaction()) (void)database_->run("ROLLBACK").ok();
    return done;
  }
  [[nodiscard]] Result<void> make_or_check() const;
  [[nodiscard]] Result<void> read_all(Reminders& reminders) const;
  [[nodiscard]] Result<void> write_differences(const Reminders& reminders) const;
  [[nodiscard]] Result<void> remove(const Alert& alert) const;
  [[nodiscard]] Result<void> insert(const Alert& alert) const;
  [[nodiscard]] Result<void> run_with_text(const char* sql, const std::string& text) const;

  std::unique_ptr<Database> database_;
  Reminders known_;  // as last loaded or kept
  std::uint64_t version_ = 0;
};

Result<void> SqliteReminders::make_or_check() const {
  const auto application = database_->number("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = database_->number("PRAGMA user_version");
  if (!version) return version.error();
  const auto things = database_->number("SELECT count(*) FROM sqlite_schema");
  if (!things) return things.error();
  if (things.value() == 0 && application.value() == 0) {
    return database_->run(std::string(kTables) + "PRAGMA application_id = " + std::to_string(kApplication) +
                          "; PRAGMA user_version = " + std::to_string(kVersion));
  }
  const bool ours = application.value() == kApplication && version.value() != 0;
  const std::string file = database_->file().string();
  if (!ours) return Error{ErrorCode::kFileInvalid, file + ": these are no reminders; move it away"};
  if (version.value() > kVersion)
    return Error{ErrorCode::kFileInvalid, file + ": a later version of Sotto wrote it"};
  return {};
}

Result<void> SqliteReminders::read_all(Reminders& reminders) const {
  auto alerts = database_->prepare(
      "SELECT kind, text, by_clock, due_ms, length_ms, days, set_epoch_ms FROM alert ORDER BY id");
  if (!alerts) return alerts.error();
  constexpr std::size_t kAlertsMax = kTimersMax + kAlarmsMax + kRemindersMax;
  while (true) {
    const auto row = alerts.value().step();
    if (!row) return row.error();
    if (!row.value() || reminders.alerts.size() == kAlertsMax) break;
    auto alert = read_alert(alerts.value(), database_->file());
    if (!alert) return alert.error();
    reminders.alerts.push_back(std::move(alert).value());
  }
  auto items = database_->prepare("SELECT text FROM item ORDER BY id");
  if (!items) return items.error();
  while (true) {
    const auto row = items.value().step();
    if (!row) return row.error();
    if (!row.value() || reminders.items.size() == kListItemsMax) return {};
    reminders.items.push_back(items.value().text(0));
  }
}

Result<Reminders> SqliteReminders::load() {
  Reminders reminders;
  std::uint64_t version = 0;
  const auto done = transact([&]() -> Result<void> {
    const auto now = database_->number("PRAGMA data_version");
    if (!now) return now.error();
    version = now.value();
    return read_all(reminders);
  });
  if (!done) return reminders_error(done.error());
  version_ = version;
  known_ = reminders;
  return reminders;
}

Result<void> SqliteReminders::remove(const Alert& alert) const {
  auto statement = database_->prepare(
      "DELETE FROM alert WHERE id = (SELECT id FROM alert WHERE kind = ? AND text = ? AND by_clock = ?"
      " AND due_ms = ? AND length_ms = ? AND days = ? AND set_epoch_ms = ? LIMIT 1)");
  if (!statement) return statement.error();
  bind_alert(statement.value(), alert);
  return statement.value().run();
}

Result<void> SqliteReminders::insert(const Alert& alert) const {
  auto statement = database_->prepare(
      "INSERT INTO alert (kind, text, by_clock, due_ms, length_ms, days, set_epoch_ms)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (!statement) return statement.error();
  bind_alert(statement.value(), alert);
  return statement.value().run();
}

Result<void> SqliteReminders::run_with_text(const char* sql, const std::string& text) const {
  auto statement = database_->prepare(sql);
  if (!statement) return statement.error();
  return statement.value().bind(1, std::string_view(text)).run();
}

// Rows are known by what they hold, so that two programs need no common numbers.
Result<void> SqliteReminders::write_differences(const Reminders& reminders) const {
  std::vector<Alert> gone = known_.alerts;
  Result<void> done;
  for (const Alert& alert : reminders.alerts) {
    const auto same = std::find(gone.begin(), gone.end(), alert);
    if (same != gone.end()) {
      gone.erase(same);
    } else if (done) {
      done = insert(alert);
    }
  }
  for (const Alert& alert : gone) {
    if (done) done = remove(alert);
  }
  std::vector<std::string> gone_items = known_.items;
  for (const std::string& item : reminders.items) {
    if (std::erase(gone_items, item) == 0 && done)
      done = run_with_text("INSERT OR IGNORE INTO item (text) VALUES (?)", item);
  }
  for (const std::string& item : gone_items) {
    if (done) done = run_with_text("DELETE FROM item WHERE text = ?", item);
  }
  return done;
}

Result<void> SqliteReminders::keep(const Reminders& reminders) {
  if (reminders == known_) return {};
  const auto done = transact([&] { return write_differences(reminders); });
  if (!done) return reminders_error(done.error());
  known_ = reminders;
  // The WAL holds the pages as they were before words were overwritten. Where a reader keeps it from being
  // cut, the next change does it.
  (void)database_->number("PRAGMA wal_checkpoint(TRUNCATE)").ok();
  return {};
}

}  // namespace

Result<std::unique_ptr<ReminderStore>> open_reminders(const fs::path& file) {
  if (auto created = create_database_file(file); !created) return created.error();
  auto database = Database::open(file, Database::Access::kReadWrite);
  if (!database) return reminders_error(database.error());
  auto store = std::make_unique<SqliteReminders>(std::move(database).value());
  if (auto ready = store->begin(); !ready) return ready.error();
  return std::unique_ptr<ReminderStore>(std::move(store));
}

}  // namespace sotto
