#include "explain/campaign_page.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sotto {
namespace {

// No hash, but another value for every text, which is all that a page needs of it here.
Hash stand_in(std::span<const std::uint8_t> bytes) {
  Hash hash = {};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    hash[i % hash.size()] = static_cast<std::uint8_t>(hash[i % hash.size()] * 31 + bytes[i]);
  return hash;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

// A recording may be called anything; no name gets out of the data that it stands in.
TEST(CampaignPage, KeepsNamesFromBecomingMarkup) {
  const std::string page = campaign_page(R"({"kind":"</script><img src=x>"})", {}, stand_in);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_NE(page.find(R"(\u003c/script>\u003cimg)"), std::string::npos);
  EXPECT_EQ(count(page, "<script"), count(page, "</script>"));
}

TEST(CampaignPage, HoldsTheSoundOfItsClips) {
  const std::array clips = {CampaignClip{"clips/0000-0001.flac", {std::byte{'a'}, std::byte{'b'}}}};
  const std::string page = campaign_page("{}", clips, stand_in);
  EXPECT_NE(page.find(R"("clips/0000-0001.flac":"data:audio/ogg;base64,YWI=")"), std::string::npos);
}

TEST(CampaignPage, AllowsNothingFromOutside) {
  const std::string page = campaign_page("{}", {}, stand_in);
  const std::size_t rules = page.find("Content-Security-Policy");
  ASSERT_NE(rules, std::string::npos);
  EXPECT_NE(page.find("default-src 'none'", rules), std::string::npos);
  EXPECT_EQ(page.find("unsafe-inline"), std::string::npos);
  for (const char* fetching : {" src=\"http", "<link", "@import", "url("})
    EXPECT_EQ(page.find(fetching), std::string::npos) << fetching;
  EXPECT_NE(page.find("Permission is hereby granted"), std::string::npos) << "the library's licence";
}

}  // namespace
}  // namespace sotto
