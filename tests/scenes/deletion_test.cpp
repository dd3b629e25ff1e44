// "Alexa, delete what I just said", spoken, with a real journal: words and sound are gone and the chain
// holds.
#include <gtest/gtest.h>

#include <map>

#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "journal/journal_verifier.hpp"
#include "runtime/recording_keeper.hpp"
#include "sotto/journaling.hpp"
#include "sotto/scratch_folder.hpp"
#include "stage.hpp"

namespace sotto {
namespace {

std::vector<JournalRecord> records_of(const JournalReader& journal) {
  std::vector<JournalRecord> records;
  const auto read = journal.read({}, [&records](const JournalRecord& record) {
    records.push_back(record);
    return true;
  });
  EXPECT_TRUE(read.ok());
  return records;
}

VerifyReport verify(const JournalReader& journal, const std::filesystem::path& keys) {
  VerifyOptions options;
  options.hash = sha256;
  options.verify = verify_signature;
  options.trusted_key = read_public_key(keys / "journal.pub").value();
  auto report = verify_journal(journal, std::move(options));
  EXPECT_TRUE(report.ok());
  return std::move(report).value();
}

TEST(Deletion, DestroysTheWordsAndTheSoundOfTheDialogBefore) {
  auto scratch = ScratchFolder::make();
  ASSERT_TRUE(scratch.ok());
  JournalingRequest request;
  request.data = scratch.value().path() / "data";
  request.keys = scratch.value().path() / "keys";
  request.beginning = beginning_of("replay", "");
  std::vector<std::string> notices;
  request.on_notice = [&notices](const std::string& notice) { notices.push_back(notice); };
  const std::filesystem::path data = request.data;
  const std::filesystem::path keys = request.keys;
  {
    Journaling journaling(std::move(request));
    const auto played = play("delete", {"guarded", {}, {}, journaling.recorder()});
    ASSERT_TRUE(played.ok()) << played.error().line();
    EXPECT_TRUE(played.value().differences.empty()) << story(played.value());
  }
  EXPECT_TRUE(notices.empty()) << notices.front();

  const auto journal = open_journal_reader(journal_file(data));
  ASSERT_TRUE(journal.ok()) << journal.error().line();
  std::map<std::string, int> kept;
  std::map<std::string, int> gone;
  for (const JournalRecord& record : records_of(*journal.value())) {
    if (record.words_gone()) ++gone[record.header.kind];
    if (record.words) ++kept[record.header.kind];
    if (!record.words) continue;
    EXPECT_EQ(record.words->find("itchen light"), std::string::npos) << record.header.kind;
  }
  EXPECT_EQ(gone["effect/report-heard"], 1) << "the order";
  EXPECT_EQ(kept["effect/report-heard"], 1) << "the wish to delete it";
  EXPECT_EQ(gone["effect/report-wake"], 1);

  const VerifyReport report = verify(*journal.value(), keys);
  EXPECT_TRUE(report.ok()) << report.findings.front().words;
  EXPECT_EQ(report.recordings, 1U) << "of the second dialog";
  EXPECT_EQ(report.recordings_destroyed, 1U);
  EXPECT_GT(report.words_destroyed, 0U);
  const std::filesystem::directory_iterator files(data / "recordings");
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

}  // namespace
}  // namespace sotto
