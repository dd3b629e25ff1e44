// Timers and the list from the command line: what is set outlives the program that set it.
#include <sys/stat.h>

#include "checks.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class Timers : public testing::Test {
 protected:
  [[nodiscard]] std::string answer(const std::string& text) const {
    const Outcome outcome = home_.run({"ask", text});
    EXPECT_TRUE(succeeds(outcome)) << text;
    return outcome.out;
  }
  Home home_;
};

TEST_F(Timers, OutliveTheProgram) {
  EXPECT_EQ(answer("what timers are there"), "There are no timers.\n");
  EXPECT_TRUE(fs::is_empty(home_.file("data"))) << "asking leaves nothing behind";
  EXPECT_EQ(answer("set a pasta timer for ten hours"), "Pasta timer set for ten hours.\n");
  const std::string left = answer("what timers are there");
  EXPECT_TRUE(left.starts_with("The pasta timer has ten hours left.") ||
              left.starts_with("The pasta timer has nine hours and fifty"))
      << left;
  EXPECT_EQ(answer("cancel the pasta timer"), "The pasta timer is cancelled.\n");
  EXPECT_EQ(answer("what timers are there"), "There are no timers.\n");
}

TEST_F(Timers, TheListOutlivesTheProgram) {
  EXPECT_EQ(answer("put milk and eggs on the shopping list"), "Milk and eggs are on the shopping list.\n");
  EXPECT_EQ(answer("what is on the shopping list"), "Two things are on the shopping list: milk and eggs.\n");
  EXPECT_EQ(answer("clear the shopping list"), "The shopping list is empty now.\n");
  EXPECT_EQ(answer("what is on the shopping list"), "The shopping list is empty.\n");
}

TEST_F(Timers, AreForTheirOwnerOnly) {
  (void)answer("remind me to call the plumber in ten hours");
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(home_.file("data"))) {
    if (!entry.is_regular_file()) continue;
    ++files;
    struct stat facts {};
    ASSERT_EQ(::stat(entry.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 077U, 0U) << entry.path();
  }
  EXPECT_GT(files, 0);
}

TEST_F(Timers, AFileThatIsNoneIsNamed) {
  (void)answer("put milk on the list");
  const fs::path data = home_.file("data") / "sotto" / "reminders.db";
  ASSERT_TRUE(fs::exists(data)) << data;
  fs::resize_file(data, 0);
  home_.write("data/sotto/reminders.db",
              "my own notes, which are no database of Sotto's and stay as they are");
  EXPECT_TRUE(refuses(home_.run({"ask", "what is on the list"}), 1, {"reminders.db", "move it away"}));
}

}  // namespace
}  // namespace sotto
