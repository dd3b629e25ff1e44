#include "explain/wording.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "nlu/request.hpp"

namespace sotto {
namespace {

TEST(Wording, TimesOfTheRun) {
  EXPECT_EQ(run_time(0), "0:00.0");
  EXPECT_EQ(run_time(12'399), "0:12.3");
  EXPECT_EQ(run_time(3'599'999), "59:59.9");
  EXPECT_EQ(run_time(3'723'400), "1:02:03.4");
  EXPECT_EQ(run_time(-5), "0:00.0");
}

TEST(Wording, SharesAndProbabilities) {
  EXPECT_EQ(percent(941), "94 %");
  EXPECT_EQ(percent(0), "less than 0.1 %");
  EXPECT_EQ(percent_of_log(0), "100 %");
  EXPECT_EQ(percent_of_log(-2500), "8.2 %");
  EXPECT_EQ(percent_of_log(std::numeric_limits<std::int64_t>::min()), "less than 0.1 %");
}

TEST(Wording, EveryIntentHasWords) {
  for (const std::string_view name : intent_names())
    EXPECT_NE(intent_words(name).find(' '), std::string::npos) << name;
}

TEST(Wording, WhatWasDeletedIsSaidToBe) {
  EXPECT_EQ(quoted_said(std::nullopt), "(deleted)");
  EXPECT_EQ(quoted_said("milk"), "\"milk\"");
}

}  // namespace
}  // namespace sotto
