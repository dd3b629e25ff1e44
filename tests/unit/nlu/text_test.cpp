#include "nlu/text.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

std::string tokens_of(std::string_view text) {
  std::string joined;
  for (const Token& token : tokenize(text)) {
    if (!joined.empty()) joined += '|';
    joined += token.text;
    if (token.milli) joined += "=" + std::to_string(*token.milli);
  }
  return joined;
}

TEST(Text, TokensAreWordsWithoutTheirDress) {
  EXPECT_EQ(tokens_of("Alexa, turn ON the living-room lamp!"), "alexa|turn|on|the|living|room|lamp");
  EXPECT_EQ(tokens_of("What's José's “name”…"), "whats|joses|name");
  EXPECT_EQ(tokens_of("it’s Siân O'Brien"), "its|sian|obrien");
  EXPECT_EQ(tokens_of(" \t ... -- "), "");
  EXPECT_EQ(tokens_of("Łódź Ångström naïve"), "lodz|angstrom|naive");
}

TEST(Text, NumbersKeepTheirValue) {
  EXPECT_EQ(tokens_of("21"), "21=21000");
  EXPECT_EQ(tokens_of("19.5°C"), "19.5=19500|degrees|c");
  EXPECT_EQ(tokens_of("21degrees, 30%"), "21=21000|degrees|30=30000|percent");
  EXPECT_EQ(tokens_of("19½ 19 1/2"), "19=19000|1/2=500|19=19000|1/2=500");
  EXPECT_EQ(tokens_of("1,000 and 1,5"), "1000=1000000|and|1=1000|5=5000");
  EXPECT_EQ(tokens_of("-5"), "minus|5=5000");
  EXPECT_EQ(tokens_of("20 ℃"), "20=20000|degrees|celsius");
  EXPECT_EQ(tokens_of("1/20"), "1=1000|20=20000");
  EXPECT_EQ(tokens_of("99999999999999999999"), "99999999999999999999");
  EXPECT_EQ(tokens_of("3.14159"), "3.14159");
}

TEST(Text, EveryTokenKnowsItsWord) {
  std::vector<Word> words(3);
  words[0].text = "Living-room";
  words[1].text = "...";
  words[2].text = "21°";
  const std::vector<Token> tokens = tokenize(words);
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[0].word, 0u);
  EXPECT_EQ(tokens[1].word, 0u);
  EXPECT_EQ(tokens[2].word, 2u);
  EXPECT_EQ(tokens[3].word, 2u);
}

TEST(Text, EndlessTextIsCut) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "a ";
  EXPECT_EQ(tokenize(text).size(), kTokensMax + 1);
}

TEST(Text, NormalizedWords) {
  EXPECT_EQ(normalize_word("Alexa,"), "alexa");
  EXPECT_EQ(normalize_word("'Don’t!'"), "don't");
  EXPECT_EQ(normalize_word("living-room"), "livingroom");
  EXPECT_EQ(normalize_word("21°"), "21");
  EXPECT_EQ(normalize_word("…"), "");
}

}  // namespace
}  // namespace sotto
