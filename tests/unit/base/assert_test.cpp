#include "base/assert.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(AssertTest, ATrueConditionIsSilentAndEvaluatedOnce) {
  int evaluated = 0;
  SOTTO_ASSERT(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(AssertTest, WorksAsOneExpression) {
  const bool fine = true;
  if (fine)
    SOTTO_ASSERT(fine);
  else
    FAIL() << "the macro took the wrong branch";
  EXPECT_TRUE((SOTTO_ASSERT(fine), fine));
}

TEST(AssertDeathTest, ABrokenAssumptionNamesItselfAndItsPlace) {
  const int listeners = 0;
  EXPECT_DEATH(SOTTO_ASSERT(listeners > 0),
               "^sotto: broken assumption: listeners > 0 \\(.*assert_test\\.cpp:[0-9]+\\)\n");
}

TEST(AssertDeathTest, TheUnreachableSaysWhy) {
  EXPECT_DEATH(SOTTO_UNREACHABLE("no such gate"), "broken assumption: no such gate");
}

TEST(AssertDeathTest, TheFailureItselfAborts) {
  EXPECT_DEATH(assertion_failed("x == 1", "here.cpp", 7), "broken assumption: x == 1 \\(here\\.cpp:7\\)");
}

}  // namespace
}  // namespace sotto
