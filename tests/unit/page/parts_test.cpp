// The parts of the page: sessions, what happens, queries, the guard.
#include <gtest/gtest.h>

#include "page/feed.hpp"
#include "page/guard.hpp"
#include "page/routes.hpp"
#include "page/sessions.hpp"
#include "unit/page/doubles.hpp"

namespace sotto {
namespace {

SessionsOptions sessions_options() {
  SessionsOptions options;
  options.token = "right";
  options.random = other_bytes;
  options.hash = sum_of;
  return options;
}

TEST(Sessions, ASecretHas256BitsInPlainLetters) {
  const std::string secret = new_secret(other_bytes);
  EXPECT_EQ(secret.size(), 43U);
  EXPECT_EQ(secret.find_first_of("+/="), std::string::npos);
}

TEST(Sessions, EndAfterThirtyDays) {
  Sessions sessions(sessions_options());
  const auto cookie = sessions.open("right", 1000);
  ASSERT_TRUE(cookie.has_value());
  EXPECT_TRUE(sessions.holds(*cookie, 1000 + kSessionMs - 1));
  EXPECT_FALSE(sessions.holds(*cookie, 1000 + kSessionMs));
  EXPECT_FALSE(sessions.holds("", 1000));
}

TEST(Sessions, OutliveARestartWithoutTheCookieOnDisk) {
  std::string saved;
  SessionsOptions options = sessions_options();
  options.save = [&saved](const std::string& text) { saved = text; };
  const auto cookie = Sessions(options).open("right", 1000);
  ASSERT_TRUE(cookie.has_value());
  EXPECT_EQ(saved.find(*cookie), std::string::npos);
  options.saved = "not a session\n" + saved + "\nff 12\n";
  EXPECT_TRUE(Sessions(options).holds(*cookie, 2000));
}

TEST(Sessions, TheOldestBrowserMakesRoom) {
  Sessions sessions(sessions_options());
  const auto first = sessions.open("right", 1000);
  std::optional<std::string> last;
  for (std::size_t i = 0; i < kSessionsMax; ++i) last = sessions.open("right", 1000);
  EXPECT_FALSE(sessions.holds(*first, 1000));
  EXPECT_TRUE(sessions.holds(*last, 1000));
}

TEST(Cookies, AreFoundByTheirWholeName) {
  EXPECT_EQ(find_cookie("a=1; sotto_session=xyz; b=2", "sotto_session"), "xyz");
  EXPECT_EQ(find_cookie("sotto_session=xyz", "sotto_session"), "xyz");
  EXPECT_EQ(find_cookie("xsotto_session=xyz", "sotto_session"), "");
  EXPECT_EQ(find_cookie("sotto_sessionx=xyz", "sotto_session"), "");
  EXPECT_EQ(find_cookie("", "sotto_session"), "");
}

TEST(Feed, TellsWhatCameAfterAnId) {
  Feed feed("run");
  (void)feed.add("line", "{\"n\":1}", true);
  (void)feed.add("line", "{\"n\":2}", true);
  EXPECT_EQ(feed.since("run-1"), "id: run-2\nevent: line\ndata: {\"n\":2}\n\n");
  EXPECT_EQ(feed.since("other-1"), feed.since(""));
  EXPECT_EQ(feed.since("run-x"), feed.since(""));
}

TEST(Feed, NothingThatWasHeardBreaksOutOfItsLine) {
  Feed feed("run");
  const auto text = feed.add("line", "a\n\nevent: line\r\ndata: b", true);
  EXPECT_EQ(*text, "id: run-1\nevent: line\ndata: a  event: line  data: b\n\n");
}

TEST(Feed, IsBounded) {
  Feed feed("run");
  for (int i = 0; i < 5000; ++i) (void)feed.add("line", std::string(1000, 'x'), true);
  EXPECT_LE(feed.since("").size(), kFeedBytes);
  Feed many("run");
  for (int i = 0; i < 5000; ++i) (void)many.add("line", "{}", true);
  EXPECT_LE(many.since("").size(), kFeedLines * 40);
}

TEST(Queries, AreDecodedWholeOrNotAtAll) {
  EXPECT_EQ(query_value("a=1&b=two%20words", "b"), "two words");
  EXPECT_EQ(query_value("a=1", "b"), std::nullopt);
  EXPECT_EQ(query_value("b=%2", "b"), std::nullopt);
  EXPECT_EQ(query_value("b=%zz", "b"), std::nullopt);
  EXPECT_EQ(query_value("b", "b"), std::nullopt);
}

TEST(Guard, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace sotto
