#include <gtest/gtest.h>

#include "attack.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// With the program's own help: the whole folder is put back to an earlier state.

class Rollback : public Attack {
 protected:
  void SetUp() override {
    Attack::SetUp();
    fs::copy_file(file, early);
    const auto journal = world.open(file);
    append_many(*journal, world, 60);
    ASSERT_TRUE(journal->checkpoint());  // 661
  }
  void put_back() const { fs::copy_file(early, file, fs::copy_options::overwrite_existing); }

  fs::path early = folder / "early.db";
};

TEST_F(Rollback, IsFoundByWhoHoldsACheckpoint) {
  put_back();
  EXPECT_TRUE(verify_file(file, world).ok()) << "nobody can know from the journal alone";
  EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{"602 records-cut-off"});
}

TEST_F(Rollback, IsFoundAfterTheProgramWentOn) {
  const std::string witness = world.notes.back();
  put_back();
  {
    const auto journal = world.open(file);
    append_many(*journal, world, 30);
    ASSERT_TRUE(journal->checkpoint());
    EXPECT_EQ(reasons(verify_file(file, world, {witness}).findings), Reasons{"632 records-cut-off"});
    append_many(*journal, world, 60);
  }
  EXPECT_TRUE(verify_file(file, world).ok());
  EXPECT_EQ(reasons(verify_file(file, world, {witness}).findings), Reasons{"1 witness-differs"});
  EXPECT_EQ(reasons(verify_file(file, world, world.notes).findings), Reasons{"602 witness-differs"});
}

TEST_F(Rollback, IsNotGoneOnFrom) {
  JournalOptions options = world.options();
  options.head = world.notes.back();
  EXPECT_TRUE(open_journal(file, options));
  put_back();
  const auto journal = open_journal(file, options);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, ErrorCode::kJournalDamaged);
  fs::remove(file);
  EXPECT_EQ(open_journal(file, options).error().code, ErrorCode::kJournalDamaged) << "nor begun anew";
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(Rollback, IsFoundWhenAnotherJournalTookThePlace) {
  const std::string witness = world.notes.back();
  fs::remove(file);
  world.pass(-1000);
  (void)world.open(file);
  EXPECT_EQ(reasons(verify_file(file, world, {witness}).findings), Reasons{"1 witness-of-another-journal"});
}

// A truncated file and then records that the program itself wrote: the fork shows at the checkpoint held
// elsewhere.
TEST_F(Rollback, TruncatedAndContinued) {
  const std::string witness = world.notes.back();
  run_sql(file, "DELETE FROM record WHERE sequence > 601; DELETE FROM checkpoint WHERE size > 601");
  // The frontier tells how the records were signed that are no longer there.
  EXPECT_EQ(open_journal(file, world.options()).error().code, ErrorCode::kJournalDamaged);
  EXPECT_EQ(reasons(verify_file(file, world, {witness}).findings), Reasons{"602 records-cut-off"});
}

}  // namespace
}  // namespace sotto
