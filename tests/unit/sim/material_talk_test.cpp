#include "sim/material_talk.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(MaterialTalk, ReadsConversationsOfBothParts) {
  const auto blocks = parse_talk(
      "# A comment.\n"
      "= meals-01 test meals\n"
      "A: Is there any rice left?\n"
      "\n"
      "B: In the, um, blue bowl.\n"
      "= pets-01 tuning pets\n"
      "A: Sit.",
      "talk.txt");
  ASSERT_TRUE(blocks) << blocks.error().line();
  const std::vector<TalkBlock> expected = {
      {"meals-01",
       MaterialPart::kTest,
       "meals",
       {{"meals-01-01", 'A', "Is there any rice left?"}, {"meals-01-02", 'B', "In the, um, blue bowl."}}},
      {"pets-01", MaterialPart::kTuning, "pets", {{"pets-01-01", 'A', "Sit."}}}};
  EXPECT_EQ(blocks.value(), expected);
}

TEST(MaterialTalk, NamesTheLineThatIsWrong) {
  const auto fault_of = [](std::string_view text) {
    const auto blocks = parse_talk(text, "t");
    return blocks ? std::string() : blocks.error().detail;
  };
  EXPECT_EQ(fault_of("A: too early\n"), "t:1: not SPEAKER: what is said");
  EXPECT_EQ(fault_of("= a test b\nA:close\n"), "t:2: not SPEAKER: what is said");
  EXPECT_EQ(fault_of("= a test b\nA: \n"), "t:2: not SPEAKER: what is said");
  EXPECT_EQ(fault_of("= a test b\na: small\n"), "t:2: not SPEAKER: what is said");
  EXPECT_EQ(fault_of("= a training b\n"), "t:1: not = NAME tuning|test KIND");
  EXPECT_EQ(fault_of("= a test b c\n"), "t:1: not = NAME tuning|test KIND");
  EXPECT_EQ(fault_of("= A test b\n"), "t:1: not = NAME tuning|test KIND");
  EXPECT_EQ(fault_of("= a test b\n= c test d\n"), "t:2: nothing is said before");
  EXPECT_EQ(fault_of("= a test b\nA: x\n= a test b\n"), "t:3: the name stands twice");
  EXPECT_EQ(fault_of("= a test b"), "t:0: nothing is said at the end");
  EXPECT_EQ(fault_of("= a test b\nA: " + std::string(501, 'x')), "t:2: not SPEAKER: what is said");
}

}  // namespace
}  // namespace sotto
