// sotto explain as a user meets it: the story of an evening, and everything that can be wrong with the
// asking.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "checks.hpp"
#include "written_journal.hpp"

namespace sotto {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Explain, TellsTheLastInteraction) {
  JournalHome home;
  home.write_evening();
  const Outcome last = home.run({"explain"});
  EXPECT_EQ(last.exit_code, 0) << last.story();
  EXPECT_TRUE(has(last.out, "Nothing was sent: the contact gate (to whom?)")) << last.story();
  EXPECT_TRUE(has(last.out, "would have needed:")) << last.story();
}

TEST(Explain, TellsTheOneOfATime) {
  JournalHome home;
  home.write_evening();
  for (const char* at : {"0:10", "2026-11-22 19:00"}) {
    const Outcome first = home.run({"explain", "--at", at});
    EXPECT_EQ(first.exit_code, 0) << first.story();
    EXPECT_TRUE(has(first.out, "A message was sent to Maria Alvarez.")) << first.story();
  }
}

TEST(Explain, GivesFactsForPrograms) {
  JournalHome home;
  home.write_evening();
  const Outcome facts = home.run({"explain", "--at", "0:10", "--json"});
  EXPECT_EQ(facts.exit_code, 0) << facts.story();
  const auto parsed = nlohmann::json::parse(facts.out, nullptr, false);
  ASSERT_TRUE(parsed.is_object()) << facts.story();
  EXPECT_EQ(parsed.at("messages").back().at("state"), "sent");
  EXPECT_EQ(home.run({"explain", std::to_string(parsed.at("id").get<int>()), "--json"}).out, facts.out);
}

TEST(Explain, WritesAPageForTheOwnerOnly) {
  JournalHome home;
  home.write_evening();
  const Outcome outcome = home.run({"explain", "--html", home.file("story.html")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.story();
  EXPECT_TRUE(file_bytes(home.file("story.html")).starts_with("<!DOCTYPE html>"));
  const auto rights = std::filesystem::status(home.file("story.html")).permissions();
  EXPECT_EQ(rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
  EXPECT_TRUE(refuses(home.run({"explain", "--html", home.file("missing/story.html")}), 1, {"write-failed"}));
}

TEST(Explain, SaysWhatIsWrongWithTheJournal) {
  JournalHome home;
  EXPECT_TRUE(refuses(home.run({"explain"}), 1, {"file-missing"}));
  EXPECT_TRUE(refuses(home.run({"explain", "--journal", home.write("no.db", "This is no journal.")}), 1,
                      {"file-invalid"}));
  { const auto empty = home.open(); }
  EXPECT_TRUE(refuses(home.run({"explain"}), 1, {"nothing has woken me yet"}));
}

TEST(Explain, SaysWhatIsWrongWithTheQuestion) {
  JournalHome home;
  home.write_evening();
  EXPECT_TRUE(refuses(home.run({"explain", "1"}), 1, {"is no wake"}));
  EXPECT_TRUE(refuses(home.run({"explain", "999999"}), 1, {"not-found"}));
  EXPECT_TRUE(refuses(home.run({"explain", "yesterday"}), 2, {"neither 'last' nor the number"}));
  EXPECT_TRUE(refuses(home.run({"explain", "--at", "2199-01-01 10:00"}), 2, {"lies in the future"}));
  EXPECT_TRUE(refuses(home.run({"explain", "--at", "2026-02-30 10:00"}), 2, {"is no time"}));
  EXPECT_TRUE(refuses(home.run({"explain", "--at", "0:75"}), 2, {"is no time"}));
  EXPECT_TRUE(refuses(home.run({"explain", "--at", "2020-01-01 10:00"}), 1, {"nothing woke me before that"}));
  EXPECT_TRUE(refuses(home.run({"explain", "5", "--at", "0:10"}), 2, {"not both"}));
}

}  // namespace
}  // namespace sotto
