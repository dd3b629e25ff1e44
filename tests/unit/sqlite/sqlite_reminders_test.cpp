#include "adapters/sqlite/sqlite_reminders.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "adapters/sqlite/database.hpp"
#include "journal_fixture.hpp"

namespace sotto {
namespace {

Reminders some_reminders() {
  return {{{AlertKind::kTimer, "pasta", false, 1'795'000'000'000, 510'000, 0, 1'794'999'490'000},
           {AlertKind::kAlarm, "", true, 1'795'003'600'000, 0, 31, 1'794'999'490'000},
           {AlertKind::kReminder, "call the plumber", true, 1'795'007'200'000, 0, 0, 0}},
          {"milk", "eggs"}};
}

class RemindersFile : public testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<ReminderStore> open() const {
    auto store = open_reminders(file);
    EXPECT_TRUE(store) << store.error().line();
    return store ? std::move(store).value() : nullptr;
  }
  [[nodiscard]] Reminders reload() const { return open()->load().value(); }

  TestFolder folder;
  std::filesystem::path file = folder / "reminders.db";
};

TEST_F(RemindersFile, KeepsEverythingInOrderAndForItsOwnerOnly) {
  EXPECT_EQ(reload(), Reminders{});
  ASSERT_TRUE(open()->keep(some_reminders()));
  EXPECT_EQ(reload(), some_reminders());
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(RemindersFile, WhatIsGoneIsOverwritten) {
  const auto store = open();
  Reminders reminders = some_reminders();
  ASSERT_TRUE(store->keep(reminders));
  reminders.alerts.pop_back();
  reminders.items.clear();
  ASSERT_TRUE(store->keep(reminders));
  EXPECT_EQ(reload(), reminders);
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream in(file.string() + suffix, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find("plumber"), std::string::npos) << suffix;
    EXPECT_EQ(bytes.find("eggs"), std::string::npos) << suffix;
  }
}

// A run that listens and `sotto ask` at the same time: neither loses what the other wrote.
TEST_F(RemindersFile, TwoProgramsKeepWhatEachChanged) {
  const auto run = open();
  const auto asked = open();
  Reminders of_run = run->load().value();
  Reminders of_ask = asked->load().value();
  EXPECT_FALSE(run->changed().value());
  of_ask.alerts.push_back(some_reminders().alerts[0]);
  of_ask.items.emplace_back("milk");
  ASSERT_TRUE(asked->keep(of_ask));
  EXPECT_TRUE(run->changed().value());
  of_run.alerts.push_back(some_reminders().alerts[1]);
  of_run.items.emplace_back("milk");
  ASSERT_TRUE(run->keep(of_run));
  const Reminders both = run->load().value();
  EXPECT_FALSE(run->changed().value());
  EXPECT_EQ(both.alerts.size(), 2U);
  EXPECT_EQ(both.items, std::vector<std::string>{"milk"});
  ASSERT_TRUE(run->keep({}));
  EXPECT_TRUE(asked->changed().value());
  EXPECT_EQ(asked->load().value(), Reminders{});
}

TEST_F(RemindersFile, TwoOfTheSameAreTwo) {
  const auto store = open();
  Reminders twice;
  twice.alerts = {some_reminders().alerts[0], some_reminders().alerts[0]};
  ASSERT_TRUE(store->keep(twice));
  EXPECT_EQ(reload(), twice);
  twice.alerts.pop_back();
  ASSERT_TRUE(store->keep(twice));
  EXPECT_EQ(reload(), twice);
}

TEST_F(RemindersFile, WhatIsNoSuchFileIsLeftAlone) {
  std::ofstream(file) << "these are my own notes, not a database at all, and they stay as they are";
  const auto store = open_reminders(file);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kFileInvalid);
  std::ifstream in(file);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}).substr(0, 20), "these are my own not");
}

TEST_F(RemindersFile, ALaterVersionIsRefused) {
  ASSERT_TRUE(open()->keep(some_reminders()));
  {
    const auto database = Database::open(file, Database::Access::kReadWrite);
    ASSERT_TRUE(database);
    ASSERT_TRUE(database.value()->run("PRAGMA user_version = 99"));
  }
  const auto store = open_reminders(file);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().detail.find("later version"), std::string::npos);
}

}  // namespace
}  // namespace sotto
