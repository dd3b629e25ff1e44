#include "page/page.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::string_view kCookie = "sotto_session";
// Browsers take a cookie of this name over TLS only and for one host: nobody else can put one there. Cookies
// know no ports, so the two pages have names of their own.
constexpr std::string_view kHomeCookie = "__Host-sotto_home";
constexpr std::string_view kSessionPath = "/api/session";
constexpr std::string_view kPairPath = "/api/pair";
constexpr std::string_view kNoncePlace = "{{nonce}}";
// A browser that lost its stream comes back after this long.
constexpr std::string_view kRetry = "retry: 1000\n\n";

// Paths of ours are plain; one that needs an escape, or climbs, asks for something else.
bool is_plain_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > 200) return false;
  if (path.find("..") != std::string_view::npos || path.find("//") != std::string_view::npos) return false;
  return std::all_of(path.begin(), path.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '/' || letter == '.' || letter == '-' ||
           letter == '_';
  });
}

void add(WebHeaders& headers, WebHeaders more) {
  headers.insert(headers.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Error error_of(int status, bool at_home) {
  switch (status) {
    case 401:
      if (at_home) return {ErrorCode::kRefused, "this device is not paired: run sotto page pair"};
      return {ErrorCode::kRefused, "open the link that sotto run has printed"};
    case 403:
      return {ErrorCode::kRefused, "this did not come from the page"};
    case 404:
      return {ErrorCode::kNotFound, "there is no such page"};
    case 405:
      return {ErrorCode::kUsage, "not with this method"};
    case 408:
      return {ErrorCode::kUsage, "the request came too slowly"};
    case 413:
    case 431:
      return {ErrorCode::kTooLong, "the request is too large"};
    case 421:
      return {ErrorCode::kRefused, "this name is none of the page's"};
    case 429:
      return {ErrorCode::kRefused, "one code a second: try again"};
    case 503:
      return {ErrorCode::kNotAvailable, "too much is asked at once"};
    default:
      return {ErrorCode::kUsage, "this is no request"};
  }
}

}  // namespace

Page::Page(PageOptions options, House& house)
    : options_(std::move(options)),
      house_(house),
      sessions_(options_.sessions),
      feed_(options_.run),
      port_(options_.port) {
  set_port(options_.port);
  SOTTO_ASSERT(options_.sessions.random != nullptr && options_.sessions.hash != nullptr && options_.wall_ms);
}

void Page::set_port(std::uint16_t port) {
  port_ = port;
  address_ = options_.door == nullptr ? loopback_address(port) : home_address(options_.home_names, port);
}

WebResponse Page::json(int status, std::string text) const {
  WebResponse response;
  response.status = status;
  response.headers = security_headers("");
  add(response.headers, {{"Content-Type", "application/json; charset=utf-8"}, {"Cache-Control", "no-store"}});
  response.body = std::make_shared<const std::string>(std::move(text));
  return response;
}

WebResponse Page::error_page(int status, const Error& error) const {
  return json(status, error_json(error));
}

WebResponse Page::refusal(int status) {
  return error_page(status, error_of(status, options_.door != nullptr));
}

void Page::readers(std::size_t streams) {
  if (options_.on_watched) options_.on_watched(streams > 0);
}

WebResponse Page::not_from_home() const {
  return error_page(403, {ErrorCode::kRefused, "this is done on the machine that Sotto runs on"});
}

std::string_view Page::cookie_of(const WebRequest& request) const {
  return find_cookie(request.header("cookie"), options_.door == nullptr ? kCookie : kHomeCookie);
}

std::string Page::cookie_header(const std::string& value, std::int64_t seconds) const {
  const bool at_home = options_.door != nullptr;
  return std::string(at_home ? kHomeCookie : kCookie) + "=" + value + "; HttpOnly; SameSite=Strict; Path=/" +
         (at_home ? "; Secure" : "") + "; Max-Age=" + std::to_string(seconds);
}

bool Page::has_session(const WebRequest& request) const {
  const std::string_view cookie = cookie_of(request);
  if (options_.door != nullptr) return options_.door->holds(cookie, options_.wall_ms());
  return sessions_.holds(cookie, options_.wall_ms());
}

bool Page::is_ours(const WebRequest& request) const {
  if (has_allowed_host(request, address_.hosts)) return true;
  return options_.door != nullptr && has_own_address(request, port_);
}

// Each of the two pages has a way in of its own.
bool Page::is_served_here(const Route& route) const {
  return route.path != (options_.door == nullptr ? kPairPath : kSessionPath) ||
         route.kind != RouteKind::kSession;
}

const PageAsset* Page::find_asset(std::string_view path) const {
  const auto found = std::find_if(options_.assets.begin(), options_.assets.end(),
                                  [path](const PageAsset& asset) { return asset.path == path; });
  return found == options_.assets.end() ? nullptr : &*found;
}

WebAdmission Page::admit(const WebRequest& head) {
  if (!is_ours(head)) return refusal(421);
  if (!is_plain_path(head.path)) return refusal(400);
  if (find_asset(head.path) != nullptr) {
    if (head.method != "GET" && head.method != "HEAD") return refusal(405);
    return std::size_t{0};
  }
  const RouteMatch match = find_route(head.method, head.path);
  if (match.route == nullptr) return refusal(match.path_known ? 405 : 404);
  const Route& route = *match.route;
  if (!is_served_here(route)) return refusal(404);
  const bool strict = route.kind != RouteKind::kFacts;
  const std::string_view scheme = address_.scheme;
  if (strict ? !comes_from_page(head, scheme) : !names_no_other_site(head, scheme)) return refusal(403);
  if (route.kind != RouteKind::kSession && !has_session(head)) return refusal(401);
  if (options_.door != nullptr && route.from_home == FromHome::kNever) return not_from_home();
  return route.body_max;
}

WebAnswer Page::answer(WebRequest request) {
  if (const PageAsset* found = find_asset(request.path)) return asset(request, *found);
  const RouteMatch match = find_route(request.method, request.path);
  if (match.route == nullptr) return refusal(404);
  const Route& route = *match.route;
  if (options_.door != nullptr && !home_may(route, {match.id, request.query, request.body}))
    return not_from_home();
  if (route.kind == RouteKind::kStream) return open_stream(request);
  if (route.kind == RouteKind::kSession)
    return options_.door != nullptr ? pair(request) : open_session(request);
  if (route.ask == nullptr && route.hear == nullptr) return close_session(request);
  return ask(route, match.id, std::move(request));
}

WebResponse Page::asset(const WebRequest& request, const PageAsset& asset) const {
  WebResponse response;
  const bool is_page = asset.text.find(kNoncePlace) != std::string_view::npos;
  const std::string nonce = is_page ? new_secret(options_.sessions.random) : "";
  response.headers = security_headers(nonce);
  add(response.headers, {{"Content-Type", std::string(asset.type)}});
  std::string text(asset.text);
  if (is_page) {
    text.replace(text.find(kNoncePlace), kNoncePlace.size(), nonce);
    add(response.headers, {{"Cache-Control", "no-store"}});
  } else {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(asset.text.data());
    const std::string tag =
        "\"" + to_hex(options_.sessions.hash({bytes, asset.text.size()})).substr(0, 32) + "\"";
    add(response.headers, {{"Cache-Control", "no-cache"}, {"ETag", tag}});
    if (request.header("if-none-match") == tag) {
      response.status = 304;
      return response;
    }
  }
  response.body = std::make_shared<const std::string>(std::move(text));
  return response;
}

WebResponse Page::open_session(const WebRequest& request) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  const bool readable = body.is_object() && body.contains("token") && body["token"].is_string();
  if (!readable) return refusal(400);
  const auto cookie = sessions_.open(body["token"].get<std::string>(), options_.wall_ms());
  if (!cookie) return refusal(401);
  WebResponse response = json(200, "{}");
  add(response.headers, {{"Set-Cookie", cookie_header(*cookie, kSessionMs / 1000)}});
  return response;
}

WebResponse Page::pair(const WebRequest& request) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  const bool readable = body.is_object() && body.contains("code") && body["code"].is_string();
  if (!readable) return refusal(400);
  const Pairing pairing = options_.door->pair(body["code"].get<std::string>(), options_.wall_ms());
  if (pairing.answer == PairingAnswer::kTooSoon) return refusal(429);
  if (pairing.answer != PairingAnswer::kLetIn)
    return error_page(401, {ErrorCode::kRefused, "this code is wrong, or holds no longer"});
  WebResponse response = json(200, "{}");
  add(response.headers, {{"Set-Cookie", cookie_header(pairing.cookie, kSessionMs / 1000)}});
  return response;
}

WebResponse Page::close_session(const WebRequest& request) {
  if (options_.door != nullptr) {
    options_.door->close(cookie_of(request));
  } else {
    sessions_.close(cookie_of(request));
  }
  WebResponse response = json(200, "{}");
  add(response.headers, {{"Set-Cookie", cookie_header("", 0)}});
  return response;
}

WebStream Page::open_stream(const WebRequest& request) const {
  WebStream stream;
  stream.response.headers = security_headers("");
  add(stream.response.headers,
      {{"Content-Type", "text/event-stream; charset=utf-8"}, {"Cache-Control", "no-store"}});
  std::string text(kRetry);
  text += "event: now\ndata: " + now_json(house_.standing()) + "\n\n";
  text += feed_.since(request.header("last-event-id"));
  stream.response.body = std::make_shared<const std::string>(std::move(text));
  return stream;
}

WebWork Page::ask(const Route& route, std::uint64_t id, WebRequest request) {
  auto held = std::make_shared<WebRequest>(std::move(request));
  return {route.slow, [this, &route, id, held] {
            const RouteCall call{id, held->query, held->body};
            if (route.hear != nullptr) {
              auto sound = route.hear(house_, call);
              if (!sound) return error_page(status_of(sound.error().code), sound.error());
              WebResponse response = json(200, std::move(sound.value().bytes));
              for (auto& [name, value] : response.headers) {
                if (name == "Content-Type") value = sound.value().type;
              }
              return response;
            }
            auto text = route.ask(house_, call);
            if (!text) return error_page(status_of(text.error().code), text.error());
            return json(200, std::move(text).value());
          }};
}

std::shared_ptr<const std::string> Page::tell(std::string_view name, std::string_view json) {
  return feed_.add(name, json, name == "line");
}

}  // namespace sotto
