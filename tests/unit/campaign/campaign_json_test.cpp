#include "sotto/campaign_json.hpp"

#include <gtest/gtest.h>

#include "measured.hpp"

namespace sotto {
namespace {

TEST(CampaignJson, AShardComesBackAsItWas) {
  const ShardResult shard{"0123", 7, measured()};
  const auto again = parse_shard(format_shard(shard), "0007.json");
  ASSERT_TRUE(again.ok()) << again.error().line();
  EXPECT_EQ(again.value(), shard);
}

TEST(CampaignJson, WhatIsNoShardIsRefusedWithItsName) {
  const std::string good = format_shard({"0123", 7, measured()});
  std::string unknown_gate = good;
  unknown_gate.replace(unknown_gate.find("\"confirm\""), 9, "\"cellars\"");
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{}"), std::string("{\"plan\":1}"),
        good.substr(0, good.size() / 2), unknown_gate}) {
    const auto result = parse_shard(text, "0007.json");
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, ErrorCode::kFileInvalid);
    EXPECT_TRUE(result.error().detail.starts_with("0007.json: ")) << result.error().detail;
  }
}

}  // namespace
}  // namespace sotto
