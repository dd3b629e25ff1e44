#include "adapters/sherpa/spoken_words.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace sotto {
namespace {

// Words and pauses joined by spaces.
std::string spoken(std::string_view text) {
  std::string joined;
  for (const SpokenPart& part : spoken_words(text)) {
    if (!joined.empty()) joined += ' ';
    joined += part.pause != 0 ? std::string(1, part.pause) : part.word;
  }
  return joined;
}

TEST(SpokenWordsTest, WordsAreLowerCaseAndASentenceEnds) {
  EXPECT_EQ(spoken("To whom?"), "to whom ?");
  EXPECT_EQ(spoken("Maria Alvarez, right?"), "maria alvarez , right ?");
  EXPECT_EQ(spoken("Send it"), "send it .");
  EXPECT_EQ(spoken("Send it,"), "send it .");
}

TEST(SpokenWordsTest, NumbersBecomeWords) {
  EXPECT_EQ(spoken("in 15 seconds"), "in fifteen seconds .");
  EXPECT_EQ(spoken("21.5\xC2\xB0"), "twenty one point five degrees .");
  EXPECT_EQ(spoken("-4 degrees"), "minus four degrees .");
  EXPECT_EQ(spoken("1,200 people"), "one thousand two hundred people .");
  EXPECT_EQ(spoken("50%"), "fifty percent .");
  EXPECT_EQ(spoken(".5"), "point five .");
  EXPECT_EQ(spoken("0"), "zero .");
}

TEST(SpokenWordsTest, CodesAreReadDigitByDigit) {
  EXPECT_EQ(spoken("042"), "zero four two .");
  EXPECT_EQ(spoken("1234567890"), "one two three four five six seven eight nine zero .");
}

TEST(SpokenWordsTest, TimesAndOrdinals) {
  EXPECT_EQ(spoken("at 7:30."), "at seven thirty .");
  EXPECT_EQ(spoken("at 7:05."), "at seven oh five .");
  EXPECT_EQ(spoken("at 7:00."), "at seven o'clock .");
  EXPECT_EQ(spoken("7:61"), "seven : sixty one .");
  EXPECT_EQ(spoken("the 3rd"), "the third .");
  EXPECT_EQ(spoken("the 21st and the 30th"), "the twenty first and the thirtieth .");
  EXPECT_EQ(spoken("5 things"), "five things .");
}

TEST(SpokenWordsTest, AccentsAreFoldedAndOtherScriptsSkipped) {
  EXPECT_EQ(spoken("Jos\xC3\xA9 M\xC3\xBCller"), "jose muller .");
  EXPECT_EQ(spoken("Zo\xC3\xAB \xE2\x80\x94 it\xE2\x80\x99s me"), "zoe , it's me .");
  EXPECT_EQ(spoken("\xE6\x97\xA5\xE6\x9C\xAC"), "");
}

TEST(SpokenWordsTest, PausesAreNeverDoubledAndNeverLead) {
  EXPECT_EQ(spoken("...hello"), "hello .");
  EXPECT_EQ(spoken("what?!... well,, then"), "what ? well , then .");
  EXPECT_EQ(spoken(", . ?"), "");
  EXPECT_EQ(spoken(""), "");
}

TEST(SpokenWordsTest, ApostrophesStayInsideWordsOnly) {
  EXPECT_EQ(spoken("'I don't', 'rock 'n' roll'"), "i don't , rock n roll .");
}

TEST(SpokenWordsTest, CapitalsAreRemembered) {
  const auto parts = spoken_words("MQTT and Maria");
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_TRUE(parts[0].capitals);
  EXPECT_FALSE(parts[1].capitals);
  EXPECT_FALSE(parts[2].capitals);
}

// Whatever bytes come, the promises of the header hold.
TEST(SpokenWordsTest, GarbageKeepsThePromises) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const auto length = random() % 40;
    for (unsigned i = 0; i < length; ++i) text += static_cast<char>(random() % 256);
    const auto parts = spoken_words(text);
    if (parts.empty()) continue;
    EXPECT_EQ(parts.front().pause, 0);
    EXPECT_NE(parts.back().pause, 0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      EXPECT_EQ(parts[i].pause != 0, parts[i].word.empty());
      EXPECT_FALSE(i > 0 && parts[i].pause != 0 && parts[i - 1].pause != 0);
      EXPECT_EQ(parts[i].word.find_first_not_of("abcdefghijklmnopqrstuvwxyz'"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace sotto
