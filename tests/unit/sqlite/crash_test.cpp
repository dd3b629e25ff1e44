#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "journal_fixture.hpp"

// A journal whose program or machine stopped at any moment: it holds the first so many of its batches, whole
// ones, and goes on from there.

namespace sotto {
namespace {

namespace fs = std::filesystem;

class Crash : public testing::Test {
 protected:
  // A copy as it would lie there had only so many bytes of the WAL reached the disk.
  void copy_with_wal(std::uint64_t bytes) const {
    fs::remove(copy.string() + "-shm");
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    fs::copy_file(file.string() + "-wal", copy.string() + "-wal", fs::copy_options::overwrite_existing);
    fs::resize_file(copy.string() + "-wal", bytes);
  }

  TestFolder folder;
  fs::path file = folder / "journal.db";
  fs::path copy = folder / "copy.db";
  TestWorld world;
};

TEST_F(Crash, LeavesAPrefixWhereverTheWriteStopped) {
  { (void)world.open(file); }  // what came before the WAL
  const auto journal = world.open(file);
  append_many(*journal, world, 60);
  ASSERT_TRUE(journal->forget({1, 30, true, false, "retention"}, 1));
  const auto kept = all_records(*journal);
  append_many(*journal, world, 45);
  const auto records = all_records(*journal);
  const std::uint64_t whole = fs::file_size(file.string() + "-wal");
  ASSERT_GT(whole, 50'000U);

  std::vector<std::uint64_t> cuts;
  for (std::uint64_t cut = 0; cut < whole; cut += 512) cuts.push_back(cut);
  std::mt19937 chance(8);
  for (int i = 0; i < 40; ++i) cuts.push_back(chance() % whole);
  cuts.push_back(whole);
  std::uint64_t sizes = 0;
  std::uint64_t last = 0;
  for (const std::uint64_t cut : cuts) {
    copy_with_wal(cut);
    TestWorld later = world;
    later.notes.clear();
    later.pass(5000);
    const auto reopened = open_journal(copy, later.options());
    ASSERT_TRUE(reopened) << "cut at " << cut << ": " << reopened.error().detail;
    const std::uint64_t size = reopened.value()->size().value();
    ASSERT_GE(size, kept.size()) << "cut at " << cut;
    ASSERT_LE(size, records.size());
    ASSERT_EQ((size - kept.size()) % 3, 0U) << "half a batch, cut at " << cut;
    if (size != last) ++sizes;
    last = size;
    const auto held = all_records(*reopened.value());
    ASSERT_TRUE(std::equal(held.begin(), held.end(), records.begin())) << "cut at " << cut;
    ASSERT_TRUE(reopened.value()->append(std::vector{spoken_draft(1)}));
    ASSERT_EQ(reasons(verify_file(copy, world, later.notes).findings), Reasons{}) << "cut at " << cut;
  }
  EXPECT_GT(sizes, 10U);
}

// At its very beginning too.
TEST_F(Crash, LeavesAJournalThatCanBeBegun) {
  const auto journal = world.open(file);
  const std::uint64_t whole = fs::file_size(file.string() + "-wal");
  for (std::uint64_t cut = 0; cut <= whole; cut += 128) {
    copy_with_wal(cut);
    TestWorld later = world;
    const auto reopened = open_journal(copy, later.options());
    ASSERT_TRUE(reopened) << "cut at " << cut << ": " << reopened.error().detail;
    ASSERT_EQ(reopened.value()->size().value(), 1U);
    ASSERT_TRUE(verify_file(copy, world).ok());
  }
}

// While a deletion is under way as well: words are there with no word of a deletion, or gone with one.
TEST_F(Crash, IsKilledWhileItWrites) {
  std::uint64_t before = 0;
  for (unsigned int round = 0; round < 20; ++round) {
    int ready[2] = {};
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      world.chance.seed(round);
      world.pass(100'000);
      const auto journal = world.open(file);
      for (int i = 0;; ++i) {
        world.pass(700);
        const std::vector<Draft> batch = {plain_draft(i), spoken_draft(i), plain_draft(i)};
        if (!journal->append(batch)) ::_exit(1);
        if (i % 10 == 9 && !journal->forget({1, journal->size().value(), true, true, "retention"}, 1))
          ::_exit(1);
        if (::write(ready[1], "x", 1) != 1) ::_exit(1);
      }
    }
    // After a few of its writes, while it is at the next.
    char byte = 0;
    for (unsigned int i = 0; i < 3 + round; ++i) ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    ::close(ready[0]);
    ::close(ready[1]);

    const VerifyReport report = verify_file(file, world);
    ASSERT_EQ(reasons(report.findings), Reasons{}) << "round " << round;
    ASSERT_GE(report.records, before + 3 * 3U) << "what was said to be written is there";
    before = report.records;
    world.pass(1'000'000);
  }
  EXPECT_TRUE(open_journal(file, world.options()));
}

}  // namespace
}  // namespace sotto
