// What text from elsewhere may hold.
#include "people/plain_text.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(PlainText, KnowsUtf8) {
  for (const char* text :
       {"", "Ben", "Luc\xc3\xad\x61", "\xe5\xb1\xb1\xe7\x94\xb0", "\xf0\x9f\x90\x9d", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text : {"\xff", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                           "\xf8\x88\x80\x80\x80", "a\x80", "\xe5\xb1"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(PlainText, RefusesControlsAndTurnedDirections) {
  EXPECT_TRUE(is_plain("Ana-Mar\xc3\xad\x61 O'Neill \xe2\x80\x99"));
  for (const char* text : {"a\nb", "\x1b[31m", "\x7f", "\xc2\x85", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6",
                           "\xe2\x80\xa8", "\xef\xbb\xbf"}) {
    EXPECT_FALSE(is_plain(text));
  }
}

TEST(PlainText, TidiesBlanks) {
  EXPECT_EQ(tidy_blanks("  Maria \t\xc2\xa0 Alvarez  "), "Maria Alvarez");
  EXPECT_EQ(tidy_blanks(" \t"), "");
}

}  // namespace
}  // namespace sotto
