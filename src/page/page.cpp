#include "page/page.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/assert.hpp"
#include "page/guard.hpp"

namespace sotto {
namespace {

constexpr std::string_view kCookie = "sotto_session";
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

Error error_of(int status) {
  switch (status) {
    case 401:
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
      hosts_(allowed_hosts(options_.port)) {
  SOTTO_ASSERT(options_.sessions.random != nullptr && options_.sessions.hash != nullptr && options_.wall_ms);
}

void Page::set_port(std::uint16_t port) {
  hosts_ = allowed_hosts(port);
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
  return error_page(status, error_of(status));
}

void Page::readers(std::size_t streams) {
  if (options_.on_watched) options_.on_watched(streams > 0);
}

bool Page::has_session(const WebRequest& request) const {
  return sessions_.holds(find_cookie(request.header("cookie"), kCookie), options_.wall_ms());
}

const PageAsset* Page::find_asset(std::string_view path) const {
  const auto found = std::find_if(options_.assets.begin(), options_.assets.end(),
                                  [path](const PageAsset& asset) { return asset.path == path; });
  return found == options_.assets.end() ? nullptr : &*found;
}

WebAdmission Page::admit(const WebRequest& head) {
  if (!has_allowed_host(head, hosts_)) return refusal(421);
  if (!is_plain_path(head.path)) return refusal(400);
  if (find_asset(head.path) != nullptr) {
    if (head.method != "GET" && head.method != "HEAD") return refusal(405);
    return std::size_t{0};
  }
  const RouteMatch match = find_route(head.method, head.path);
  if (match.route == nullptr) return refusal(match.path_known ? 405 : 404);
  const Route& route = *match.route;
  const bool strict = route.kind != RouteKind::kFacts;
  if (strict ? !comes_from_page(head) : !names_no_other_site(head)) return refusal(403);
  if (route.kind != RouteKind::kSession && !has_session(head)) return refusal(401);
  return route.body_max;
}

WebAnswer Page::answer(WebRequest request) {
  if (const PageAsset* found = find_asset(request.path)) return asset(request, *found);
  const RouteMatch match = find_route(request.method, request.path);
  if (match.route == nullptr) return refusal(404);
  const Route& route = *match.route;
  if (route.kind == RouteKind::kStream) return open_stream(request);
  if (route.kind == RouteKind::kSession) return open_session(request);
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
  add(response.headers,
      {{"Set-Cookie", std::string(kCookie) + "=" + *cookie + "; HttpOnly; SameSite=Strict; Path=/; Max-Age=" +
                          std::to_string(kSessionMs / 1000)}});
  return response;
}

WebResponse Page::close_session(const WebRequest& request) {
  sessions_.close(find_cookie(request.header("cookie"), kCookie));
  WebResponse response = json(200, "{}");
  add(response.headers,
      {{"Set-Cookie", std::string(kCookie) + "=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"}});
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
