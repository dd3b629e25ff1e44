// The page without a socket: every route, asked as it should be and as it should not.
#include "page/page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "unit/page/asking.hpp"
#include "unit/page/doubles.hpp"
#include "unit/page/fake_house.hpp"

namespace sotto {
namespace {

constexpr const char* kToken = "the-token-of-this-run-0123456789";

constexpr std::array<PageAsset, 2> kAssets = {
    PageAsset{"/", "text/html; charset=utf-8", "<meta content=\"{{nonce}}\">"},
    PageAsset{"/assets/main.js", "text/javascript; charset=utf-8", "export {};"}};

class PageTest : public testing::Test {
 protected:
  PageTest() : page_(options(), house_) {}

  static PageOptions options() {
    PageOptions options;
    options.sessions.token = kToken;
    options.sessions.random = other_bytes;
    options.sessions.hash = sum_of;
    options.run = "r1";
    options.port = 8787;
    options.assets = kAssets;
    options.wall_ms = [] { return std::int64_t{1'000'000}; };
    return options;
  }

  static WebRequest request(const std::string& method, const std::string& target,
                            const std::string& body = "") {
    WebRequest request;
    request.method = method;
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers = {{"host", "127.0.0.1:8787"}, {"origin", "http://127.0.0.1:8787"}};
    request.body = body;
    return request;
  }

  WebResponse ask(WebRequest request) { return sotto::ask(page_, std::move(request)); }

  std::string sign_in() {
    const WebResponse response =
        ask(request("POST", "/api/session", R"({"token":")" + std::string(kToken) + "\"}"));
    EXPECT_EQ(response.status, 200);
    const std::string cookie = header(response, "Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
  }

  WebRequest signed_in(WebRequest request) {
    if (cookie_.empty()) cookie_ = sign_in();
    set(request, "cookie", cookie_);
    return request;
  }

  // A request for every route, as the page would make it.
  static std::vector<WebRequest> every_route() {
    std::vector<WebRequest> all;
    for (const Route& route : page_routes()) {
      if (route.path == "/api/pair") continue;  // the home network's own
      std::string path(route.path);
      if (const std::size_t mark = path.find('#'); mark != std::string::npos) path.replace(mark, 1, "12");
      all.push_back(request(std::string(route.method), path));
    }
    return all;
  }

  FakeHouse house_;
  Page page_;
  std::string cookie_;
};

TEST_F(PageTest, ShowsItselfToEverybodyAtHomeWithAFreshNonceEachTime) {
  const WebResponse first = ask(request("GET", "/"));
  const WebResponse second = ask(request("GET", "/"));
  ASSERT_EQ(first.status, 200);
  EXPECT_NE(*first.body, *second.body);
  EXPECT_EQ(first.body->find("{{nonce}}"), std::string::npos);
  const std::string policy = header(first, "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"),
            std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST_F(PageTest, GivesACookieForTheTokenThatNoScriptCanRead) {
  const WebResponse response =
      ask(request("POST", "/api/session", R"({"token":")" + std::string(kToken) + "\"}"));
  EXPECT_EQ(response.status, 200);
  const std::string cookie = header(response, "Set-Cookie");
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict; Path=/"), std::string::npos);
  EXPECT_EQ(ask(request("POST", "/api/session", R"({"token":"another-token-of-another-run-3456"})")).status,
            401);
  EXPECT_EQ(ask(request("POST", "/api/session", R"({"token":""})")).status, 401);
  EXPECT_EQ(ask(request("POST", "/api/session", R"({"token":12})")).status, 400);
  EXPECT_EQ(ask(request("POST", "/api/session", "no json")).status, 400);
}

TEST_F(PageTest, AnswersEveryRouteOnlyWithASession) {
  for (const WebRequest& each : every_route()) {
    if (each.path == "/api/session" && each.method == "POST") continue;
    EXPECT_EQ(ask(each).status, 401) << each.method << " " << each.path;
    WebRequest wrong = each;
    set(wrong, "cookie", "sotto_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_EQ(ask(wrong).status, 401) << each.method << " " << each.path;
  }
  EXPECT_TRUE(house_.asked().empty());
}

TEST_F(PageTest, RefusesAForeignHostOnEveryRoute) {
  std::vector<WebRequest> all = every_route();
  all.push_back(request("GET", "/"));
  all.push_back(request("GET", "/assets/main.js"));
  for (const WebRequest& each : all) {
    for (const std::string host : {"evil.example", "evil.example:8787", "127.0.0.1", "127.0.0.1:80",
                                   "127.0.0.1:8787.evil.example", ""}) {
      WebRequest foreign = signed_in(each);
      set(foreign, "host", host);
      set(foreign, "origin", "http://" + host);
      EXPECT_EQ(ask(foreign).status, 421) << each.path << " at " << host;
    }
    WebRequest twice = signed_in(each);
    twice.headers.emplace_back("host", "evil.example");
    EXPECT_EQ(ask(twice).status, 421) << each.path;
  }
  EXPECT_TRUE(house_.asked().empty());
}

TEST_F(PageTest, RefusesAForeignOriginOnEveryRoute) {
  for (const WebRequest& each : every_route()) {
    for (const std::string origin : {"https://evil.example", "http://127.0.0.1:8000", "null",
                                     "http://127.0.0.1:8787.evil.example", "https://127.0.0.1:8787"}) {
      WebRequest foreign = signed_in(each);
      set(foreign, "origin", origin);
      EXPECT_EQ(ask(foreign).status, 403) << each.path << " from " << origin;
    }
    for (const std::string site : {"cross-site", "same-site"}) {
      WebRequest foreign = signed_in(each);
      set(foreign, "origin", "");
      set(foreign, "sec-fetch-site", site);
      EXPECT_EQ(ask(foreign).status, 403) << each.path << " from " << site;
    }
  }
  EXPECT_TRUE(house_.asked().empty());
}

TEST_F(PageTest, ChangesAndStreamsMustComeFromThePage) {
  for (const WebRequest& each : every_route()) {
    const RouteMatch match = find_route(each.method, each.path);
    ASSERT_NE(match.route, nullptr);
    if (match.route->kind == RouteKind::kFacts) continue;
    WebRequest silent = signed_in(each);
    set(silent, "origin", "");
    EXPECT_EQ(ask(silent).status, 403) << each.path;
  }
  WebRequest stream = signed_in(request("GET", "/api/events"));
  set(stream, "origin", "");
  set(stream, "sec-fetch-site", "same-origin");
  EXPECT_EQ(ask(stream).status, 200);
}

TEST_F(PageTest, ClimbsNowhere) {
  for (const std::string path :
       {"/../etc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f",
        "//etc", "/assets/main.js%00", "/assets/main.js/..", "/api/outbox/1%2f..", "assets/main.js",
        "/assets\\main.js", ""}) {
    EXPECT_EQ(ask(signed_in(request("GET", path))).status, 400) << path;
  }
  EXPECT_EQ(ask(request("GET", "/assets/")).status, 404);
  EXPECT_EQ(ask(request("GET", "/etc/passwd")).status, 404);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/outbox/012/sound"))).status, 404);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/history/-1"))).status, 404);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/history/99999999999999999999"))).status, 404);
}

TEST_F(PageTest, RefusesOtherMethodsAndBodiesThatAreTooLarge) {
  EXPECT_EQ(ask(signed_in(request("PUT", "/api/mute"))).status, 405);
  EXPECT_EQ(ask(request("POST", "/")).status, 405);
  EXPECT_EQ(ask(request("OPTIONS", "/api/mute")).status, 405);
  for (const WebRequest& each : every_route()) {
    WebRequest large = signed_in(each);
    large.body = std::string((std::size_t{4} << 20U) + 1, 'x');
    EXPECT_EQ(ask(large).status, 413) << each.path;
  }
}

TEST_F(PageTest, SecuresEveryAnswer) {
  std::vector<WebRequest> all = every_route();
  for (WebRequest& each : all) each = signed_in(each);
  all.push_back(request("GET", "/"));
  all.push_back(request("GET", "/assets/main.js"));
  all.push_back(request("GET", "/nothing"));
  for (const WebRequest& each : all) {
    const WebResponse response = ask(each);
    EXPECT_NE(header(response, "Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "");
    EXPECT_NE(header(response, "Cache-Control"), "") << each.path;
  }
}

TEST_F(PageTest, AsksTheHouseWhatWasMeant) {
  const auto post = [&](const std::string& path, const std::string& body) {
    return ask(signed_in(request("POST", path, body))).status;
  };
  EXPECT_EQ(post("/api/mute", R"({"muted":true})"), 200);
  EXPECT_EQ(post("/api/stop", "{}"), 200);
  EXPECT_EQ(post("/api/outbox/7/cancel", ""), 200);
  EXPECT_EQ(post("/api/outbox/7/approve", R"({"again":false})"), 200);
  EXPECT_EQ(post("/api/devices", R"({"device":"lamp","command":"on"})"), 200);
  EXPECT_EQ(post("/api/devices", R"({"device":"door","command":"unlock","approved":true})"), 200);
  EXPECT_EQ(post("/api/people/allow", R"({"name":"Maria Alvarez","allowed":true})"), 200);
  EXPECT_EQ(post("/api/comms", R"({"on":false})"), 200);
  EXPECT_EQ(post("/api/comms/release", ""), 200);
  EXPECT_EQ(ask(signed_in(request("DELETE", "/api/history/14"))).status, 200);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/history/14/what-if?policy=portland-2018"))).status, 200);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/history?gate=wake&verdict=refuse&count=5&all=1"))).status,
            200);
  EXPECT_EQ(house_.asked(),
            (std::vector<std::string>{"mute true", "stop", "cancel 7", "approve 7 false",
                                      "order lamp on 0 false", "order door unlock 0 true",
                                      "allow Maria Alvarez true", "comms false", "release", "forget 14",
                                      "what_if 14 portland-2018", "history wake/refuse/5/true"}));
}

TEST_F(PageTest, AsksTheHouseNothingThatIsNotClear) {
  const std::vector<std::pair<std::string, std::string>> unclear = {
      {"/api/mute", ""},
      {"/api/mute", R"({"muted":"yes"})"},
      {"/api/mute", "[]"},
      {"/api/outbox/7/approve", "{}"},
      {"/api/devices", R"({"device":"lamp"})"},
      {"/api/devices", R"({"device":"lamp","command":"on; reboot"})"},
      {"/api/devices", R"({"device":"lamp","command":"dim","value_tenths":"much"})"},
      {"/api/people/allow", R"({"name":"","allowed":true})"},
      {"/api/people/allow", R"({"name":"Maria"})"},
      {"/api/comms", R"({"on":1})"}};
  for (const auto& [path, body] : unclear) {
    EXPECT_EQ(ask(signed_in(request("POST", path, body))).status, 422) << path << " " << body;
  }
  for (const std::string query :
       {"count=501", "count=-1", "count=x", "gate=../x", "verdict=%27", "from=yesterday"}) {
    EXPECT_EQ(ask(signed_in(request("GET", "/api/history?" + query))).status, 422) << query;
  }
  EXPECT_EQ(ask(signed_in(request("GET", "/api/history/14/what-if?policy=../x"))).status, 422);
  EXPECT_TRUE(house_.asked().empty());
}

TEST_F(PageTest, TellsErrorsAsTheyAre) {
  house_.fail("outbox", {ErrorCode::kOutboxDamaged, "outbox.db"});
  house_.fail("cancel", {ErrorCode::kRefused, "message 7: it is sent"});
  house_.fail("interaction", {ErrorCode::kNotFound, "interaction 9"});
  const WebResponse response = ask(signed_in(request("GET", "/api/outbox")));
  EXPECT_EQ(response.status, 500);
  EXPECT_NE(response.body->find("\"error\":\"outbox-damaged\""), std::string::npos);
  EXPECT_EQ(ask(signed_in(request("POST", "/api/outbox/7/cancel"))).status, 409);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/history/9"))).status, 404);
}

TEST_F(PageTest, AReaderWhoComesLaterIsToldWhatHasHappened) {
  (void)page_.tell("line", R"({"type":"wake"})");
  (void)page_.tell("level", R"({"level":3})");
  const WebResponse stream = ask(signed_in(request("GET", "/api/events")));
  EXPECT_EQ(header(stream, "Content-Type"), "text/event-stream; charset=utf-8");
  EXPECT_NE(stream.body->find("id: r1-1\nevent: line\ndata: {\"type\":\"wake\"}\n\n"), std::string::npos);
  EXPECT_EQ(stream.body->find("level\""), std::string::npos);
  EXPECT_NE(stream.body->find("event: now\ndata: {"), std::string::npos);
}

TEST_F(PageTest, ForgetsABrowserThatAsksForIt) {
  EXPECT_EQ(ask(signed_in(request("GET", "/api/now"))).status, 200);
  EXPECT_EQ(ask(signed_in(request("DELETE", "/api/session"))).status, 200);
  EXPECT_EQ(ask(signed_in(request("GET", "/api/now"))).status, 401);
}

TEST_F(PageTest, SaysThatAFileHasNotChanged) {
  const std::string tag = header(ask(request("GET", "/assets/main.js")), "ETag");
  WebRequest again = request("GET", "/assets/main.js");
  set(again, "if-none-match", tag);
  EXPECT_EQ(ask(again).status, 304);
}

}  // namespace
}  // namespace sotto
