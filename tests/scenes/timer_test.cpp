// A timer with real sound: it is set, rings, does not wake anybody by its ring, and a bare "stop" ends it.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "stage.hpp"

namespace sotto {
namespace {

TEST(TimerScene, RingsUntilSomebodySaysStop) {
  const auto played = play("timer", {"guarded", {}, {}});
  ASSERT_TRUE(played.ok()) << played.error().line();
  const Performance& performance = played.value();
  std::vector<std::string> states;
  double rang = 0;
  double stopped = 0;
  for (const auto& line : lines_of_type(performance, "timer")) {
    states.push_back(line.at("state").get<std::string>());
    if (states.back() == "rang") rang = line.at("t").get<double>();
    if (states.back() == "stopped") stopped = line.at("t").get<double>();
  }
  EXPECT_EQ(states, (std::vector<std::string>{"set", "rang", "stopped"}));
  EXPECT_LT(stopped - rang, 10) << "by the first \"stop\", not by the last";
  EXPECT_EQ(performance.summary.wakes, 1) << "a ring wakes nobody";
  if (HasFailure()) std::cout << story(performance) << std::endl;
}

}  // namespace
}  // namespace sotto
