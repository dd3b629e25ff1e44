#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "journal/chain.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal_verifier.hpp"
#include "journal/record_bodies.hpp"
#include "signing.hpp"

// What a journal on disk cannot easily be brought to: these journals are written with the right key, by a
// program that does wrong. tests/unit/sqlite/attack_test.cpp has those who lack the key.

namespace sotto {
namespace {

constexpr const char* kId = "00112233445566778899aabbccddeeff";

class Journal final : public JournalReader {
 public:
  Journal() { add(record_kind::kOpened, opened_body({kId, signer_.public_key})); }

  void add(const std::string& kind, const std::string& body = "{}",
           const std::optional<std::string>& words = std::nullopt) {
    Salt salt{};
    salt.fill(static_cast<std::uint8_t>(chain_.size()));
    records.push_back(chain_.make({kind, 0, body, words}, boot, stamp, salt));
    if (checkpoints_when_due && chain_.due()) sign();
  }
  // A minute passes.
  void pass(std::int64_t ms = 60'000) {
    stamp.wall_ms += ms;
    stamp.monotonic_ms += ms;
  }
  void restart() {
    boot[0] = static_cast<std::uint8_t>(boot[0] + 1);
    stamp.monotonic_ms = 5;
  }
  void sign() { sign(signer_, kId); }
  std::string sign(const Signer& signer, const std::string& id) {
    const Checkpoint checkpoint{journal_origin(id), chain_.size(), chain_.frontier().root(), stamp.wall_ms};
    notes.push_back({chain_.size(), sign_checkpoint(checkpoint, signer, &sha256)});
    chain_.set_signed();
    return notes.back().note;
  }

  [[nodiscard]] VerifyReport verify(std::vector<std::string> witnesses = {}, bool trusted = true) const {
    VerifyOptions options{&sha256, &verify_signature, std::nullopt, std::move(witnesses), files, {}};
    if (trusted) options.trusted_key = signer_.public_key;
    auto report = verify_journal(*this, std::move(options));
    EXPECT_TRUE(report);
    return std::move(report).value();
  }

  [[nodiscard]] Result<void> read(const RecordQuery& query,
                                  const std::function<bool(const JournalRecord&)>& take) const override {
    EXPECT_EQ(query.from, 1U);
    for (const JournalRecord& record : records) {
      if (!take(record)) break;
    }
    return {};
  }
  [[nodiscard]] Result<std::vector<StoredCheckpoint>> checkpoints() const override { return notes; }
  [[nodiscard]] Result<std::vector<RecordingKey>> recording_keys() const override { return keys; }
  [[nodiscard]] Result<std::uint64_t> size() const override {
    return settled ? *settled : static_cast<std::uint64_t>(records.size());
  }

  BootId boot = {{1}};
  Stamp stamp = {1'700'000'000'000, 1000};
  bool checkpoints_when_due = true;
  std::vector<RecordingKey> keys;
  std::function<std::optional<std::string>(const std::string&)> files;
  std::optional<std::uint64_t> settled;  // as seen when the verifier began
  std::vector<JournalRecord> records;
  std::vector<StoredCheckpoint> notes;

 private:
  Signer signer_ = test_signer();
  Chain chain_{&sha256};
};

std::vector<std::string> reasons(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings)
    all.push_back(std::to_string(finding.sequence) + " " + finding.reason);
  return all;
}
using Reasons = std::vector<std::string>;

TEST(Verifier, PassesAnOrderlyJournal) {
  Journal journal;
  journal.add("started");
  for (int i = 0; i < 600; ++i) {
    journal.add("event/x", "{\"a\":null}", "{\"/a\":\"b\"}");
    if (i % 5 == 0) journal.pass();
  }
  journal.add("stopped");
  journal.sign();
  const VerifyReport report = journal.verify({journal.notes.back().note});
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(reasons(report.notes), Reasons{"604 tail-unwitnessed"});
  EXPECT_EQ(report.journal_id, kId);
  EXPECT_EQ(report.records, 603U);
  EXPECT_EQ(report.signed_records, 603U);
  EXPECT_EQ(report.held_elsewhere, 603U);
  EXPECT_EQ(report.witnesses, 1U);
  EXPECT_EQ(report.boots, 1U);
  EXPECT_EQ(report.checkpoints, journal.notes.size());
  EXPECT_TRUE(report.key_trusted);
  EXPECT_EQ(report.unsigned_tail, Tail{});
  EXPECT_EQ(report.unwitnessed_tail, Tail{});
}

TEST(Verifier, SaysWhatItCannotKnow) {
  Journal journal;
  journal.sign();
  const std::string early = journal.notes.back().note;
  journal.add("started");
  journal.pass(1000);
  journal.add("event/x");
  journal.add("event/x");
  const VerifyReport report = journal.verify({early}, false);
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(reasons(report.notes), (Reasons{"0 key-not-trusted", "2 tail-unsigned", "2 tail-unwitnessed"}));
  EXPECT_EQ(report.signed_records, 1U);
  EXPECT_EQ(report.unsigned_tail, (Tail{3, 1'700'000'000'000}));
  EXPECT_EQ(report.unwitnessed_tail, (Tail{3, 1'700'000'000'000}));
  EXPECT_EQ(reasons(journal.verify().notes), (Reasons{"2 tail-unsigned", "0 no-witness"}));
}

TEST(Verifier, FindsTimeThatGoesBack) {
  Chain chain(&sha256);
  const BootId boot = {{1}};
  const OpenedBody opened{kId, test_signer().public_key};
  const JournalRecord first =
      chain.make({"opened", 0, opened_body(opened), std::nullopt}, boot, {5000, 5000}, {});
  JournalRecord second = chain.make({"event/x", 0, "{}", std::nullopt}, boot, {5000, 4999}, {});
  EXPECT_EQ(second.header.stamp.monotonic_ms, 5000) << "the chain itself writes it as standing still";

  second.header.stamp.monotonic_ms = 4999;
  JournalVerifier verifier({&sha256, &verify_signature, std::nullopt, {}, {}, {}}, {}, {}, 2);
  verifier.take(first);
  verifier.take(second);
  EXPECT_EQ(reasons(verifier.finish().findings), (Reasons{"1 checkpoints-missing", "2 time-went-back"}));
}

TEST(Verifier, FindsAStartThatComesTwice) {
  Journal journal;
  journal.add("started");
  journal.add("stopped");
  const BootId first = journal.boot;
  journal.restart();
  journal.add("started");
  journal.boot = first;
  journal.add("event/x");
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"5 boot-repeated"});
}

TEST(Verifier, NotesWhatMayBeInnocent) {
  Journal journal;
  journal.add("started");
  journal.stamp.wall_ms -= 3'600'000;
  journal.stamp.monotonic_ms += 10;
  journal.add("event/x");
  journal.restart();
  journal.stamp.wall_ms -= 10;
  journal.add("started");
  journal.add("stopped");
  journal.restart();
  journal.add("started");
  journal.sign();
  const VerifyReport report = journal.verify();
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(reasons(report.notes),
            (Reasons{"3 clock-stepped", "3 ended-abruptly", "4 clock-stepped", "0 no-witness"}));
  EXPECT_EQ(report.boots, 3U);
}

TEST(Verifier, FindsMissingCheckpoints) {
  {
    Journal journal;
    journal.notes.clear();
    EXPECT_EQ(reasons(journal.verify().findings), Reasons{"1 checkpoints-missing"}) << "none at all";
  }
  {
    Journal journal;
    journal.checkpoints_when_due = false;
    journal.sign();
    for (int i = 0; i < 256; ++i) journal.add("event/x");
    EXPECT_TRUE(journal.verify().ok());
    journal.add("event/x");
    EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 checkpoints-missing"});
    journal.sign();
    EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 checkpoints-missing"});
  }
  {
    Journal journal;
    journal.checkpoints_when_due = false;
    journal.sign();
    journal.add("alive");
    journal.pass(120'000);
    journal.add("alive");
    EXPECT_TRUE(journal.verify().ok());
    journal.pass(1);
    journal.add("alive");
    EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 checkpoints-missing"});
    journal.settled = 3;  // the checkpoint came when the verifier was reading already
    EXPECT_TRUE(journal.verify().ok());
    journal.settled.reset();
    journal.restart();
    journal.add("started");
    journal.sign();
    EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 checkpoints-missing"});
  }
}

// A program that was stopped for an hour signs what it writes then at once.
TEST(Verifier, AllowsASleepingMachine) {
  Journal journal;
  journal.sign();
  journal.add("alive");
  journal.pass(3'600'000);
  journal.add("event/x");
  journal.sign();
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{});
}

TEST(Verifier, JudgesWordsByTheDeletions) {
  Journal journal;
  for (int i = 0; i < 4; ++i) journal.add("event/x", "{\"a\":null}", "{\"/a\":\"secret\"}");  // 2 to 5
  journal.sign();
  for (const std::size_t at : {1U, 2U}) {
    journal.records[at].words.reset();
    journal.records[at].salt.reset();
  }
  EXPECT_EQ(reasons(journal.verify().findings), (Reasons{"2 words-missing", "3 words-missing"}));
  journal.add("forgotten", forgotten_body({3, 3, true, false, "retention"}));
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 words-missing"});
  journal.add("forgotten", forgotten_body({1, 2, false, true, "retention"}));
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 words-missing"}) << "recordings only";
  journal.add("forgotten", forgotten_body({1, 4, true, false, "retention"}));
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"4 words-not-destroyed"});
  journal.records[3].words.reset();
  journal.records[3].salt.reset();
  const VerifyReport report = journal.verify();
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(report.words_destroyed, 3U);
}

// Nothing can be deleted ahead of its being said.
TEST(Verifier, AllowsNoDeletionInAdvance) {
  Journal journal;
  journal.add("forgotten", forgotten_body({1, 1000, true, true, "retention"}));
  journal.add("event/x", "{\"a\":null}", "{\"/a\":\"secret\"}");
  journal.sign();
  journal.records[2].words.reset();
  journal.records[2].salt.reset();
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"3 words-missing"});
}

TEST(Verifier, JudgesRecordingsByTheDeletions) {
  Journal journal;
  const std::string body = R"({"bytes":1,"file":"recordings/a.sotto","sha256":"aa"})";
  journal.add("recording", body);  // 2
  journal.add("recording", R"({"bytes":1,"file":"recordings/b.sotto","sha256":"bb"})");
  journal.sign();
  journal.keys = {{2, {1}}, {3, {1}}};
  std::map<std::string, std::string> files = {{"recordings/a.sotto", "aa"}, {"recordings/b.sotto", "bb"}};
  journal.files = [&](const std::string& file) -> std::optional<std::string> {
    const auto found = files.find(file);
    if (found == files.end()) return std::nullopt;
    return found->second;
  };
  EXPECT_TRUE(journal.verify().ok());
  EXPECT_EQ(journal.verify().recordings, 2U);
  files["recordings/a.sotto"] = "ab";
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 recording-file-changed"});
  files.erase("recordings/a.sotto");
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 recording-file-missing"});
  journal.keys = {{3, {1}}};
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"2 recording-key-missing"});
  journal.add("forgotten", forgotten_body({2, 2, false, true, "asked-by-voice"}));
  EXPECT_TRUE(journal.verify().ok());
  EXPECT_EQ(journal.verify().recordings_destroyed, 1U);
  journal.add("forgotten", forgotten_body({1, 4, false, true, "retention"}));
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"3 recording-not-destroyed"});
  journal.settled = 4;  // it was deleted after the keys were listed
  EXPECT_TRUE(journal.verify().ok());
  journal.settled.reset();
  journal.keys = {{1, {1}}};
  EXPECT_EQ(reasons(journal.verify().findings), Reasons{"1 recording-key-unknown"});
}

TEST(Verifier, WeighsWhatIsHeldElsewhere) {
  Journal journal;
  journal.sign();
  journal.add("event/x");
  journal.sign();
  const std::string good = journal.notes.back().note;
  Journal other;
  other.add("event/y");
  const std::string fork = other.sign(test_signer(1), kId);
  const std::string forged = other.sign(test_signer(2), kId);
  other.pass();
  const std::string elsewhere = other.sign(test_signer(1), std::string(32, 'f'));

  EXPECT_EQ(reasons(journal.verify({fork}).findings), Reasons{"1 witness-differs"});
  EXPECT_EQ(reasons(journal.verify({good, fork}).findings), Reasons{"1 witness-differs"});
  EXPECT_EQ(reasons(journal.verify({elsewhere}).findings), Reasons{"1 witness-of-another-journal"});
  EXPECT_EQ(reasons(journal.verify({good, elsewhere}).findings), Reasons{"1 witness-of-another-journal"});
  EXPECT_EQ(journal.verify({good}).held_elsewhere, 2U);

  // Whoever has no key can put nothing into the owner's mouth.
  const VerifyReport report = journal.verify({forged, "what is this"});
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.held_elsewhere, 0U);
  EXPECT_EQ(reasons(report.notes), (Reasons{"0 witness-unreadable", "0 witness-foreign", "0 no-witness"}));
  EXPECT_EQ(reasons(journal.verify({forged}, false).findings), Reasons{"1 witness-foreign"});
}

TEST(Verifier, StopsListingAtSomePoint) {
  Journal journal;
  for (int i = 0; i < 300; ++i) journal.add("event/x", "{\"a\":null}");
  journal.sign();
  for (JournalRecord& record : journal.records) record.body += ' ';
  const VerifyReport report = journal.verify();
  EXPECT_EQ(report.findings.size(), 100U);
  EXPECT_GT(report.left_out, 100U);
}

}  // namespace
}  // namespace sotto
