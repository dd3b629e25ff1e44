#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>

namespace sotto {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::kUsage, "odd"};
  return number / 2;
}

Result<void> require_positive(int number) {
  if (number <= 0) return Error{ErrorCode::kRefused, "not positive"};
  return {};
}

TEST(ResultTest, HoldsAValue) {
  const Result<int> result = half(8);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(static_cast<bool>(result));
  EXPECT_EQ(result.value(), 4);
}

TEST(ResultTest, HoldsAnError) {
  const Result<int> result = half(7);
  ASSERT_FALSE(result.ok());
  EXPECT_FALSE(static_cast<bool>(result));
  EXPECT_EQ(result.error(), (Error{ErrorCode::kUsage, "odd"}));
}

TEST(ResultTest, TheValueCanBeChangedInPlace) {
  Result<std::string> result = std::string("a");
  result.value() += "b";
  EXPECT_EQ(result.value(), "ab");
}

TEST(ResultTest, MovesWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 5);
  EXPECT_EQ(result.value(),
            nullptr);  // NOLINT(bugprone-use-after-move): a moved-from Result still holds a value
}

TEST(ResultTest, AValueThatLooksFalseIsStillAValue) {
  const Result<bool> result = false;
  EXPECT_TRUE(result.ok());
  EXPECT_FALSE(result.value());
}

TEST(ResultTest, NothingToReturnStillCanFail) {
  EXPECT_TRUE(require_positive(1).ok());
  const Result<void> refused = require_positive(0);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
}

TEST(ResultTest, IsNotSilentlyABool) {
  EXPECT_FALSE((std::is_convertible_v<Result<int>, bool>));
  EXPECT_FALSE((std::is_convertible_v<Result<void>, bool>));
}

TEST(ResultDeathTest, ReadingTheWrongSideIsAProgrammerError) {
  const Result<int> good = half(2);
  const Result<int> bad = half(1);
  EXPECT_DEATH(static_cast<void>(good.error()), "broken assumption: !ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(bad.value()), "broken assumption: ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(half(1).value()), "broken assumption: ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(require_positive(1).error()), "broken assumption: !ok\\(\\)");
}

}  // namespace
}  // namespace sotto
