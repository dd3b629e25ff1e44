#include "nlu/number_words.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

// The longest number that takes all tokens, or -1.
std::int64_t whole(std::string_view text, bool halves = true) {
  const std::vector<Token> tokens = tokenize(text);
  for (const NumberMatch& match : read_number(tokens, halves).matches) {
    if (match.tokens == tokens.size()) return match.milli;
  }
  return -1;
}

bool open(std::string_view text, bool halves = true) {
  return read_number(tokenize(text), halves).open;
}

TEST(NumberWords, EveryNumberToAThousandIsReadAsItIsWritten) {
  for (std::int64_t milli = 0; milli < 1'000'000; milli += 500) {
    EXPECT_EQ(whole(number_words(milli)), milli) << number_words(milli);
    EXPECT_EQ(whole(number_digits(milli)), milli) << number_digits(milli);
  }
}

TEST(NumberWords, WaysToSayIt) {
  EXPECT_EQ(whole("twenty-one"), 21000);
  EXPECT_EQ(whole("a hundred"), 100000);
  EXPECT_EQ(whole("one hundred and five"), 105000);
  EXPECT_EQ(whole("nineteen and a half"), 19500);
  EXPECT_EQ(whole("nineteen point five"), 19500);
  EXPECT_EQ(whole("19 and a half"), 19500);
  EXPECT_EQ(whole("19 1/2"), 19500);
  EXPECT_EQ(whole("19½"), 19500);
  EXPECT_EQ(whole("19.5", false), -1);
  EXPECT_EQ(whole("nineteen and a half", false), -1);
}

TEST(NumberWords, WhatIsNone) {
  for (const char* text : {"", "and", "twenty zero", "one two", "twenty twenty", "half", "point five",
                           "hundred one two", "zero hundred", "ten hundred", "a", "minus five", "to"}) {
    EXPECT_EQ(whole(text), -1) << text;
  }
}

TEST(NumberWords, KnowsWhenMoreMayCome) {
  EXPECT_TRUE(open("twenty"));
  EXPECT_TRUE(open("nineteen and a"));
  EXPECT_TRUE(open("nineteen point"));
  EXPECT_TRUE(open("a"));
  EXPECT_TRUE(open("one hundred and", false));
  EXPECT_TRUE(open("twenty", false));
  EXPECT_FALSE(open("nineteen", false));
  EXPECT_FALSE(open("nineteen and a half"));
  EXPECT_FALSE(open("lamp"));
}

TEST(NumberWords, LargeOnes) {
  EXPECT_EQ(number_words(-5000), "minus five");
  EXPECT_EQ(number_words(1'234'567'000),
            "one million two hundred thirty four thousand five hundred sixty seven");
  EXPECT_EQ(number_words(2'000'000'000'000), "two billion");
  EXPECT_EQ(number_words(50), "zero point zero five");
}

}  // namespace
}  // namespace sotto
