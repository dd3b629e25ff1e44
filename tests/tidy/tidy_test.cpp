#include <gtest/gtest.h>

#include "rules.hpp"

// The rules, held against this very tree. A failure lists every place with its remedy.

namespace sotto::tidy {
namespace {

const Tree& this_tree() {
  static const Tree kTree = load_tree(SOTTO_SOURCE_DIR);
  return kTree;
}

void expect_clean(const Findings& findings) {
  std::string all;
  for (const Finding& finding : findings) all += finding.text() + "\n";
  EXPECT_TRUE(findings.empty()) << findings.size() << " to mend:\n" << all;
}

TEST(Tidy, SeesTheTree) {
  ASSERT_NE(this_tree().find("src/base/result.hpp"), nullptr);
}
TEST(Tidy, DirectionsPointOneWay) {
  expect_clean(check_directions(this_tree()));
}
TEST(Tidy, ThirdPartiesStayWhereTheyBelong) {
  expect_clean(check_third_party(this_tree()));
}
TEST(Tidy, NoBannedNames) {
  expect_clean(check_banned_names(this_tree()));
}
TEST(Tidy, SizesStayWithinBounds) {
  expect_clean(check_sizes(this_tree()));
}
TEST(Tidy, HeadersAreManuals) {
  expect_clean(check_headers(this_tree()));
}
TEST(Tidy, NoMachinePaths) {
  expect_clean(check_machine_paths(this_tree()));
}
TEST(Tidy, CodesAreExplained) {
  expect_clean(check_codes(this_tree()));
}
TEST(Tidy, EveryTestIsRegistered) {
  expect_clean(check_registered(this_tree()));
}

}  // namespace
}  // namespace sotto::tidy
