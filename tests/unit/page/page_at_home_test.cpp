// The page on the home network without a socket: what a paired device may do, and what nobody may.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "page/page.hpp"
#include "unit/page/asking.hpp"
#include "unit/page/doubles.hpp"
#include "unit/page/fake_house.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kNow = 1'795'000'000'000;
constexpr const char* kOrigin = "https://192.168.1.5:8788";

constexpr std::array<PageAsset, 1> kAssets = {PageAsset{"/", "text/html; charset=utf-8", "{{nonce}}"}};

class PageAtHome : public testing::Test {
 protected:
  PageAtHome() : door_(door_options()), page_(page_options(), house_) {}

  static HomeDoorOptions door_options() {
    HomeDoorOptions options;
    options.random = other_bytes;
    options.hash = sum_of;
    options.tried = [](const PairingOffer&) { return true; };
    options.over = [] {};
    options.let_in = [](const PairedDevice&) { return true; };
    options.left = [](const std::string&) {};
    return options;
  }

  PageOptions page_options() {
    PageOptions options;
    options.sessions.token = "the-token-of-this-run-0123456789";
    options.sessions.random = other_bytes;
    options.sessions.hash = sum_of;
    options.run = "r1";
    options.port = 8788;
    options.door = &door_;
    options.home_names = {"kitchen", "kitchen.local"};
    options.assets = kAssets;
    options.wall_ms = [this] { return now_; };
    return options;
  }

  static WebRequest request(const std::string& method, const std::string& path,
                            const std::string& body = "") {
    WebRequest request;
    request.method = method;
    request.path = path;
    request.headers = {{"host", "192.168.1.5:8788"}, {"origin", kOrigin}};
    request.body = body;
    request.local_host = "192.168.1.5";
    return request;
  }

  WebResponse ask(WebRequest request) { return sotto::ask(page_, std::move(request)); }

  WebResponse pair(const std::string& code) {
    return ask(request("POST", "/api/pair", R"({"code":")" + code + "\"}"));
  }

  WebRequest paired(WebRequest request) {
    if (cookie_.empty()) {
      door_.set_offer(PairingOffer{"12345678", now_ + kPairingMs, 0});
      const std::string cookie = header(pair("12345678"), "Set-Cookie");
      cookie_ = cookie.substr(0, cookie.find(';'));
    }
    set(request, "cookie", cookie_);
    return request;
  }

  static std::string path_of(const Route& route) {
    std::string path(route.path);
    if (const std::size_t mark = path.find('#'); mark != std::string::npos) path.replace(mark, 1, "12");
    return path;
  }

  std::int64_t now_ = kNow;
  FakeHouse house_;
  HomeDoor door_;
  Page page_;
  std::string cookie_;
};

// What is asked of each route, and whether a paired device may. A route that is not here fails the test.
struct Right {
  std::string body;
  bool allowed;
};
const std::multimap<std::string, Right>& rights() {
  static const std::multimap<std::string, Right> kRights = {
      {"DELETE /api/session", {"", true}},
      {"GET /api/events", {"", true}},
      {"GET /api/now", {"", true}},
      {"GET /api/words", {"", true}},
      {"POST /api/mute", {R"({"muted":true})", true}},
      {"POST /api/mute", {R"({"muted":false})", false}},
      {"POST /api/mute", {R"({"muted":true,"muted":false})", false}},
      {"POST /api/mute", {"", false}},
      {"POST /api/stop", {"", true}},
      {"GET /api/outbox", {"", true}},
      {"POST /api/outbox/12/cancel", {"", true}},
      {"POST /api/outbox/12/approve", {R"({"again":false})", false}},
      {"POST /api/outbox/12/approve", {R"({"again":true})", false}},
      {"GET /api/outbox/12/sound", {"", true}},
      {"GET /api/history", {"", true}},
      {"GET /api/history/12", {"", true}},
      {"GET /api/history/12/sound", {"", true}},
      {"GET /api/history/12/what-if", {"policy=guarded", true}},
      {"DELETE /api/history/12", {"", false}},
      {"GET /api/devices", {"", true}},
      {"POST /api/devices", {R"({"device":"lamp","command":"on"})", true}},
      {"POST /api/devices", {R"({"device":"door","command":"lock"})", true}},
      {"POST /api/devices", {R"({"device":"door","command":"unlock"})", false}},
      {"POST /api/devices", {R"({"device":"door","command":"unlock","approved":true})", false}},
      {"POST /api/devices", {R"({"device":"garage","command":"open","approved":true})", false}},
      {"POST /api/devices", {R"({"device":"alarm","command":"disarm","approved":true})", false}},
      {"POST /api/devices", {R"({"device":"strange","command":"release","approved":true})", false}},
      {"POST /api/devices", {"", false}},
      {"GET /api/people", {"", true}},
      {"POST /api/people/allow", {R"({"name":"Maria","allowed":false})", true}},
      {"POST /api/people/allow", {R"({"name":"Maria","allowed":true})", false}},
      {"POST /api/people/allow", {"", false}},
      {"POST /api/people/import", {"BEGIN:VCARD", false}},
      {"POST /api/comms", {R"({"on":false})", true}},
      {"POST /api/comms", {R"({"on":true})", false}},
      {"POST /api/comms", {"", false}},
      {"POST /api/comms/release", {"", false}},
      {"GET /api/safety", {"", true}},
      {"POST /api/safety/verify", {"", true}},
      {"POST /api/safety/doctor", {"", true}},
  };
  return kRights;
}

TEST_F(PageAtHome, LooksAndLessIsAllowedOnEveryRouteAndMoreOnNone) {
  for (const Route& route : page_routes()) {
    const std::string name = std::string(route.method) + " " + path_of(route);
    if (route.kind == RouteKind::kSession) continue;
    ASSERT_TRUE(rights().contains(name)) << name << " has no line in the table of this test";
    for (auto [each, last] = rights().equal_range(name); each != last; ++each) {
      cookie_.clear();
      now_ += kPairingBetweenMs;
      WebRequest asked = paired(request(std::string(route.method), path_of(route)));
      (asked.method == "GET" ? asked.query : asked.body) = each->second.body;
      const std::size_t before = house_.asked().size();
      const WebResponse response = ask(asked);
      EXPECT_EQ(response.status, each->second.allowed ? 200 : 403) << name << " " << each->second.body;
      if (!each->second.allowed) {
        EXPECT_EQ(house_.asked().size(), before) << name << " " << each->second.body;
      }
    }
  }
}

TEST_F(PageAtHome, TheWayInIsTheCodeAndNotTheToken) {
  door_.set_offer(PairingOffer{"12345678", now_ + kPairingMs, 0});
  EXPECT_EQ(ask(request("POST", "/api/session", R"({"token":"the-token-of-this-run-0123456789"})")).status,
            404);
  EXPECT_EQ(pair("87654321").status, 401);
  EXPECT_EQ(pair("12345678").status, 429);
  now_ += kPairingBetweenMs;
  const WebResponse response = pair("12345678");
  ASSERT_EQ(response.status, 200);
  const std::string cookie = header(response, "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-sotto_home=")) << cookie;
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict; Path=/; Secure; Max-Age="), std::string::npos)
      << cookie;
  for (const std::string body : {"", "[]", R"({"code":12345678})", R"({"token":"x"})"})
    EXPECT_EQ(ask(request("POST", "/api/pair", body)).status, 400) << body;
}

TEST_F(PageAtHome, ShowsNothingOfTheHouseWithoutASession) {
  EXPECT_EQ(ask(request("GET", "/")).status, 200);
  for (const Route& route : page_routes()) {
    if (route.kind == RouteKind::kSession) continue;
    WebRequest each = request(std::string(route.method), path_of(route));
    EXPECT_EQ(ask(each).status, 401) << route.path;
    // The cookie of a browser on the machine itself opens nothing here.
    set(each, "cookie", "sotto_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_EQ(ask(each).status, 401) << route.path;
  }
  EXPECT_TRUE(house_.asked().empty());
}

TEST_F(PageAtHome, HasItsOwnNamesAndNoOthers) {
  for (const std::string host : {"192.168.1.5:8788", "kitchen:8788", "kitchen.local:8788"}) {
    WebRequest each = paired(request("GET", "/api/now"));
    set(each, "host", host);
    set(each, "origin", "https://" + host);
    EXPECT_EQ(ask(each).status, 200) << host;
  }
  for (const std::string host : {"evil.example:8788", "192.168.1.6:8788", "192.168.1.5", "192.168.1.5:8787",
                                 "localhost:8788", "127.0.0.1:8788", "kitchen.local.evil.example:8788", ""}) {
    for (const Route& route : page_routes()) {
      WebRequest each = paired(request(std::string(route.method), path_of(route)));
      set(each, "host", host);
      set(each, "origin", "https://" + host);
      EXPECT_EQ(ask(each).status, 421) << host << route.path;
    }
  }
}

TEST_F(PageAtHome, RefusesAForeignOriginOnEveryRoute) {
  for (const Route& route : page_routes()) {
    for (const std::string origin : {"http://192.168.1.5:8788", "https://192.168.1.5", "https://evil.example",
                                     "null", "https://kitchen.local:8788"}) {
      WebRequest each = paired(request(std::string(route.method), path_of(route)));
      set(each, "origin", origin);
      const int wanted = route.path == "/api/session" && route.method == "POST" ? 404 : 403;
      EXPECT_EQ(ask(each).status, wanted) << route.path << " from " << origin;
    }
  }
}

TEST_F(PageAtHome, ADeviceThatIsUnpairedIsOutAtOnce) {
  EXPECT_EQ(ask(paired(request("GET", "/api/now"))).status, 200);
  door_.set_devices({});
  EXPECT_EQ(ask(paired(request("GET", "/api/now"))).status, 401);
  cookie_.clear();
  now_ += kPairingBetweenMs;
  EXPECT_EQ(ask(paired(request("DELETE", "/api/session"))).status, 200);
  EXPECT_EQ(ask(paired(request("GET", "/api/now"))).status, 401);
}

TEST_F(PageAtHome, TheLoopbackHasNoDoor) {
  PageOptions options = page_options();
  options.door = nullptr;
  Page page(std::move(options), house_);
  WebRequest each = request("POST", "/api/pair", R"({"code":"12345678"})");
  set(each, "host", "127.0.0.1:8788");
  set(each, "origin", "http://127.0.0.1:8788");
  EXPECT_EQ(std::get<WebResponse>(page.admit(each)).status, 404);
  set(each, "host", "192.168.1.5:8788");
  EXPECT_EQ(std::get<WebResponse>(page.admit(each)).status, 421);
}

}  // namespace
}  // namespace sotto
