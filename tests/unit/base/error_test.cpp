#include "base/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace sotto {
namespace {

const std::vector<ErrorCode>& all_codes() {
  static const std::vector<ErrorCode> kAll = {
#define SOTTO_ERROR(enumerator, code, advice) ErrorCode::enumerator,
#include "base/error_codes.def"
#undef SOTTO_ERROR
  };
  return kAll;
}

TEST(ErrorTest, EveryCodeHasANameOfItsOwnAndAdvice) {
  std::set<std::string_view> names;
  for (const ErrorCode code : all_codes()) {
    EXPECT_TRUE(names.insert(code_name(code)).second) << code_name(code);
    EXPECT_FALSE(advice(code).empty()) << code_name(code);
    // advice() stands inside parentheses, so it is a clause.
    EXPECT_FALSE(advice(code).ends_with('.')) << code_name(code);
    EXPECT_EQ(advice(code).find('\n'), std::string_view::npos) << code_name(code);
  }
}

TEST(ErrorTest, NamesAreStable) {
  EXPECT_EQ(code_name(ErrorCode::kFileMissing), "file-missing");
  EXPECT_EQ(code_name(ErrorCode::kRefused), "refused");
}

TEST(ErrorTest, TheLineSaysWhatWhyAndWhatToDo) {
  const Error error{ErrorCode::kFileMissing, "scenes/evening.toml"};
  EXPECT_EQ(error.line(), "scenes/evening.toml: file-missing (check the path)");
}

TEST(ErrorTest, EqualOnlyIfCodeAndDetailAre) {
  const Error error{ErrorCode::kUsage, "--gain"};
  EXPECT_EQ(error, (Error{ErrorCode::kUsage, "--gain"}));
  EXPECT_NE(error, (Error{ErrorCode::kUsage, "--voice"}));
  EXPECT_NE(error, (Error{ErrorCode::kRefused, "--gain"}));
}

TEST(ErrorDeathTest, ACodeOutsideOfTheListIsAProgrammerError) {
  const auto stranger = static_cast<ErrorCode>(9999);
  EXPECT_DEATH(static_cast<void>(code_name(stranger)), "error code without a name");
  EXPECT_DEATH(static_cast<void>(advice(stranger)), "error code without advice");
}

}  // namespace
}  // namespace sotto
