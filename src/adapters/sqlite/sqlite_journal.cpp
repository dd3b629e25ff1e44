#include "adapters/sqlite/sqlite_journal.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "adapters/sqlite/journal_opening.hpp"
#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/stored_records.hpp"
#include "base/assert.hpp"
#include "journal/chain.hpp"
#include "journal/checkpoint.hpp"
#include "journal/record_bodies.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class SqliteJournal final : public JournalWriter {
 public:
  SqliteJournal(std::unique_ptr<Database> database, JournalOptions options)
      : database_(std::move(database)),
        options_(std::move(options)),
        chain_(options_.hash),
        signed_frontier_(options_.hash) {
    options_.random(boot_);
  }

  // Writes the first record and its checkpoint into an empty file.
  [[nodiscard]] Result<void> begin();
  // Goes on where the journal ends.
  [[nodiscard]] Result<void> go_on(std::uint64_t schema);

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
  [[nodiscard]] Result<std::uint64_t> size() const override { return chain_.size(); }

  [[nodiscard]] Result<std::uint64_t> append(std::span<const Draft> drafts) override;
  [[nodiscard]] Result<std::uint64_t> append_recording(const Draft& draft, const Bytes& sealed_key) override;
  [[nodiscard]] Result<std::vector<std::string>> forget(const Forgetting& forgetting,
                                                        Milliseconds at) override;
  [[nodiscard]] Result<std::string> checkpoint() override;

 private:
  // Runs `body` in a transaction: all of it is written and durable, or nothing has changed, in memory
  // neither.
  template <typename Body>
  Result<void> transact(const Body& body);
  [[nodiscard]] Result<void> configure() const;
  [[nodiscard]] Result<void> prepare();
  [[nodiscard]] Result<void> check_alone();
  [[nodiscard]] Result<void> insert(const Draft& draft, const Stamp& stamp);
  [[nodiscard]] Result<void> insert_checkpoint();
  [[nodiscard]] Result<std::vector<std::string>> recording_files(std::uint64_t from, std::uint64_t to) const;
  [[nodiscard]] Result<void> destroy(const Forgetting& forgetting);
  void truncate_wal(bool wait);

  std::unique_ptr<Database> database_;
  JournalOptions options_;
  BootId boot_ = {};
  std::string journal_id_;
  Chain chain_;
  MerkleFrontier signed_frontier_;  // of the last checkpoint
  std::vector<std::string> notes_;  // of this transaction
  std::string last_note_;
  bool wal_holds_destroyed_ = false;
  std::optional<Statement> begin_, commit_, size_, insert_, insert_checkpoint_, set_frontier_;
};

Result<void> SqliteJournal::configure() const {
  return database_->run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
      "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON");
}

Result<void> SqliteJournal::prepare() {
  const std::pair<std::optional<Statement>*, const char*> all[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&size_, "SELECT coalesce(max(sequence), 0) FROM record"},
      {&insert_, "INSERT INTO record (sequence, kind, header, body, salt, words) VALUES (?, ?, ?, ?, ?, ?)"},
      {&insert_checkpoint_, "INSERT INTO checkpoint (size, note) VALUES (?, ?)"},
      {&set_frontier_, "INSERT OR REPLACE INTO frontier (id, size, subtrees) VALUES (1, ?, ?)"}};
  for (const auto& [statement, sql] : all) {
    auto prepared = database_->prepare(sql);
    if (!prepared) return prepared.error();
    statement->emplace(std::move(prepared).value());
  }
  return {};
}

template <typename Body>
Result<void> SqliteJournal::transact(const Body& body) {
  const Chain chain = chain_;
  const MerkleFrontier frontier = signed_frontier_;
  notes_.clear();
  Result<void> done = begin_->run();
  if (done) done = check_alone();
  if (done) done = body();
  if (done && chain_.due()) done = insert_checkpoint();
  if (done) done = commit_->run();
  if (!done) {
    if (database_->in_transaction()) (void)database_->run("ROLLBACK");
    chain_ = chain;
    signed_frontier_ = frontier;
    // What did not fit still takes its room in the WAL.
    if (done.error().code == ErrorCode::kDiskFull) truncate_wal(false);
    return done;
  }
  if (!notes_.empty()) last_note_ = notes_.back();
  if (options_.on_checkpoint) {
    for (const std::string& note : notes_) options_.on_checkpoint(note);
  }
  if (wal_holds_destroyed_) truncate_wal(false);
  return {};
}

// Somebody else who wrote meanwhile has made what is in memory wrong.
Result<void> SqliteJournal::check_alone() {
  const auto row = size_->step();
  if (!row) return row.error();
  const std::uint64_t size = size_->number(0);
  size_->reset();
  if (size == chain_.size()) return {};
  return Error{ErrorCode::kJournalLocked, database_->file().string() + ": another program wrote to it"};
}

Result<void> SqliteJournal::insert(const Draft& draft, const Stamp& stamp) {
  Salt salt{};
  if (draft.words) options_.random(salt);
  const JournalRecord record = chain_.make(draft, boot_, stamp, salt);
  const Bytes header = encode_header(record.header);
  insert_->bind(1, record.header.sequence)
      .bind(2, std::string_view(record.header.kind))
      .bind(3, std::span<const std::uint8_t>(header))
      .bind(4, std::string_view(record.body));
  if (record.words) {
    insert_->bind(5, std::span<const std::uint8_t>(*record.salt)).bind(6, std::string_view(*record.words));
  } else {
    insert_->bind_null(5).bind_null(6);
  }
  const auto done = insert_->run();
  if (done && chain_.full()) return insert_checkpoint();
  return done;
}

Result<void> SqliteJournal::insert_checkpoint() {
  const Checkpoint checkpoint{journal_origin(journal_id_), chain_.size(), chain_.frontier().root(),
                              options_.stamp().wall_ms};
  notes_.push_back(sign_checkpoint(checkpoint, options_.signer, options_.hash));
  auto done = insert_checkpoint_->bind(1, checkpoint.size).bind(2, std::string_view(notes_.back())).run();
  if (!done) return done;
  // The frontier of the checkpoint before: from there on the last one can be computed again at the next
  // start.
  const Bytes subtrees = signed_frontier_.encode();
  done =
      set_frontier_->bind(1, signed_frontier_.size()).bind(2, std::span<const std::uint8_t>(subtrees)).run();
  signed_frontier_ = chain_.frontier();
  chain_.set_signed();
  return done;
}

Result<std::uint64_t> SqliteJournal::append(std::span<const Draft> drafts) {
  const std::uint64_t first = chain_.size() + 1;
  if (drafts.empty()) return first;
  const auto done = transact([&]() -> Result<void> {
    const Stamp stamp = options_.stamp();
    for (const Draft& draft : drafts) {
      const auto inserted = insert(draft, stamp);
      if (!inserted) return inserted;
    }
    return {};
  });
  if (!done) return done.error();
  return first;
}

Result<std::uint64_t> SqliteJournal::append_recording(const Draft& draft, const Bytes& sealed_key) {
  SOTTO_ASSERT(draft.kind == record_kind::kRecording);
  const std::uint64_t sequence = chain_.size() + 1;
  const auto done = transact([&]() -> Result<void> {
    const auto inserted = insert(draft, options_.stamp());
    if (!inserted) return inserted;
    auto statement = database_->prepare("INSERT INTO recording_key (sequence, sealed_key) VALUES (?, ?)");
    if (!statement) return statement.error();
    return statement.value().bind(1, sequence).bind(2, std::span<const std::uint8_t>(sealed_key)).run();
  });
  if (!done) return done.error();
  return sequence;
}

Result<std::vector<std::string>> SqliteJournal::recording_files(std::uint64_t from, std::uint64_t to) const {
  auto statement = database_->prepare(
      "SELECT record.body FROM recording_key JOIN record USING (sequence) WHERE sequence BETWEEN ? AND ?");
  if (!statement) return statement.error();
  statement.value().bind(1, from).bind(2, to);
  std::vector<std::string> files;
  while (true) {
    const auto row = statement.value().step();
    if (!row) return row.error();
    if (!row.value()) return files;
    const auto recording = read_recording(statement.value().text(0));
    if (recording) files.push_back(recording->file);
  }
}

Result<void> SqliteJournal::destroy(const Forgetting& forgetting) {
  const std::pair<bool, const char*> all[] = {
      {forgetting.words,
       "UPDATE record SET words = NULL, salt = NULL WHERE sequence BETWEEN ? AND ? AND words IS NOT NULL"},
      {forgetting.recordings, "DELETE FROM recording_key WHERE sequence BETWEEN ? AND ?"}};
  for (const auto& [wanted, sql] : all) {
    if (!wanted) continue;
    auto statement = database_->prepare(sql);
    if (!statement) return statement.error();
    const auto done = statement.value().bind(1, forgetting.from).bind(2, forgetting.to).run();
    if (!done) return done;
  }
  return {};
}

Result<std::vector<std::string>> SqliteJournal::forget(const Forgetting& forgetting, Milliseconds at) {
  SOTTO_ASSERT(forgetting.words || forgetting.recordings);
  Forgetting bounded = forgetting;
  bounded.from = std::max<std::uint64_t>(1, forgetting.from);
  bounded.to = std::min(forgetting.to, chain_.size());
  std::vector<std::string> files;
  if (bounded.from > bounded.to) return files;
  const auto done = transact([&]() -> Result<void> {
    if (bounded.recordings) {
      auto found = recording_files(bounded.from, bounded.to);
      if (!found) return found.error();
      files = std::move(found).value();
    }
    const auto inserted =
        insert({record_kind::kForgotten, at, forgotten_body(bounded), std::nullopt}, options_.stamp());
    if (!inserted) return inserted;
    return destroy(bounded);
  });
  if (!done) return done.error();
  wal_holds_destroyed_ = true;
  truncate_wal(true);
  return files;
}

// The WAL still holds the pages as they were. A reader that is at work may prevent its truncation; then it is
// tried again after every write.
void SqliteJournal::truncate_wal(bool wait) {
  constexpr int kWaitMs = 2000;
  if (!wait) database_->set_busy_timeout(0);
  const auto busy = database_->number("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!wait) database_->set_busy_timeout(kWaitMs);
  if (busy && busy.value() == 0) wal_holds_destroyed_ = false;
}

Result<std::string> SqliteJournal::checkpoint() {
  if (chain_.signed_size() == chain_.size()) return last_note_;
  const auto done = transact([&] { return insert_checkpoint(); });
  if (!done) return done.error();
  return last_note_;
}

Result<void> SqliteJournal::begin() {
  std::array<std::uint8_t, 16> id{};
  options_.random(id);
  journal_id_ = to_hex(id);
  Result<void> done = configure();
  if (done) done = database_->run("BEGIN IMMEDIATE");
  if (done) done = migrate(*database_, 0);
  if (done) done = prepare();
  const OpenedBody body{journal_id_, options_.signer.public_key};
  if (done) done = insert({record_kind::kOpened, 0, opened_body(body), std::nullopt}, options_.stamp());
  if (done) done = insert_checkpoint();
  if (done) done = commit_->run();
  if (!done) {
    if (database_->in_transaction()) (void)database_->run("ROLLBACK");
    return done;
  }
  last_note_ = notes_.back();
  if (options_.on_checkpoint) options_.on_checkpoint(last_note_);
  return {};
}

Result<void> SqliteJournal::go_on(std::uint64_t schema) {
  auto state = read_state(*database_, options_);
  if (!state) return state.error();
  Result<void> done = configure();
  if (!done) return done;
  if (schema < kSchema) {
    done = database_->run("BEGIN IMMEDIATE");
    if (done) done = migrate(*database_, schema);
    if (done) done = database_->run("COMMIT");
    if (!done) {
      if (database_->in_transaction()) (void)database_->run("ROLLBACK");
      return done;
    }
  }
  journal_id_ = state.value().journal_id;
  chain_ = std::move(state.value().chain);
  signed_frontier_ = std::move(state.value().signed_frontier);
  last_note_ = std::move(state.value().last_note);
  return prepare();
}

Result<std::unique_ptr<JournalWriter>> open_existing(const fs::path& file, JournalOptions options) {
  auto database = Database::open(file, Database::Access::kReadWrite);
  if (!database) return database.error();
  const auto schema = read_schema(*database.value());
  if (!schema) return schema.error();
  const bool empty = schema.value() == 0;
  if (empty && options.head)
    return Error{ErrorCode::kJournalDamaged, file.string() + ": it is gone, and journal.head knows of it"};
  if (!empty) {
    const auto ours = check_schema(*database.value(), schema.value());
    if (!ours) return ours.error();
  }
  const Database& opened = *database.value();
  auto journal = std::make_unique<SqliteJournal>(std::move(database).value(), std::move(options));
  const auto ready = empty ? journal->begin() : journal->go_on(schema.value());
  if (!ready) return ready.error();
  opened.allow_checkpoint_on_close();
  return std::unique_ptr<JournalWriter>(std::move(journal));
}

}  // namespace

Result<std::unique_ptr<JournalWriter>> open_journal(const fs::path& file, JournalOptions options) {
  SOTTO_ASSERT(options.hash && options.verify && options.signer.sign && options.random && options.stamp);
  const auto created = create_database_file(file);
  if (!created) return created.error();
  auto journal = open_existing(file, std::move(options));
  if (!journal && created.value()) {
    // What was begun here holds nothing.
    for (const char* part : {"", "-wal", "-shm"}) ::unlink((file.string() + part).c_str());
  }
  return journal;
}

}  // namespace sotto
