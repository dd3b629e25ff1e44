#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "attack.hpp"
#include "journal/checkpoint.hpp"
#include "journal/record_bodies.hpp"

// Somebody has the journal's file and a pen, but not its signing key. Whatever they change, the verifier
// finds, names the first record concerned, and gives the reason. ../shared/reference/safety.md, part 6.

namespace sotto {
namespace {

namespace fs = std::filesystem;

TEST_F(Attack, NoneIsFoundWhereThereIsNone) {
  const VerifyReport report = verify_file(file, world, world.notes);
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(report.records, 601U);
  EXPECT_EQ(report.signed_records, 601U);
  EXPECT_EQ(report.held_elsewhere, 601U);
  EXPECT_EQ(report.words_destroyed, 10U);
  EXPECT_EQ(report.recordings, 2U);
}

TEST_F(Attack, ChainedAnewAndUnchangedIsTheSame) {
  chain_anew([](std::vector<JournalRecord>&) {});
  EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{});
}

// Every byte of a header, one after the other, in the first, a middle and the last record.
TEST_F(Attack, FlipsABitOfAHeader) {
  const std::size_t size = 146 + std::string("event/ticked").size();
  for (std::size_t at = 0; at < size; ++at) {
    const fs::path copy = folder / "copy.db";
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    run_sql(copy, "UPDATE record SET header = " + flipped_header(301, at) + record_at(301));
    const auto found = reasons(verify_file(copy, world).findings);
    ASSERT_FALSE(found.empty()) << "byte " << at;
    // Version, sequence, length and letters of the kind make it unreadable or another record's.
    const bool unreadable = at < 9 || at >= 145;
    EXPECT_TRUE(found[0].starts_with("301 ")) << "byte " << at << ": " << found[0];
    const std::string reason = unreadable ? "301 record-invalid" : "301 header-changed";
    EXPECT_NE(std::find(found.begin(), found.end(), reason), found.end()) << "byte " << at;
  }
}

TEST_F(Attack, ChangesTheFirstHeader) {
  EXPECT_EQ(after("UPDATE record SET header = " + flipped_header(1, 40) + record_at(1)),
            (Reasons{"1 checkpoint-mismatch", "1 header-changed"}));
}

// Nothing hangs on the last one but the signature.
TEST_F(Attack, ChangesTheLastHeader) {
  EXPECT_EQ(after("UPDATE record SET header = " + flipped_header(601, 40) + record_at(601)),
            Reasons{"514 checkpoint-mismatch"});
}

TEST_F(Attack, ChangesWhatARecordSays) {
  EXPECT_EQ(after("UPDATE record SET body = '{}'" + record_at(40)), Reasons{"40 body-changed"});
  EXPECT_EQ(after("UPDATE record SET body = body || ' '" + record_at(601)),
            (Reasons{"40 body-changed", "601 body-changed"}));
}

TEST_F(Attack, ChangesWhatWasSaid) {
  EXPECT_EQ(after("UPDATE record SET words = replace(words, 'secret', 'public')" + record_at(2)),
            Reasons{"2 words-changed"});
}

TEST_F(Attack, ChangesASalt) {
  EXPECT_EQ(after("UPDATE record SET salt = zeroblob(32)" + record_at(2)), Reasons{"2 words-changed"});
  EXPECT_EQ(after("UPDATE record SET salt = zeroblob(31)" + record_at(2)), Reasons{"2 record-invalid"});
}

TEST_F(Attack, PutsWordsWhereNoneWere) {
  EXPECT_EQ(after("UPDATE record SET words = '{}', salt = zeroblob(32)" + record_at(3)),
            Reasons{"3 words-changed"});
}

TEST_F(Attack, TakesWordsOut) {
  EXPECT_EQ(after("UPDATE record SET words = NULL, salt = NULL WHERE sequence IN (4, 102)"),
            Reasons{"4 words-missing"})
      << "those of 102 were deleted in order";
  EXPECT_EQ(after("UPDATE record SET words = NULL" + record_at(6)),
            (Reasons{"4 words-missing", "6 words-changed", "6 words-missing"}));
}

TEST_F(Attack, TakesARecordingsKey) {
  EXPECT_EQ(after("DELETE FROM recording_key WHERE sequence = 302"), Reasons{"302 recording-key-missing"});
}

TEST_F(Attack, PutsAKeyBack) {
  {
    const auto journal = world.open(file);
    ASSERT_TRUE(journal->forget({302, 302, false, true, "asked-by-voice"}, 1));
    ASSERT_TRUE(journal->checkpoint());
  }
  EXPECT_EQ(after("INSERT INTO recording_key VALUES (302, x'010203')"),
            Reasons{"302 recording-not-destroyed"});
  EXPECT_EQ(after("INSERT INTO recording_key VALUES (7, x'010203')"),
            (Reasons{"7 recording-key-unknown", "302 recording-not-destroyed"}));
}

TEST_F(Attack, DeletesTheFirst) {
  EXPECT_EQ(after("DELETE FROM record" + record_at(1)), (Reasons{"1 start-missing", "1 record-missing"}));
}

TEST_F(Attack, DeletesOneInTheMiddle) {
  EXPECT_EQ(after("DELETE FROM record" + record_at(300)), Reasons{"300 record-missing"});
}

TEST_F(Attack, DeletesMany) {
  EXPECT_EQ(after("DELETE FROM record WHERE sequence BETWEEN 300 AND 560"), Reasons{"300 record-missing"});
}

TEST_F(Attack, DeletesTheLastBeforeACheckpoint) {
  EXPECT_EQ(after("DELETE FROM record" + record_at(601)), Reasons{"601 records-cut-off"});
}

TEST_F(Attack, DeletesAllOfThem) {
  EXPECT_EQ(after("DELETE FROM record; DELETE FROM recording_key"),
            (Reasons{"1 start-missing", "1 records-cut-off"}));
}

TEST_F(Attack, SwapsTwo) {
  EXPECT_EQ(
      after("UPDATE record SET sequence = -1 WHERE sequence = 50; UPDATE record SET sequence = 50 WHERE "
            "sequence = 51; UPDATE record SET sequence = 51 WHERE sequence = -1"),
      Reasons{"50 record-invalid"});
}

TEST_F(Attack, RenumbersThemAll) {
  EXPECT_EQ(after("UPDATE record SET sequence = sequence + 10000"),
            (Reasons{"1 start-missing", "10001 record-invalid"}));
}

TEST_F(Attack, HidesARecordFromQueries) {
  EXPECT_EQ(after("UPDATE record SET kind = 'alive'" + record_at(50)), Reasons{"50 record-invalid"});
}

TEST_F(Attack, DuplicatesARecord) {
  EXPECT_EQ(
      after("INSERT INTO record SELECT 602, kind, header, body, salt, words FROM record" + record_at(601)),
      Reasons{"602 record-invalid"});
}

// From here on by somebody who knows how the chain is made.

TEST_F(Attack, ChangesARecordAndChainsAnew) {
  chain_anew([](std::vector<JournalRecord>& records) { records[299].body = "{}"; });
  EXPECT_EQ(reasons(verify_file(file, world).findings), Reasons{"258 checkpoint-mismatch"});
}

TEST_F(Attack, DeletesARecordAndChainsAnew) {
  chain_anew([](std::vector<JournalRecord>& records) { records.erase(records.begin() + 539); });
  // The keys of the recordings have not moved, and there is one record less than was signed.
  EXPECT_EQ(reasons(verify_file(file, world).findings), Reasons{"601 records-cut-off"});
}

TEST_F(Attack, InsertsARecordAndChainsAnew) {
  chain_anew(
      [](std::vector<JournalRecord>& records) { records.insert(records.begin() + 540, records[539]); });
  EXPECT_EQ(reasons(verify_file(file, world).findings), Reasons{"514 checkpoint-mismatch"});
}

TEST_F(Attack, SwapsTwoAndChainsAnew) {
  chain_anew([](std::vector<JournalRecord>& records) { std::swap(records[539], records[540]); });
  EXPECT_EQ(reasons(verify_file(file, world).findings), Reasons{"514 checkpoint-mismatch"});
}

TEST_F(Attack, ForgesADeletion) {
  chain_anew([](std::vector<JournalRecord>& records) {
    records[1].words.reset();
    records[1].salt.reset();
    records[540].header.kind = "forgotten";
    records[540].body = forgotten_body({2, 2, true, false, "retention"});
  });
  EXPECT_EQ(reasons(verify_file(file, world).findings), Reasons{"514 checkpoint-mismatch"});
}

TEST_F(Attack, ForgesADeletionAtTheEnd) {
  chain_anew([](std::vector<JournalRecord>& records) {
    records[1].words.reset();
    records[1].salt.reset();
    records.push_back(records.back());
    records.back().header.kind = "forgotten";
    records.back().body = forgotten_body({2, 2, true, false, "retention"});
  });
  // What no signature covers can be written by anybody: it is said, and the program goes on to refuse none of
  // it.
  const VerifyReport report = verify_file(file, world, world.notes);
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.unsigned_tail.records, 1U);
  EXPECT_EQ(reasons(report.notes), (Reasons{"602 tail-unsigned", "602 tail-unwitnessed"}));
}

TEST_F(Attack, StripsTheSignatures) {
  EXPECT_EQ(after("DELETE FROM checkpoint WHERE size = 257"), Reasons{"2 checkpoints-missing"});
  EXPECT_EQ(after("DELETE FROM checkpoint"), Reasons{"1 checkpoints-missing"});
}

// Every minute there is one, so that even few records show that it is missing.
TEST_F(Attack, StripsTheSignaturesOfAQuietHour) {
  {
    const auto journal = world.open(file);
    for (int minute = 0; minute < 60; ++minute) {
      world.pass(60'000);
      ASSERT_TRUE(journal->append(std::vector{Draft{"alive", 0, "{}", std::nullopt}}));
    }
  }
  ASSERT_TRUE(verify_file(file, world).ok());
  EXPECT_EQ(after("DELETE FROM checkpoint WHERE size > 601"), Reasons{"602 checkpoints-missing"});
}

// What a signed journal with fewer signatures looks like: whoever holds a later one elsewhere knows more.
TEST_F(Attack, StripsTheLastSignature) {
  run_sql(file, "DELETE FROM checkpoint WHERE size = 601");
  const VerifyReport alone = verify_file(file, world);
  EXPECT_EQ(reasons(alone.notes), (Reasons{"514 tail-unsigned", "0 no-witness"}));
  EXPECT_EQ(verify_file(file, world, world.notes).held_elsewhere, 601U);
}

TEST_F(Attack, ChangesASignature) {
  EXPECT_EQ(after("UPDATE checkpoint SET note = replace(note, 'wall-ms 17', 'wall-ms 18') WHERE size = 257"),
            (Reasons{"2 checkpoints-missing", "257 checkpoint-forged"}));
  EXPECT_EQ(after("UPDATE checkpoint SET note = note || note WHERE size = 513"),
            (Reasons{"2 checkpoints-missing", "257 checkpoint-forged", "513 checkpoint-invalid"}));
}

TEST_F(Attack, SignsWithAnotherKey) {
  const auto parsed = parse_checkpoint(world.notes.back());
  const std::string note = sign_checkpoint(parsed.value().checkpoint, test_signer(2), &sha256);
  EXPECT_EQ(after("UPDATE checkpoint SET note = '" + note + "' WHERE size = 601"),
            Reasons{"601 checkpoint-forged"});
}

TEST_F(Attack, TakesTheSignatureOfAnotherJournal) {
  TestWorld other;
  other.chance.seed(99);
  const auto journal = other.open(folder / "other.db");
  append_many(*journal, other, 600);
  const std::string note = journal->checkpoint().value();
  EXPECT_EQ(after("UPDATE checkpoint SET note = '" + note + "' WHERE size = 601"),
            Reasons{"601 checkpoint-of-another-journal"});
}

TEST_F(Attack, MovesASignature) {
  EXPECT_EQ(after("UPDATE checkpoint SET size = 600 WHERE size = 601"), Reasons{"600 checkpoint-invalid"});
}

TEST_F(Attack, WritesTheWholeJournalAnew) {
  TestWorld other;
  other.signer = test_signer(2);
  fs::remove(file);
  append_many(*other.open(file), other, 600);
  EXPECT_EQ(reasons(verify_file(file, world).findings)[0], "1 foreign-key");
  VerifyOptions untrusting;
  untrusting.hash = &sha256;
  untrusting.verify = &verify_signature;
  const auto reader = open_journal_reader(file);
  auto report = verify_journal(*reader.value(), untrusting);
  EXPECT_TRUE(report.value().ok()) << "nobody can know without the owner's key";
  EXPECT_EQ(report.value().notes[0].reason, "key-not-trusted");
  untrusting.witnesses = world.notes;
  report = verify_journal(*reader.value(), untrusting);
  EXPECT_EQ(reasons(report.value().findings), Reasons{"1 witness-foreign"})
      << "or with any checkpoint of hers";
}

// The program itself does not go on with what was changed at its end.
TEST_F(Attack, IsNotWrittenOn) {
  const std::vector<std::string> changes = {
      "UPDATE record SET header = " + flipped_header(601, 40) + record_at(601),
      "UPDATE record SET header = " + flipped_header(590, 40) + record_at(590),
      "UPDATE record SET body = '{}'" + record_at(600),
      "DELETE FROM record" + record_at(601),
      "DELETE FROM record" + record_at(595),
      "INSERT INTO record SELECT 602, kind, header, body, salt, words FROM record" + record_at(601),
      "DELETE FROM checkpoint WHERE size = 601",
      "DELETE FROM checkpoint",
      "UPDATE checkpoint SET note = replace(note, 'wall-ms 17', 'wall-ms 18') WHERE size = 601",
      "UPDATE frontier SET subtrees = zeroblob(length(subtrees))",
      "UPDATE frontier SET size = size + 1",
      "DELETE FROM frontier",
      "UPDATE record SET body = '{}'" + record_at(1),
      "CREATE TABLE other (x)"};
  for (const std::string& change : changes) {
    const fs::path copy = folder / "copy.db";
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    run_sql(copy, change);
    const std::string before = file_content(copy);
    const auto journal = open_journal(copy, world.options());
    ASSERT_FALSE(journal) << change;
    EXPECT_EQ(journal.error().code, ErrorCode::kJournalDamaged) << change;
    EXPECT_EQ(file_content(copy), before) << change;
  }
}

// A change of any byte of the file either changes nothing that a reader sees, or is found.
TEST_F(Attack, FlipsABitOfTheFile) {
  std::vector<JournalRecord> good;
  std::vector<std::string> good_notes;
  const auto look = [&](const JournalReader& reader, std::vector<std::string>& notes) {
    const auto checkpoints = reader.checkpoints();
    for (const StoredCheckpoint& checkpoint : checkpoints.value()) notes.push_back(checkpoint.note);
    return all_records(reader);
  };
  {
    const auto reader = open_journal_reader(file);
    good = look(*reader.value(), good_notes);
  }
  const std::string content = file_content(file);
  const fs::path copy = folder / "copy.db";
  std::mt19937 chance(1);
  int found = 0;
  for (int round = 0; round < 400; ++round) {
    std::string changed = content;
    const std::size_t at = chance() % changed.size();
    changed[at] = static_cast<char>(changed[at] ^ (1 << (chance() % 8)));
    std::ofstream(copy, std::ios::binary | std::ios::trunc) << changed;
    const auto reader = open_journal_reader(copy);
    VerifyOptions options;
    options.hash = &sha256;
    options.verify = &verify_signature;
    options.trusted_key = world.signer.public_key;
    options.witnesses = world.notes;
    if (!reader) {
      ++found;
      continue;
    }
    const auto report = verify_journal(*reader.value(), options);
    if (!report || !report.value().ok()) {
      ++found;
      continue;
    }
    std::vector<std::string> notes;
    ASSERT_EQ(look(*reader.value(), notes), good) << "byte " << at;
    ASSERT_EQ(notes, good_notes) << "byte " << at;
  }
  EXPECT_GT(found, 200);
}

}  // namespace
}  // namespace sotto
