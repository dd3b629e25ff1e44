#include "explain/story_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

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

// Every tag that begins here, from its bracket to the one that ends it.
std::vector<std::string> tags_in(std::string_view text) {
  std::vector<std::string> tags;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string_view::npos) break;
    const bool begins = at + 1 < text.size() && std::isalpha(static_cast<unsigned char>(text[at + 1])) != 0;
    if (begins) tags.emplace_back(text.substr(at, end - at));
  }
  return tags;
}

// Whether the tag fetches something that does not lie in the page.
bool fetches(const std::string& tag) {
  for (const char* attribute : {" src=\"", " href=\""}) {
    const std::size_t at = tag.find(attribute);
    if (at == std::string::npos) continue;
    if (tag.compare(at + std::string_view(attribute).size(), 5, "data:") != 0) return true;
  }
  return false;
}

// Whether it has a style or a script as an attribute.
bool is_active(const std::string& tag) {
  if (tag.find(" style=") != std::string::npos) return true;
  for (std::size_t at = tag.find(" on"); at != std::string::npos; at = tag.find(" on", at + 1)) {
    std::size_t end = at + 3;
    while (end < tag.size() && std::islower(static_cast<unsigned char>(tag[end])) != 0) ++end;
    if (end > at + 3 && end < tag.size() && tag[end] == '=') return true;
  }
  return false;
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
  const std::vector<std::string> tags = tags_in(page.substr(0, page.find("<!-- wavesurfer.js")));
  EXPECT_GT(tags.size(), 10U);
  EXPECT_EQ(std::find_if(tags.begin(), tags.end(), fetches), tags.end());
  EXPECT_TRUE(fetches("<img alt=\"\" src=\"http:"));
  EXPECT_FALSE(fetches("<audio src=\"data:audio/ogg"));
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("@import"), std::string::npos);
}

TEST(StoryPage, HasNoAttributeThatItsPolicyForbids) {
  const std::string page = page_of(heard("send a message"));
  const std::vector<std::string> tags = tags_in(std::string_view(page).substr(page.find("<body>")));
  EXPECT_GT(tags.size(), 10U);
  EXPECT_EQ(std::find_if(tags.begin(), tags.end(), is_active), tags.end());
  EXPECT_TRUE(is_active("<p onclick=\"go()\""));
  EXPECT_TRUE(is_active("<p style=\"color: red\""));
  EXPECT_FALSE(is_active("<p class=\"on\""));
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
