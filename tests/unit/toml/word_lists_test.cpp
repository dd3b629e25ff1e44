#include "adapters/toml/word_lists.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(WordLists, ReadsPlainLists) {
  const auto triggers = parse_triggers("triggers = [\"election\", \"a Lexus\"]\n", "t.toml");
  ASSERT_TRUE(triggers.ok());
  EXPECT_EQ(triggers.value(), (std::vector<std::string>{"election", "a Lexus"}));
  const auto challenges = parse_challenges("challenges = [\"harbor cabin\"]\n", "c.toml");
  ASSERT_TRUE(challenges.ok());
  EXPECT_EQ(challenges.value(), std::vector<std::string>{"harbor cabin"});
}

TEST(WordLists, NamesWhatIsWrong) {
  const auto fault = [](std::string_view text) { return parse_triggers(text, "t.toml").error().detail; };
  EXPECT_EQ(fault("triggers = []\n"), "t.toml:1: \"triggers\" is empty");
  EXPECT_EQ(fault("triggers = [\n\"a\",\n\"b\",\n\"a\",\n]\n"), "t.toml:4: \"a\" stands twice");
  EXPECT_EQ(fault("trigger = [\"a\"]\n"), "t.toml:1: unknown key \"trigger\"");
  EXPECT_EQ(fault("triggers = [1]\n"),
            "t.toml:1: \"triggers\" may hold texts of one line only, in quotation marks");
  EXPECT_EQ(fault("triggers = \"a\"\n"), "t.toml:1: \"triggers\" must be a list, in square brackets");
}

TEST(WordLists, EnglishIsBuiltIn) {
  const auto words = built_in_words("en");
  ASSERT_TRUE(words.ok()) << words.error().line();
  EXPECT_FALSE(words.value().triggers.empty());
  EXPECT_GE(words.value().challenges.size(), 8U);
  EXPECT_FALSE(words.value().sentences.intents.empty());
  EXPECT_FALSE(built_in_words("xx").ok());
}

}  // namespace
}  // namespace sotto
