#include "explain/story_page.hpp"

#include <gtest/gtest.h>

#include <array>
#include <regex>

#include "spoken_journal.hpp"

namespace sotto {
namespace {

// No hash, but another value for every text, which is all that a page needs of it here.
Hash stand_in(std::span<const std::uint8_t> bytes) {
  Hash hash = {};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    hash[i % hash.size()] = static_cast<std::uint8_t>(hash[i % hash.size()] * 31 + bytes[i]);
  return hash;
}

Interaction heard(const std::string& words) {
  Script script(guarded_policy());
  script.say("Alexa " + words, {.wake = true});
  MemoryJournal journal;
  write_down(journal, script);
  return latest(journal);
}

std::string page_of(const Interaction& interaction, const std::optional<PageSound>& sound = std::nullopt) {
  return story_page(interaction, tell_story(interaction, no_clock), sound, stand_in);
}

PageSound some_sound() {
  return {{0, 16'000}, std::vector<std::byte>(300, std::byte{7}), {100, 900, 300}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

TEST(StoryPage, WhatWasHeardIsTextAndNeverMarkup) {
  const Interaction bad = heard("</script><script>alert(1)</script> <img src=x onerror='alert(2)'> & \"so\"");
  for (const auto& sound : {std::optional<PageSound>(), std::optional(some_sound())}) {
    const std::string page = page_of(bad, sound);
    EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
    EXPECT_EQ(page.find("<img"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos);
    EXPECT_EQ(count(page, "<script"), sound ? 3U : 2U);
  }
}

TEST(StoryPage, AsksNothingOfAnyNetwork) {
  const std::string page = page_of(heard("send a message"), some_sound());
  const std::string policy = page.substr(page.find("Content-Security-Policy"), 700);
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(policy.find("connect-src"), std::string::npos);
  const std::regex fetched("<[^>]+(src|href)=\"(?!data:)", std::regex::optimize);
  const std::string markup = page.substr(0, page.find("<!-- wavesurfer.js"));
  EXPECT_FALSE(std::regex_search(markup.substr(0, 40'000), fetched));
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("@import"), std::string::npos);
}

TEST(StoryPage, HasNoAttributeThatItsPolicyForbids) {
  const std::string page = page_of(heard("send a message"));
  EXPECT_FALSE(std::regex_search(page.substr(page.find("<body>"), 60'000),
                                 std::regex("<[^>]+ (style|on[a-z]+)=", std::regex::optimize)));
}

TEST(StoryPage, CarriesTheSoundItself) {
  const std::string page = page_of(heard("send a message"), some_sound());
  EXPECT_NE(page.find("<audio id=\"sound\" controls"), std::string::npos);
  EXPECT_NE(page.find("data:audio/ogg;base64,BwcHBwcH"), std::string::npos);
  EXPECT_NE(page.find("\"peaks\":[100,900,300]"), std::string::npos);
  EXPECT_NE(page.find("BSD 3-Clause"), std::string::npos);
}

TEST(StoryPage, ShowsTheAxisWithoutSoundToo) {
  const std::string page = page_of(heard("send a message"));
  EXPECT_EQ(page.find("<audio"), std::string::npos);
  EXPECT_NE(page.find("<svg class=\"lanes\""), std::string::npos);
  EXPECT_NE(page.find("No sound was kept."), std::string::npos);
  EXPECT_GE(count(page, "<rect class=\"speech\""), 1U);
  EXPECT_EQ(count(page, "<g class=\"mark "), 2U);  // wake and request
}

TEST(Peaks, AreTheLoudestOfEachStretch) {
  std::vector<float> samples(1000, 0.0F);
  samples[10] = -0.5F;
  samples[990] = 0.25F;
  EXPECT_EQ(peaks_of(samples, 4), (std::vector<Permille>{500, 0, 0, 250}));
  EXPECT_EQ(peaks_of({}, 4), std::vector<Permille>());
  EXPECT_EQ(peaks_of(std::array<float, 1>{1.0F}, 4), std::vector<Permille>{1000});
}

}  // namespace
}  // namespace sotto
