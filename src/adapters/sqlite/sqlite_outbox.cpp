#include "adapters/sqlite/sqlite_outbox.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/outbox_schema.hpp"
#include "adapters/sqlite/sending_claim.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kColumns =
    "SELECT m.id, run, core_id, state, reason, contact_id, contact, channel, transcript, length_ms, hold_ms,"
    " created_ms, changed_ms, attempts, next_attempt_ms, told, s.id IS NOT NULL"
    " FROM message m LEFT JOIN sound s ON s.id = m.id ";

Result<OutboxMessage> read_row(const Statement& row) {
  OutboxMessage message;
  const auto state = parse_outbox_state(row.text(3));
  if (!state) return Error{ErrorCode::kOutboxDamaged, "message " + row.text(0) + ": unknown state"};
  message.id = row.number(0);
  message.origin = {row.text(1), row.number(2)};
  message.state = *state;
  message.reason = row.text(4);
  message.contact_id = row.text(5);
  message.contact = row.text(6);
  message.channel = row.text(7);
  message.transcript = row.text(8);
  message.length_ms = static_cast<Milliseconds>(row.number(9));
  message.hold_ms = static_cast<Milliseconds>(row.number(10));
  message.created_ms = static_cast<std::int64_t>(row.number(11));
  message.changed_ms = static_cast<std::int64_t>(row.number(12));
  message.attempts = static_cast<int>(row.number(13));
  message.next_attempt_ms = static_cast<std::int64_t>(row.number(14));
  message.told = row.number(15) != 0;
  message.has_sound = row.number(16) != 0;
  return message;
}

// "('held','waiting')": the names are ours, nothing in them needs quoting.
std::string state_list(const std::vector<OutboxState>& states) {
  std::string text = "(";
  for (const OutboxState state : states) {
    if (text.size() > 1) text += ',';
    text += "'" + std::string(outbox_state_name(state)) + "'";
  }
  return text + ")";
}

std::span<const std::uint8_t> as_span(const std::vector<std::uint8_t>& bytes) {
  return bytes;
}

class SqliteOutbox final : public Outbox {
 public:
  explicit SqliteOutbox(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  [[nodiscard]] Result<void> begin(std::uint64_t first_id) {
    auto done = database_->run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON");
    if (done) done = transact([&] { return make_or_check_outbox(*database_, first_id); });
    if (!done) return outbox_error(done.error());
    database_->allow_checkpoint_on_close();
    // What a crash left of sound that was already destroyed.
    truncate_wal();
    return {};
  }

  Result<std::uint64_t> add(const OutboxDraft& draft) override {
    std::uint64_t id = 0;
    const auto done = transact([&] { return insert(draft, id); });
    if (!done) return outbox_error(done.error());
    return id;
  }
  Result<bool> change(const OutboxChange& change) override;
  Result<void> set_transcript(std::uint64_t id, std::string_view transcript) override;
  Result<void> set_told(std::uint64_t id) override;
  Result<std::optional<OutboxMessage>> find(std::uint64_t id) const override;
  Result<std::optional<OutboxMessage>> find(const MessageOrigin& origin) const override;
  Result<std::vector<OutboxMessage>> list(const std::vector<OutboxState>& states) const override;
  Result<std::optional<SealedSound>> sound(std::uint64_t id) const override;
  Result<std::unique_ptr<SendingClaim>> claim(std::uint64_t id) override {
    return claim_sending(database_->file().string() + "-sending", id);
  }
  Result<std::uint64_t> version() const override {
    const auto version = database_->number("PRAGMA data_version");
    if (!version) return outbox_error(version.error());
    return version;
  }
  Result<void> forget_before(std::int64_t wall_ms) override;

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
  [[nodiscard]] Result<void> insert(const OutboxDraft& draft, std::uint64_t& id) const;
  [[nodiscard]] Result<void> insert_sound(std::uint64_t id, const SealedSound& sound) const;
  [[nodiscard]] Result<void> update(const OutboxChange& change, bool& done) const;
  [[nodiscard]] Result<std::uint64_t> changes() const { return database_->number("SELECT changes()"); }
  [[nodiscard]] Result<std::vector<OutboxMessage>> read(Statement statement) const;

  // The WAL holds the pages as they were before sound and words were destroyed. Where a reader keeps it from
  // being cut, the next destruction or the next start does it.
  void truncate_wal() const {
    const auto busy = database_->number("PRAGMA wal_checkpoint(TRUNCATE)");
    (void)busy.ok();
  }

  std::unique_ptr<Database> database_;
};

Result<void> SqliteOutbox::insert(const OutboxDraft& draft, std::uint64_t& id) const {
  auto known = database_->prepare("SELECT id FROM message WHERE run = ? AND core_id = ?");
  if (!known) return known.error();
  known.value().bind(1, std::string_view(draft.origin.run)).bind(2, draft.origin.core_id);
  const auto row = known.value().step();
  if (!row) return row.error();
  if (row.value()) {
    id = known.value().number(0);
    return {};
  }
  auto statement = database_->prepare(
      "INSERT INTO message (run, core_id, state, reason, contact_id, contact, channel, length_ms, hold_ms,"
      " created_ms, changed_ms, attempts, next_attempt_ms, told)"
      " VALUES (?, ?, 'held', '', ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)");
  if (!statement) return statement.error();
  const auto at = static_cast<std::uint64_t>(draft.at_ms);
  const auto done = statement.value()
                        .bind(1, std::string_view(draft.origin.run))
                        .bind(2, draft.origin.core_id)
                        .bind(3, std::string_view(draft.contact_id))
                        .bind(4, std::string_view(draft.contact))
                        .bind(5, std::string_view(draft.channel))
                        .bind(6, static_cast<std::uint64_t>(draft.length_ms))
                        .bind(7, static_cast<std::uint64_t>(draft.hold_ms))
                        .bind(8, at)
                        .bind(9, at)
                        .run();
  if (!done) return done;
  const auto given = database_->number("SELECT last_insert_rowid()");
  if (!given) return given.error();
  id = given.value();
  return insert_sound(id, draft.sound);
}

Result<void> SqliteOutbox::insert_sound(std::uint64_t id, const SealedSound& sound) const {
  auto statement = database_->prepare("INSERT INTO sound (id, file, sealed_key, sha256) VALUES (?, ?, ?, ?)");
  if (!statement) return statement.error();
  return statement.value()
      .bind(1, id)
      .bind(2, as_span(sound.file))
      .bind(3, as_span(sound.sealed_key))
      .bind(4, std::span<const std::uint8_t>(sound.sha256))
      .run();
}

Result<void> SqliteOutbox::update(const OutboxChange& change, bool& done) const {
  auto statement = database_->prepare(
      "UPDATE message SET state = ?, reason = ?, changed_ms = ?, next_attempt_ms = ?, told = ?,"
      " attempts = attempts + ?, transcript = coalesce(?, transcript) WHERE id = ? AND state IN " +
      state_list(change.from));
  if (!statement) return statement.error();
  statement.value()
      .bind(1, outbox_state_name(change.to))
      .bind(2, std::string_view(change.reason))
      .bind(3, static_cast<std::uint64_t>(change.at_ms))
      .bind(4, static_cast<std::uint64_t>(change.next_attempt_ms))
      .bind(5, std::uint64_t{change.told ? 1U : 0U})
      .bind(6, std::uint64_t{change.to == OutboxState::kSending ? 1U : 0U})
      .bind(8, change.id);
  if (change.transcript) {
    statement.value().bind(7, std::string_view(*change.transcript));
  } else {
    statement.value().bind_null(7);
  }
  if (auto run = statement.value().run(); !run) return run;
  const auto changed = changes();
  if (!changed) return changed.error();
  done = changed.value() == 1;
  if (!done || !is_final(change.to)) return {};
  auto destroy = database_->prepare("DELETE FROM sound WHERE id = ?");
  if (!destroy) return destroy.error();
  return destroy.value().bind(1, change.id).run();
}

Result<bool> SqliteOutbox::change(const OutboxChange& change) {
  SOTTO_ASSERT(!change.from.empty());
  bool done = false;
  const auto written = transact([&] { return update(change, done); });
  if (!written) return outbox_error(written.error());
  if (done && is_final(change.to)) truncate_wal();
  return done;
}

Result<void> SqliteOutbox::set_transcript(std::uint64_t id, std::string_view transcript) {
  const auto done = transact([&]() -> Result<void> {
    auto statement = database_->prepare(
        "UPDATE message SET transcript = ? WHERE id = ? AND state NOT IN ('sent', 'cancelled', 'failed')");
    if (!statement) return statement.error();
    return statement.value().bind(1, transcript).bind(2, id).run();
  });
  if (!done) return outbox_error(done.error());
  return {};
}

Result<void> SqliteOutbox::set_told(std::uint64_t id) {
  const auto done = database_->run("UPDATE message SET told = 1 WHERE id = " + std::to_string(id));
  if (!done) return outbox_error(done.error());
  return {};
}

Result<std::vector<OutboxMessage>> SqliteOutbox::read(Statement statement) const {
  std::vector<OutboxMessage> messages;
  while (true) {
    const auto row = statement.step();
    if (!row) return outbox_error(row.error());
    if (!row.value()) return messages;
    auto message = read_row(statement);
    if (!message) return message.error();
    messages.push_back(std::move(message).value());
  }
}

Result<std::optional<OutboxMessage>> SqliteOutbox::find(std::uint64_t id) const {
  auto statement = database_->prepare(std::string(kColumns) + "WHERE m.id = ?");
  if (!statement) return outbox_error(statement.error());
  statement.value().bind(1, id);
  auto found = read(std::move(statement).value());
  if (!found) return found.error();
  if (found.value().empty()) return std::optional<OutboxMessage>();
  return std::optional(std::move(found.value().front()));
}

Result<std::optional<OutboxMessage>> SqliteOutbox::find(const MessageOrigin& origin) const {
  auto statement = database_->prepare(std::string(kColumns) + "WHERE run = ? AND core_id = ?");
  if (!statement) return outbox_error(statement.error());
  statement.value().bind(1, std::string_view(origin.run)).bind(2, origin.core_id);
  auto found = read(std::move(statement).value());
  if (!found) return found.error();
  if (found.value().empty()) return std::optional<OutboxMessage>();
  return std::optional(std::move(found.value().front()));
}

Result<std::vector<OutboxMessage>> SqliteOutbox::list(const std::vector<OutboxState>& states) const {
  std::string sql = kColumns;
  if (!states.empty()) sql += "WHERE state IN " + state_list(states);
  auto statement = database_->prepare(sql + " ORDER BY m.id");
  if (!statement) return outbox_error(statement.error());
  return read(std::move(statement).value());
}

Result<std::optional<SealedSound>> SqliteOutbox::sound(std::uint64_t id) const {
  auto statement = database_->prepare("SELECT file, sealed_key, sha256 FROM sound WHERE id = ?");
  if (!statement) return outbox_error(statement.error());
  Statement& row = statement.value();
  row.bind(1, id);
  const auto found = row.step();
  if (!found) return outbox_error(found.error());
  if (!found.value()) return std::optional<SealedSound>();
  SealedSound sound;
  const auto copy = [&row](int column) {
    const auto bytes = row.blob(column);
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
  };
  sound.file = copy(0);
  sound.sealed_key = copy(1);
  const auto sum = copy(2);
  if (sum.size() != sound.sha256.size()) {
    return Error{ErrorCode::kOutboxDamaged, database_->file().string() + ": sound of " + std::to_string(id)};
  }
  std::copy(sum.begin(), sum.end(), sound.sha256.begin());
  return std::optional(std::move(sound));
}

Result<void> SqliteOutbox::forget_before(std::int64_t wall_ms) {
  constexpr const char* kWhich = "state IN ('sent', 'cancelled', 'failed', 'unknown') AND changed_ms < ";
  bool any = false;
  const auto done = transact([&]() -> Result<void> {
    const std::string which = kWhich + std::to_string(wall_ms);
    auto gone =
        database_->run("UPDATE message SET transcript = NULL WHERE transcript IS NOT NULL AND " + which);
    const auto words = changes();
    if (gone)
      gone = database_->run("DELETE FROM sound WHERE id IN (SELECT id FROM message WHERE " + which + ")");
    const auto sounds = changes();
    any = (words && words.value() > 0) || (sounds && sounds.value() > 0);
    return gone;
  });
  if (!done) return outbox_error(done.error());
  if (any) truncate_wal();
  return {};
}

}  // namespace

Result<std::unique_ptr<Outbox>> open_outbox(const fs::path& file, OutboxFileOptions options) {
  if (auto created = create_database_file(file); !created) return created.error();
  auto database = Database::open(file, Database::Access::kReadWrite);
  if (!database) return outbox_error(database.error());
  auto outbox = std::make_unique<SqliteOutbox>(std::move(database).value());
  if (auto ready = outbox->begin(options.first_id); !ready) return ready.error();
  return std::unique_ptr<Outbox>(std::move(outbox));
}

}  // namespace sotto
