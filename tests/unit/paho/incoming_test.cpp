#include "adapters/paho/incoming.hpp"

#include <gtest/gtest.h>

#include "home/payload.hpp"

namespace sotto {
namespace {

using Messages = std::vector<std::pair<std::string, std::string>>;

TEST(Incoming, KeepsTheNewestOfEachTopicInTheOrderTheyCame) {
  Incoming incoming;
  EXPECT_TRUE(incoming.empty());
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(incoming.put(i % 2 == 0 ? "a" : "b", std::to_string(i)));
  EXPECT_EQ(incoming.take(100), (Messages{{"a", "9998"}, {"b", "9999"}}));
  EXPECT_TRUE(incoming.empty());
}

TEST(Incoming, HandsOutNoMoreThanAskedFor) {
  Incoming incoming;
  for (const char* topic : {"a", "b", "c"}) EXPECT_TRUE(incoming.put(topic, ""));
  EXPECT_EQ(incoming.take(2), (Messages{{"a", ""}, {"b", ""}}));
  EXPECT_EQ(incoming.take(2), (Messages{{"c", ""}}));
}

TEST(Incoming, RefusesWhatDoesNotFit) {
  Incoming incoming;
  EXPECT_FALSE(incoming.put("a", std::string(kDiscoveryPayloadMax + 1, 'x')));
  std::size_t taken = 0;
  const std::string large(kDiscoveryPayloadMax, 'x');
  for (int i = 0; i < 1000; ++i) taken += incoming.put(std::to_string(i), large) ? 1U : 0U;
  EXPECT_EQ(taken, 256U) << "64 MiB in all";
  EXPECT_TRUE(incoming.put("0", "shorter"));
  EXPECT_EQ(incoming.take(1), (Messages{{"0", "shorter"}}));
  EXPECT_TRUE(incoming.put("new", large)) << "what was taken makes room";
}

TEST(Incoming, HasAnEndOfTopics) {
  Incoming incoming;
  std::size_t taken = 0;
  for (int i = 0; i < 100'100; ++i) taken += incoming.put(std::to_string(i), "") ? 1U : 0U;
  EXPECT_EQ(taken, 100'000U);
  EXPECT_TRUE(incoming.put("5", "newer")) << "a known topic still fits";
}

}  // namespace
}  // namespace sotto
