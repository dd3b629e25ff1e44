#include "sim/expectations.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(Expectations, ComparesOnlyWhatIsGiven) {
  RunSummary summary;
  summary.sent = 3;
  summary.refused = 2;
  EXPECT_TRUE(list_differences(Expectation{}, summary).empty());
  Expectation expected;
  expected.sent = 3;
  EXPECT_TRUE(list_differences(expected, summary).empty());
}

TEST(Expectations, NamesEveryDifference) {
  RunSummary summary;
  summary.wakes = 1;
  summary.sent = 1;
  summary.held = 2;
  summary.cancelled = 3;
  summary.refused = 4;
  summary.devices = 5;
  summary.reason = "too-late";
  Expectation expected{0, 1, 2, 3, 4, 6, "contact", "no-end"};
  EXPECT_EQ(
      list_differences(expected, summary),
      (std::vector<std::string>{"sent: 1, expected 0", "held: 2, expected 1", "cancelled: 3, expected 2",
                                "refused: 4, expected 3", "wakes: 1, expected 4", "devices: 5, expected 6",
                                "refused_by: none, expected contact", "reason: too-late, expected no-end"}));
}

TEST(Expectations, AreFoundByPolicy) {
  Scene scene;
  scene.expect["guarded"].sent = 0;
  ASSERT_NE(find_expectation(scene, "guarded"), nullptr);
  EXPECT_EQ(find_expectation(scene, "guarded")->sent, 0);
  EXPECT_EQ(find_expectation(scene, "portland-2018"), nullptr);
}

}  // namespace
}  // namespace sotto
