#include "adapters/sqlite/sqlite_outbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "adapters/sqlite/database.hpp"
#include "journal_fixture.hpp"

namespace sotto {
namespace {

OutboxDraft some_draft(std::uint64_t core_id) {
  OutboxDraft draft;
  draft.origin = {"aa", core_id};
  draft.contact_id = "maria";
  draft.contact = "Maria";
  draft.channel = "file";
  draft.length_ms = 1000;
  draft.at_ms = 5;
  draft.sound = {{1, 2, 3}, {4, 5}, {6}};
  return draft;
}

class OutboxFile : public testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<Outbox> open(std::uint64_t first_id = 1) const {
    auto outbox = open_outbox(file, {first_id});
    EXPECT_TRUE(outbox) << outbox.error().line();
    return outbox ? std::move(outbox).value() : nullptr;
  }
  void run(const std::string& sql) const {
    const auto database = Database::open(file, Database::Access::kReadWrite);
    ASSERT_TRUE(database);
    ASSERT_TRUE(database.value()->run(sql));
  }

  TestFolder folder;
  std::filesystem::path file = folder / "outbox.db";
};

TEST_F(OutboxFile, KeepsWhatItWasGiven) {
  EXPECT_EQ(open()->add(some_draft(7)).value(), 1U);
  const auto outbox = open();
  const auto message = outbox->find(MessageOrigin{"aa", 7});
  ASSERT_TRUE(message && message.value());
  EXPECT_EQ(message.value()->id, 1U);
  EXPECT_EQ(message.value()->state, OutboxState::kHeld);
  EXPECT_EQ(message.value()->contact, "Maria");
  EXPECT_EQ(message.value()->created_ms, 5);
  const auto sound = outbox->sound(1);
  ASSERT_TRUE(sound && sound.value());
  EXPECT_EQ(sound.value()->file, (std::vector<std::uint8_t>{1, 2, 3}));
  EXPECT_EQ(sound.value()->sealed_key, (std::vector<std::uint8_t>{4, 5}));
  EXPECT_EQ(sound.value()->sha256[0], 6);
  EXPECT_EQ(outbox->add(some_draft(7)).value(), 1U) << "the same message again";
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(OutboxFile, CountsOnFromWhatTheFolderHolds) {
  EXPECT_EQ(open(43)->add(some_draft(1)).value(), 43U);
  EXPECT_EQ(open(1)->add(some_draft(2)).value(), 44U);
}

TEST_F(OutboxFile, LetsOneOfTwoHaveItsWay) {
  const auto one = open();
  const auto other = open();
  ASSERT_TRUE(one->add(some_draft(1)));
  const auto version = one->version().value();
  OutboxChange cancel{1, {OutboxState::kHeld}, OutboxState::kCancelled, "by-hand", 6, 0, false, {}};
  OutboxChange send{1, {OutboxState::kHeld}, OutboxState::kSending, "", 6, 0, false, "words"};
  EXPECT_TRUE(other->change(cancel).value());
  EXPECT_FALSE(one->change(send).value());
  EXPECT_NE(one->version().value(), version);
  EXPECT_EQ(one->find(1).value()->state, OutboxState::kCancelled);
  EXPECT_FALSE(one->find(1).value()->has_sound);
  EXPECT_EQ(one->find(1).value()->transcript, "");
  EXPECT_FALSE(one->change({99, {OutboxState::kHeld}, OutboxState::kWaiting, "", 6, 0, false, {}}).value());
}

TEST_F(OutboxFile, LosesAClaimWithTheProgramThatHasIt) {
  const auto outbox = open();
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto claim = outbox->claim(7);
    const char byte = claim && claim.value() ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_EQ(outbox->claim(7).value(), nullptr);
  EXPECT_NE(outbox->claim(8).value(), nullptr) << "of another message";
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto claim = outbox->claim(7);
  ASSERT_TRUE(claim && claim.value());
  EXPECT_EQ(outbox->claim(7).value(), nullptr) << "nor in this program twice";
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(OutboxFile, RefusesWhatIsNotItsOwn) {
  (void)open();
  for (const char* sql : {"CREATE TABLE other (x)", "PRAGMA user_version = 9", "PRAGMA application_id = 1"}) {
    run(sql);
    const auto opened = open_outbox(file);
    ASSERT_FALSE(opened) << sql;
    EXPECT_EQ(opened.error().code, ErrorCode::kOutboxDamaged) << sql;
  }
}

TEST_F(OutboxFile, RefusesAStateThatNobodyKnows) {
  ASSERT_TRUE(open()->add(some_draft(1)));
  run("UPDATE message SET state = 'lost'");
  EXPECT_EQ(open()->list({}).error().code, ErrorCode::kOutboxDamaged);
}

}  // namespace
}  // namespace sotto
