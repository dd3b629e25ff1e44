#include "adapters/sqlite/sqlite_journal.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "journal/record_bodies.hpp"
#include "journal_fixture.hpp"

namespace sotto {
namespace {

const std::uint64_t kAll = RecordQuery().to;

class SqliteJournal : public testing::Test {
 protected:
  [[nodiscard]] std::string files_together() const {
    return file_content(file) + file_content(file.string() + "-wal");
  }

  TestFolder folder;
  std::filesystem::path file = folder / "journal.db";
  TestWorld world;
};

TEST_F(SqliteJournal, BeginsWithWhoItIs) {
  const auto journal = world.open(file);
  const auto records = all_records(*journal);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].header.kind, "opened");
  EXPECT_EQ(records[0].header.sequence, 1U);
  EXPECT_EQ(records[0].header.previous, Hash{});
  const auto opened = read_opened(records[0].body);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->key, world.signer.public_key);
  EXPECT_EQ(world.notes.size(), 1U);
  const VerifyReport report = verify_file(file, world, world.notes);
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(report.journal_id, opened->journal_id);
}

TEST_F(SqliteJournal, IsForItsOwnerOnly) {
  const auto journal = world.open(file);
  ASSERT_TRUE(journal->append(std::vector{plain_draft(1)}));
  for (const char* part : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((file.string() + part).c_str(), &status), 0) << part;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << part;
  }
}

TEST_F(SqliteJournal, GivesBackWhatItTook) {
  const auto journal = world.open(file);
  const std::vector<Draft> drafts = {plain_draft(1), spoken_draft(2), plain_draft(3)};
  EXPECT_EQ(journal->append(drafts).value(), 2U);
  EXPECT_EQ(journal->size().value(), 4U);
  const auto records = all_records(*journal, {2, kAll, "", false});
  ASSERT_EQ(records.size(), 3U);
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    EXPECT_EQ(records[i].header.sequence, i + 2);
    EXPECT_EQ(records[i].header.kind, drafts[i].kind);
    EXPECT_EQ(records[i].header.at, drafts[i].at);
    EXPECT_EQ(records[i].header.stamp, (Stamp{world.wall_ms, world.monotonic_ms}));
    EXPECT_EQ(records[i].body, drafts[i].body);
    EXPECT_EQ(records[i].words, drafts[i].words);
    EXPECT_EQ(records[i].salt.has_value(), drafts[i].words.has_value());
  }
  EXPECT_EQ(journal->append({}).value(), 5U);
  EXPECT_EQ(journal->size().value(), 4U);
}

TEST_F(SqliteJournal, AnswersQueries) {
  const auto journal = world.open(file);
  append_many(*journal, world, 9);  // spoken are 2, 4, 6, 8, 10
  const auto sequences = [&](const RecordQuery& query) {
    std::vector<std::uint64_t> all;
    for (const JournalRecord& record : all_records(*journal, query)) all.push_back(record.header.sequence);
    return all;
  };
  using Sequences = std::vector<std::uint64_t>;
  EXPECT_EQ(sequences({3, 5, "", false}), (Sequences{3, 4, 5}));
  EXPECT_EQ(sequences({3, 5, "", true}), (Sequences{5, 4, 3}));
  EXPECT_EQ(sequences({1, kAll, "event/transcribed", false}), (Sequences{2, 4, 6, 8, 10}));
  EXPECT_EQ(sequences({1, 7, "event/transcribed", true}), (Sequences{6, 4, 2}));
  EXPECT_EQ(sequences({1, kAll, "event", false}), Sequences{});
  EXPECT_EQ(sequences({11, kAll, "", false}), Sequences{});
  int seen = 0;
  EXPECT_TRUE(journal->read({}, [&](const JournalRecord&) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
}

TEST_F(SqliteJournal, GoesOnAfterARestart) {
  for (int start = 0; start < 4; ++start) {
    const auto journal = world.open(file);
    append_many(*journal, world, 150);
    world.monotonic_ms = 10;
  }
  EXPECT_EQ(world.open(file)->size().value(), 601U);
  const VerifyReport report = verify_file(file, world, world.notes);
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(report.witnesses, world.notes.size());
}

TEST_F(SqliteJournal, SignsEvery256RecordsAndEveryMinute) {
  const auto journal = world.open(file);
  const auto sizes = [&] {
    std::vector<std::uint64_t> all;
    const auto checkpoints = journal->checkpoints();
    for (const StoredCheckpoint& checkpoint : checkpoints.value()) all.push_back(checkpoint.size);
    return all;
  };
  using Sizes = std::vector<std::uint64_t>;
  ASSERT_TRUE(journal->append(std::vector<Draft>(600, plain_draft(1))));
  EXPECT_EQ(sizes(), (Sizes{1, 257, 513}));
  world.pass(49'999);
  ASSERT_TRUE(journal->append(std::vector{plain_draft(2)}));
  EXPECT_EQ(sizes(), (Sizes{1, 257, 513}));
  world.pass(1);
  ASSERT_TRUE(journal->append(std::vector<Draft>(2, plain_draft(2))));
  EXPECT_EQ(sizes(), (Sizes{1, 257, 513, 604}));
  const std::string same = journal->checkpoint().value();
  EXPECT_EQ(same, world.notes.back());
  ASSERT_TRUE(journal->append(std::vector{plain_draft(2)}));
  EXPECT_NE(journal->checkpoint().value(), same);
  EXPECT_EQ(sizes(), (Sizes{1, 257, 513, 604, 605}));
  EXPECT_EQ(world.notes.size(), 5U);
  EXPECT_TRUE(verify_file(file, world, world.notes).ok());
}

TEST_F(SqliteJournal, DestroysWordsForGood) {
  auto journal = world.open(file);
  append_many(*journal, world, 300);
  // What was said can be long enough to leave the page it stands on.
  std::string said;
  while (said.size() < 20'000) said += "spoken-secret-long ";
  ASSERT_TRUE(journal->append(std::vector{Draft{"event/transcribed", 1, "{}", said}}));
  EXPECT_NE(files_together().find("spoken-secret-long"), std::string::npos);
  EXPECT_NE(files_together().find("spoken-secret-120\""), std::string::npos);

  const std::vector<JournalRecord> before = all_records(*journal);
  const auto gone = journal->forget({1, 302, true, false, "asked-by-hand"}, 5);
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone.value(), std::vector<std::string>());
  EXPECT_EQ(files_together().find("spoken-secret"), std::string::npos);
  for (const JournalRecord& record : before) {
    if (!record.salt) continue;
    const std::string salt(record.salt->begin(), record.salt->end());
    ASSERT_EQ(files_together().find(salt), std::string::npos) << record.header.sequence;
  }
  const auto after = all_records(*journal);
  ASSERT_EQ(after.size(), 303U);
  EXPECT_TRUE(after[1].words_gone());
  EXPECT_EQ(after.back().header.kind, "forgotten");
  EXPECT_EQ(after.back().body,
            R"({"from":1,"recordings":false,"to":302,"why":"asked-by-hand","words":true})");
  const VerifyReport report = verify_file(file, world, world.notes);
  EXPECT_EQ(reasons(report.findings), Reasons{});
  EXPECT_EQ(report.words_destroyed, 151U);
}

TEST_F(SqliteJournal, DestroysOnlyWhatWasAskedFor) {
  const auto journal = world.open(file);
  append_many(*journal, world, 9);
  ASSERT_EQ(journal->append_recording(recording_draft(1), {1, 2, 3}).value(), 11U);
  ASSERT_EQ(journal->append_recording(recording_draft(2), {4, 5, 6}).value(), 12U);
  ASSERT_EQ(journal->recording_keys().value().size(), 2U);
  EXPECT_EQ(journal->recording_keys().value()[0].sealed_key, (Bytes{1, 2, 3}));
  EXPECT_EQ(journal->forget({4, 11, false, true, "retention"}, 1).value(), Reasons{"recordings/1.sotto"});
  ASSERT_EQ(journal->recording_keys().value().size(), 1U);
  EXPECT_EQ(journal->recording_keys().value()[0].sequence, 12U);
  EXPECT_TRUE(journal->forget({4, 5, true, false, "retention"}, 1).value().empty());
  const auto records = all_records(*journal);
  EXPECT_TRUE(records[1].words);
  EXPECT_FALSE(records[3].words);
  EXPECT_TRUE(records[5].words);
  // More than there is: everything, and nothing of the future.
  EXPECT_EQ(journal->forget({1, 1'000'000, true, true, "asked-by-voice"}, 1).value(),
            Reasons{"recordings/2.sotto"});
  ASSERT_TRUE(journal->append(std::vector{spoken_draft(9)}));
  EXPECT_EQ(reasons(verify_file(file, world).findings), Reasons{});
  EXPECT_TRUE(journal->forget({1'000, 2'000, true, true, "retention"}, 1).value().empty());
  EXPECT_EQ(all_records(*journal).back().header.kind, "event/transcribed")
      << "nothing to destroy, nothing to say";
}

// A reader at work keeps the old pages alive; they go as soon as it has ended.
TEST_F(SqliteJournal, DestroysWhileSomebodyReads) {
  const auto journal = world.open(file);
  append_many(*journal, world, 9);
  const auto reader = open_journal_reader(file);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(reader.value()->read({}, [&](const JournalRecord& record) {
    if (record.header.sequence == 1) {
      EXPECT_TRUE(journal->forget({1, 10, true, false, "retention"}, 1));
    }
    return record.header.sequence < 3;
  }));
  ASSERT_TRUE(journal->append(std::vector{plain_draft(1)}));
  EXPECT_EQ(files_together().find("spoken-secret"), std::string::npos);
}

TEST_F(SqliteJournal, CanBeReadWhileItIsWritten) {
  const auto journal = world.open(file);
  append_many(*journal, world, 30);
  const auto reader = open_journal_reader(file);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader.value()->size().value(), 31U);
  append_many(*journal, world, 300);
  EXPECT_EQ(reader.value()->size().value(), 331U);
  EXPECT_EQ(all_records(*reader.value()), all_records(*journal));
  EXPECT_TRUE(verify_file(file, world, world.notes).ok());
}

TEST_F(SqliteJournal, RefusesASecondWriter) {
  const auto first = world.open(file);
  run_sql(file, "PRAGMA journal_mode");
  const auto second = world.open(file);
  ASSERT_TRUE(second->append(std::vector{plain_draft(1)}));
  const auto late = first->append(std::vector{plain_draft(2)});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kJournalLocked);
  EXPECT_TRUE(second->append(std::vector{plain_draft(3)}));
  EXPECT_TRUE(verify_file(file, world).ok());
}

TEST_F(SqliteJournal, WaitsForALockAndGoesOnAfterwards) {
  const auto journal = world.open(file);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto locked = journal->append(std::vector{spoken_draft(1)});
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, ErrorCode::kJournalLocked);
  EXPECT_EQ(locked.error().detail.find("secret"), std::string::npos);
  ASSERT_EQ(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_close(other), SQLITE_OK);
  EXPECT_EQ(journal->append(std::vector{spoken_draft(2)}).value(), 2U);
  EXPECT_TRUE(verify_file(file, world).ok());
}

// A disk that fails: no file may grow beyond this size.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_ = {};
};

const std::vector<Draft>& big_batch() {
  static const std::vector<Draft> kBatch(200, Draft{"event/transcribed", 1, "{}", std::string(2000, 'x')});
  return kBatch;
}

TEST_F(SqliteJournal, LosesNothingWhenWritingFails) {
  const auto journal = world.open(file);
  append_many(*journal, world, 30);
  const std::uint64_t before = journal->size().value();
  {
    const FileSizeLimit limit(std::filesystem::file_size(file.string() + "-wal") + 20'000);
    for (int i = 0; i < 3; ++i) {
      const auto failed = journal->append(big_batch());
      ASSERT_FALSE(failed);
      EXPECT_EQ(failed.error().code, ErrorCode::kWriteFailed) << failed.error().detail;
      EXPECT_EQ(journal->size().value(), before);
    }
    EXPECT_TRUE(journal->append(std::vector{plain_draft(1)})) << "a little still fits";
  }
  ASSERT_TRUE(journal->append(big_batch()));
  EXPECT_EQ(journal->size().value(), before + 201);
  EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{});
}

TEST_F(SqliteJournal, LeavesNothingWhenItCannotBegin) {
  const FileSizeLimit limit(1000);
  const auto journal = open_journal(file, world.options());
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, ErrorCode::kWriteFailed);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

// Runs `test` in a process of its own where `folder` is a file system of so many bytes. Gives whether that
// was possible.
bool on_small_disk(const std::filesystem::path& folder, const std::string& bytes,
                   const std::function<void()>& test) {
  constexpr int kImpossible = 77;
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string user = "0 " + std::to_string(::geteuid()) + " 1";
    const std::string group = "0 " + std::to_string(::getegid()) + " 1";
    bool ready = ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
    if (ready) {
      std::ofstream("/proc/self/setgroups") << "deny";
      std::ofstream("/proc/self/uid_map") << user;
      std::ofstream("/proc/self/gid_map") << group;
    }
    ready = ready && ::mount("none", folder.c_str(), "tmpfs", 0, ("size=" + bytes).c_str()) == 0;
    if (!ready) ::_exit(kImpossible);
    test();
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kImpossible) return false;
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "see above";
  return true;
}

TEST_F(SqliteJournal, LosesNothingOnAFullDisk) {
  const bool possible = on_small_disk(folder.path(), "400k", [&] {
    const auto journal = world.open(file);
    append_many(*journal, world, 30);
    // Somebody else's file takes most of the room.
    const std::filesystem::path rest = folder / "rest";
    std::ofstream(rest) << std::string(150'000, 'x');
    const std::uint64_t before = journal->size().value();
    const auto failed = journal->append(big_batch());
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::kDiskFull) << failed.error().detail;
    EXPECT_EQ(journal->size().value(), before);
    EXPECT_TRUE(journal->append(std::vector{plain_draft(1)})) << "a little still fits";
    EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{});
    // To the last byte, and then room again.
    Result<std::uint64_t> appended = std::uint64_t{0};
    int written = 0;
    while (appended && written < 1000) {
      appended = journal->append(std::vector{spoken_draft(written)});
      if (appended) ++written;
    }
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, ErrorCode::kDiskFull) << appended.error().detail;
    std::filesystem::remove(rest);
    appended = journal->append(std::vector{spoken_draft(1)});
    EXPECT_TRUE(appended) << appended.error().detail;
    EXPECT_EQ(journal->size().value(), before + 2 + static_cast<std::uint64_t>(written));
    EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{});
  });
  if (!possible) GTEST_SKIP() << "this machine lets nobody mount a small file system";
}

TEST_F(SqliteJournal, DoesNotBeginOnAFullDisk) {
  const bool possible = on_small_disk(folder.path(), "8k", [&] {
    const auto journal = open_journal(file, world.options());
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, ErrorCode::kDiskFull) << journal.error().detail;
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  });
  if (!possible) GTEST_SKIP() << "this machine lets nobody mount a small file system";
}

TEST_F(SqliteJournal, NamesWhatCannotBeOpened) {
  const auto writing = [&](const std::filesystem::path& path) {
    return open_journal(path, world.options()).error();
  };
  const auto reading = [](const std::filesystem::path& path) { return open_journal_reader(path).error(); };
  EXPECT_EQ(writing(folder / "none/journal.db").code, ErrorCode::kWriteFailed);
  EXPECT_EQ(reading(file), (Error{ErrorCode::kFileMissing, file.string()}));
  EXPECT_EQ(writing(folder.path()).code, ErrorCode::kWriteFailed);
  EXPECT_EQ(reading(folder.path()).code, ErrorCode::kFileUnreadable);

  for (const std::string& content : {std::string("no journal"), std::string(10'000, 'x'),
                                     std::string("SQLite format 3\0 and then none", 30)}) {
    std::ofstream(file, std::ios::binary) << content;
    EXPECT_EQ(writing(file).code, ErrorCode::kFileInvalid) << content.size();
    EXPECT_EQ(reading(file).code, ErrorCode::kFileInvalid) << content.size();
    EXPECT_EQ(file_content(file), content);
    std::filesystem::remove(file);
  }
  run_sql(file, "CREATE TABLE record (sequence INTEGER)");
  const std::string somebodys = file_content(file);
  EXPECT_EQ(writing(file).code, ErrorCode::kFileInvalid);
  EXPECT_EQ(reading(file).code, ErrorCode::kFileInvalid);
  EXPECT_EQ(file_content(file), somebodys);
  std::filesystem::remove(file);
  std::ofstream(file, std::ios::binary).close();
  EXPECT_EQ(reading(file).code, ErrorCode::kFileInvalid);
  EXPECT_TRUE(open_journal(file, world.options())) << "an empty file is a journal that was never begun";
}

TEST_F(SqliteJournal, LeavesANewerOneAlone) {
  (void)world.open(file);
  run_sql(file, "PRAGMA user_version = 3");
  const std::string before = file_content(file);
  EXPECT_EQ(open_journal(file, world.options()).error().code, ErrorCode::kJournalNewer);
  EXPECT_EQ(open_journal_reader(file).error().code, ErrorCode::kJournalNewer);
  EXPECT_EQ(file_content(file), before);
}

TEST_F(SqliteJournal, WantsTheKeyThatItWasBegunWith) {
  (void)world.open(file);
  world.signer = test_signer(2);
  EXPECT_EQ(open_journal(file, world.options()).error().code, ErrorCode::kKeyInvalid);
}

TEST_F(SqliteJournal, TakesNoTriggersAndViews) {
  append_many(*world.open(file), world, 30);
  run_sql(file, "CREATE TRIGGER forget_all AFTER INSERT ON record BEGIN DELETE FROM record; END");
  EXPECT_EQ(open_journal(file, world.options()).error().code, ErrorCode::kJournalDamaged);
  EXPECT_EQ(open_journal_reader(file).error().code, ErrorCode::kJournalDamaged);
}

// As anybody but root: the folder may not be written to.
class AsNobody {
 public:
  AsNobody() {
    if (::geteuid() == 0) was_root_ = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool was_root_ = false;
};

TEST_F(SqliteJournal, CanBeReadWhereNothingCanBeWritten) {
  append_many(*world.open(file), world, 300);
  ASSERT_FALSE(std::filesystem::exists(file.string() + "-wal"));
  std::filesystem::permissions(file, std::filesystem::perms(0444));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  const AsNobody nobody;
  EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{});
  EXPECT_EQ(open_journal(file, world.options()).error().code, ErrorCode::kWriteFailed);
}

// Half of what was written would be left out silently.
TEST_F(SqliteJournal, IsNotReadInHalf) {
  const auto journal = world.open(file);
  append_many(*journal, world, 300);
  const std::filesystem::path copy = folder / "copy.db";
  std::filesystem::copy_file(file, copy);
  std::filesystem::copy_file(file.string() + "-wal", copy.string() + "-wal");
  for (const char* part : {"", "-wal"})
    std::filesystem::permissions(copy.string() + part, std::filesystem::perms(0444));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  {
    const AsNobody nobody;
    const auto reader = open_journal_reader(copy);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::kFileUnreadable);
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  EXPECT_EQ(verify_file(copy, world, world.notes).records, 301U);
}

TEST_F(SqliteJournal, LooksThroughTheWholeFileWhenAsked) {
  append_many(*world.open(file), world, 300);
  EXPECT_TRUE(open_journal_reader(file, {.check_structure = true}));
  // An index that leaves something out, so that a query would not find it.
  run_sql(file,
          "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
          "'CREATE INDEX record_by_kind ON record (kind, sequence) WHERE sequence > 9' WHERE name = "
          "'record_by_kind'");
  run_sql(file, "DELETE FROM record WHERE sequence = 5");
  run_sql(file,
          "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
          "'CREATE INDEX record_by_kind ON record (kind, sequence)' WHERE name = 'record_by_kind'");
  ASSERT_TRUE(open_journal_reader(file));
  EXPECT_EQ(open_journal_reader(file, {.check_structure = true}).error().code, ErrorCode::kJournalDamaged);
}

}  // namespace
}  // namespace sotto
