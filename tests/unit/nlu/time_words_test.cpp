#include "nlu/time_words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sotto {
namespace {

// The reading of the whole text, in seconds; "none", with "+" where it could go on.
std::string duration_of(const std::string& text) {
  const std::vector<Token> tokens = tokenize(text);
  const DurationReading reading = read_duration(tokens);
  std::string result = "none";
  for (const DurationMatch& match : reading.matches) {
    if (match.tokens == tokens.size()) result = std::to_string(match.ms / kSecondMs);
  }
  return reading.open ? result + "+" : result;
}

std::string clock_of(const std::string& text) {
  const std::vector<Token> tokens = tokenize(text);
  std::string result = "none";
  for (const ClockMatch& match : read_clock(tokens).matches) {
    if (match.tokens == tokens.size()) result = clock_text(match.time);
  }
  return result;
}

struct Example {
  const char* says;
  const char* means;
};

TEST(TimeWords, LengthsAreRead) {
  for (const Example& each : std::vector<Example>{{"ten minutes", "600+"},
                                                  {"10 minutes", "600+"},
                                                  {"10m", "600+"},
                                                  {"a minute", "60+"},
                                                  {"an hour", "3600+"},
                                                  {"one hour", "3600+"},
                                                  {"an our", "3600+"},
                                                  {"half an hour", "1800+"},
                                                  {"half a minute", "30+"},
                                                  {"a quarter of an hour", "900+"},
                                                  {"three quarters of an hour", "2700+"},
                                                  {"eight and a half minutes", "510+"},
                                                  {"8.5 minutes", "510+"},
                                                  {"8 1/2 minutes", "510+"},
                                                  {"an hour and a half", "5400"},
                                                  {"two hours and a quarter", "8100+"},
                                                  {"an hour and twenty minutes", "4800+"},
                                                  {"an hour twenty minutes", "4800+"},
                                                  {"1 hour 20 minutes 5 seconds", "4805"},
                                                  {"one minute and thirty seconds", "90"},
                                                  {"ninety seconds", "90"},
                                                  {"a couple of minutes", "120+"},
                                                  {"twenty four hours", "86400+"}}) {
    EXPECT_EQ(duration_of(each.says), each.means) << each.says;
  }
}

TEST(TimeWords, WhatIsNoLengthIsNone) {
  for (const char* text : {"minutes", "ten", "ten o'clock", "zero minutes", "twenty five hours",
                           "minus ten minutes", "ten seconds two minutes", "ten minutes five minutes", "half",
                           "the minute", "ten and minutes", "a half past six", "0.3 seconds", "hour"}) {
    EXPECT_EQ(duration_of(text).substr(0, 4), "none") << text;
  }
}

TEST(TimeWords, ALengthMayGoOn) {
  EXPECT_TRUE(read_duration(tokenize("an hour and")).open);
  EXPECT_TRUE(read_duration(tokenize("an hour and twenty")).open);
  EXPECT_TRUE(read_duration(tokenize("eight and a")).open);
  EXPECT_FALSE(read_duration(tokenize("eight seconds")).open);
  EXPECT_FALSE(read_duration(tokenize("the floor")).open);
}

TEST(TimeWords, TimesAreRead) {
  for (const Example& each : std::vector<Example>{{"seven", "7:00?"},
                                                  {"seven o'clock", "7:00?"},
                                                  {"7 o clock", "7:00?"},
                                                  {"seven thirty", "7:30?"},
                                                  {"7:30", "7:30?"},
                                                  {"7.30", "7:30?"},
                                                  {"730", "7:30?"},
                                                  {"0730", "7:30"},
                                                  {"19:30", "19:30"},
                                                  {"1930", "19:30"},
                                                  {"nineteen thirty", "19:30"},
                                                  {"7:05", "7:05?"},
                                                  {"seven oh five", "7:05?"},
                                                  {"seven thirty pm", "19:30"},
                                                  {"7:30 p.m.", "19:30"},
                                                  {"7.30 AM", "7:30"},
                                                  {"7 in the evening", "19:00"},
                                                  {"five in the afternoon", "17:00"},
                                                  {"six fifteen in the morning", "6:15"},
                                                  {"ten at night", "22:00"},
                                                  {"two at night", "2:00"},
                                                  {"twelve", "0:00?"},
                                                  {"12 pm", "12:00"},
                                                  {"12:30 am", "0:30"},
                                                  {"noon", "12:00"},
                                                  {"midday", "12:00"},
                                                  {"midnight", "0:00"},
                                                  {"half past six", "6:30?"},
                                                  {"half past twelve", "0:30?"},
                                                  {"quarter to eight", "7:45?"},
                                                  {"a quarter past one", "1:15?"},
                                                  {"quarter to one", "0:45?"},
                                                  {"ten to eight", "7:50?"},
                                                  {"twenty five past nine pm", "21:25"},
                                                  {"5 minutes to noon", "11:55"},
                                                  {"ten past midnight", "0:10"},
                                                  {"ten to midnight", "23:50"},
                                                  {"23:59", "23:59"}}) {
    EXPECT_EQ(clock_of(each.says), each.means) << each.says;
  }
}

TEST(TimeWords, WhatIsNoTimeIsNone) {
  for (const char* text : {"half seven", "twenty five", "7:60", "25:00", "seven seventy", "thirty past six",
                           "half past noon noon", "quarter of", "oclock", "am", "seven minutes", "2400",
                           "999", "seven five", "19 pm", "noon pm"}) {
    EXPECT_EQ(clock_of(text), "none") << text;
  }
}

TEST(TimeWords, TimesAsTextComeBack) {
  for (int minutes = 0; minutes < kDayMinutes; ++minutes) {
    const ClockTime exact{minutes, true};
    EXPECT_EQ(parse_clock_text(clock_text(exact)), exact);
    const ClockTime open{minutes % 720, false};
    EXPECT_EQ(parse_clock_text(clock_text(open)), open);
  }
  for (const char* text : {"", ":", "x:yy", "123:00", "7", "7:3"}) {
    EXPECT_EQ(parse_clock_text(text).minutes, 0) << text;
  }
}

TEST(TimeWords, LengthsAreSaid) {
  for (const auto& [ms, words] :
       std::vector<std::pair<Milliseconds, const char*>>{{0, "no time"},
                                                         {499, "no time"},
                                                         {1000, "one second"},
                                                         {61'000, "one minute and one second"},
                                                         {510'000, "eight minutes and thirty seconds"},
                                                         {600'000, "ten minutes"},
                                                         {629'000, "ten minutes"},
                                                         {4'800'000, "one hour and twenty minutes"},
                                                         {86'400'000, "twenty four hours"}}) {
    EXPECT_EQ(duration_words(ms), words) << ms;
  }
}

TEST(TimeWords, TimesAreSaid) {
  for (const auto& [minutes, words] :
       std::vector<std::pair<int, const char*>>{{0, "midnight"},
                                                {5, "twelve oh five"},
                                                {7 * 60, "seven o'clock"},
                                                {7 * 60 + 15, "quarter past seven"},
                                                {7 * 60 + 30, "half past seven"},
                                                {7 * 60 + 45, "quarter to eight"},
                                                {12 * 60, "noon"},
                                                {12 * 60 + 45, "quarter to one"},
                                                {19 * 60 + 20, "seven twenty"},
                                                {23 * 60 + 45, "quarter to twelve"}}) {
    EXPECT_EQ(clock_words(minutes), words) << minutes;
  }
  EXPECT_EQ(part_of_day(0), "morning");
  EXPECT_EQ(part_of_day(12 * 60), "afternoon");
  EXPECT_EQ(part_of_day(18 * 60), "evening");
  EXPECT_EQ(part_of_day(22 * 60), "night");
}

// What is said back is understood as what was meant.
TEST(TimeWords, WhatIsSaidIsReadAgain) {
  for (int minutes = 0; minutes < kDayMinutes; ++minutes) {
    const std::string said = clock_words(minutes);
    const std::string read = clock_of(said);
    const int half = parse_clock_text(read).minutes;
    EXPECT_EQ(half % 720, minutes % 720) << said;
  }
  for (Milliseconds ms = kSecondMs; ms <= kDayMs; ms += 61 * kSecondMs) {
    const std::string said = duration_words(ms);
    const std::string read = duration_of(said);
    ASSERT_NE(read.substr(0, 4), "none") << said;
    EXPECT_LE(std::abs(std::stoll(read) - ms / kSecondMs), 30) << said;
  }
}

}  // namespace
}  // namespace sotto
