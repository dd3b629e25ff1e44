#include "adapters/sqlite/journal_opening.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "adapters/sqlite/stored_records.hpp"
#include "journal/checkpoint.hpp"
#include "journal/record_bodies.hpp"

namespace sotto {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct SignedNote {
  Checkpoint checkpoint;
  std::string note;
};

class Opening {
 public:
  Opening(const Database& database, const JournalOptions& options) : database_(database), options_(options) {}

  Result<JournalState> run();

 private:
  [[nodiscard]] Error damaged(const std::string& what) const {
    return {ErrorCode::kJournalDamaged, database_.file().string() + ": " + what};
  }
  [[nodiscard]] Error unreadable(const Error& error) const {
    return error.code == ErrorCode::kJournalLocked ? error : damaged("its records cannot be read");
  }
  [[nodiscard]] Result<OpenedBody> read_first() const;
  // The signed checkpoint for so many records (0: the last one), or nothing.
  [[nodiscard]] Result<std::optional<SignedNote>> checkpoint_at(std::uint64_t size) const;
  [[nodiscard]] Result<MerkleFrontier> read_frontier() const;
  [[nodiscard]] Result<void> check_head() const;
  [[nodiscard]] bool whole(const JournalRecord& record) const;

  const Database& database_;
  const JournalOptions& options_;
  std::string origin_;
};

Result<OpenedBody> Opening::read_first() const {
  std::optional<OpenedBody> opened;
  const auto read =
      read_records(database_, {1, 1, record_kind::kOpened, false}, [&](const JournalRecord& record) {
        opened = read_opened(record.body);
        return true;
      });
  if (!read) return unreadable(read.error());
  if (!opened) return damaged("its first record is not the one that opened it");
  if (opened->key != options_.signer.public_key)
    return Error{ErrorCode::kKeyInvalid, database_.file().string() + ": begun with another key"};
  return *opened;
}

Result<std::optional<SignedNote>> Opening::checkpoint_at(std::uint64_t size) const {
  auto statement =
      database_.prepare(size == 0 ? "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1"
                                  : "SELECT size, note FROM checkpoint WHERE size = ?");
  if (!statement) return statement.error();
  if (size != 0) statement.value().bind(1, size);
  const auto row = statement.value().step();
  if (!row) return row.error();
  if (!row.value()) return std::optional<SignedNote>();
  std::string note = statement.value().text(1);
  const auto parsed = parse_checkpoint(note);
  if (!parsed) return std::optional<SignedNote>();
  const Checkpoint& checkpoint = parsed.value().checkpoint;
  const bool right = checkpoint.size == statement.value().number(0) && checkpoint.origin == origin_ &&
                     signed_by(parsed.value(), options_.signer.public_key, options_.verify, options_.hash);
  if (!right) return std::optional<SignedNote>();
  return std::optional(SignedNote{checkpoint, std::move(note)});
}

// Of the checkpoint before the last one.
Result<MerkleFrontier> Opening::read_frontier() const {
  auto statement = database_.prepare("SELECT size, subtrees FROM frontier WHERE id = 1");
  if (!statement) return statement.error();
  const auto row = statement.value().step();
  if (!row) return row.error();
  if (!row.value()) return damaged("its frontier is missing");
  auto frontier =
      MerkleFrontier::decode(options_.hash, statement.value().number(0), statement.value().blob(1));
  if (!frontier) return damaged("its frontier was changed");
  if (frontier.value().size() == 0) return frontier;
  const auto checkpoint = checkpoint_at(frontier.value().size());
  if (!checkpoint) return checkpoint.error();
  if (!checkpoint.value() || checkpoint.value()->checkpoint.root != frontier.value().root())
    return damaged("its frontier is not what was signed");
  return frontier;
}

// Whoever goes on writing after the whole folder was put back to an earlier state would cover that up.
Result<void> Opening::check_head() const {
  if (!options_.head) return {};
  const auto head = parse_checkpoint(*options_.head);
  if (!head || !signed_by(head.value(), options_.signer.public_key, options_.verify, options_.hash))
    return damaged("journal.head cannot be read or is not signed with the journal's key");
  if (head.value().checkpoint.origin != origin_) return damaged("journal.head is that of another journal");
  const auto stored = checkpoint_at(head.value().checkpoint.size);
  if (!stored) return stored.error();
  if (!stored.value() || stored.value()->checkpoint.root != head.value().checkpoint.root)
    return damaged("it does not hold the checkpoint of journal.head: an older state was put back");
  return {};
}

bool Opening::whole(const JournalRecord& record) const {
  if (options_.hash(bytes_of(record.body)) != record.header.body_hash) return false;
  if (!record.words) return true;
  return record.salt && commit_words(options_.hash, *record.salt, *record.words) == record.header.words_hash;
}

Result<JournalState> Opening::run() {
  const auto opened = read_first();
  if (!opened) return opened.error();
  origin_ = journal_origin(opened.value().journal_id);
  const auto head = check_head();
  if (!head) return head.error();
  const auto last = checkpoint_at(0);
  if (!last) return last.error();
  if (!last.value()) return damaged("its last checkpoint is missing or not signed with the journal's key");
  const Checkpoint& checkpoint = last.value()->checkpoint;
  const auto frontier = read_frontier();
  if (!frontier) return frontier.error();

  std::optional<Chain> chain;
  std::optional<MerkleFrontier> signed_frontier;
  bool right = true;
  const RecordQuery rest{frontier.value().size() + 1, RecordQuery().to, {}, false};
  const auto read = read_records(database_, rest, [&](const JournalRecord& record) {
    // What the first one hangs on is in the tree that the checkpoint was signed for.
    if (!chain) chain.emplace(options_.hash, frontier.value(), record.header.previous);
    right = whole(record) && chain->follow(record.header) && !(signed_frontier && chain->full());
    if (!right || chain->size() != checkpoint.size) return right;
    right = chain->frontier().root() == checkpoint.root;
    signed_frontier = chain->frontier();
    chain->set_signed();
    return right;
  });
  if (!read) return unreadable(read.error());
  if (!right || !signed_frontier) return damaged("its last records are not what was signed");
  return JournalState{opened.value().journal_id, std::move(*chain), std::move(*signed_frontier),
                      last.value()->note};
}

}  // namespace

Result<JournalState> read_state(const Database& database, const JournalOptions& options) {
  return Opening(database, options).run();
}

}  // namespace sotto
