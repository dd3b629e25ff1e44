// Routes: what can be asked of the page, in one table, and how to say it to a House. Thread-safety: pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "page/house.hpp"
#include "ports/web_server.hpp"

namespace sotto {

enum class RouteKind : std::uint8_t {
  kAsset,    // what everybody may have who may talk to the page at all
  kSession,  // shows the token or the code, for a cookie
  kFacts,    // tells something
  kStream,
  kChange,  // does something
};

// What a paired device of the home network may ask of a route: to look, and to let Sotto do less. What lets
// it do more, or cannot be taken back, is asked on the machine itself.
enum class FromHome : std::uint8_t {
  kNever,
  kAlways,
  kIfLess,  // where the body asks for less: Route::less says so
};

// What a request has asked for.
struct RouteCall {
  std::uint64_t id = 0;  // the number in the path, if there is one
  std::string_view query;
  std::string_view body;
};

struct Route {
  std::string_view method;
  std::string_view path;  // "/api/outbox/#/cancel": # stands for a number
  RouteKind kind = RouteKind::kFacts;
  FromHome from_home = FromHome::kNever;
  std::size_t body_max = 0;
  bool slow = false;
  // What is asked of the house; null where the page itself answers. Errors: those of the house; usage.
  Result<std::string> (*ask)(House& house, const RouteCall& call) = nullptr;
  // The same for sound.
  Result<HouseSound> (*hear)(House& house, const RouteCall& call) = nullptr;
  // Of FromHome::kIfLess: whether this is such a call. What cannot be read is none.
  bool (*less)(const RouteCall& call) = nullptr;
};

// Whether a paired device of the home network may do this.
[[nodiscard]] bool home_may(const Route& route, const RouteCall& call);

[[nodiscard]] std::span<const Route> page_routes();

struct RouteMatch {
  const Route* route = nullptr;
  bool path_known = false;  // with another method
  std::uint64_t id = 0;
};
[[nodiscard]] RouteMatch find_route(std::string_view method, std::string_view path);

// The value of a parameter of a query, percent signs decoded; none where it is absent or malformed.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

// {"running":true,...}: of House::standing().
[[nodiscard]] std::string now_json(const HouseNow& now);

// {"error":"not-found","detail":"message 12","advice":"..."}
[[nodiscard]] std::string error_json(const Error& error);
[[nodiscard]] int status_of(ErrorCode code);

}  // namespace sotto
