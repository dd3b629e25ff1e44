// Guard: who may talk to the page at all. Pure functions.
//
// A page of another origin must not use the browser of somebody at home as its hand: the host must be one of
// ours (against names that are pointed at this machine afterwards), and whatever changes something, or
// streams, must come from the page itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/web_server.hpp"

namespace sotto {

// By what the page is asked for on one of its two listeners.
struct PageAddress {
  std::string scheme = "http";     // "https" on the home network
  std::vector<std::string> hosts;  // "127.0.0.1:8787"
};

// "127.0.0.1:8787", "localhost:8787", "[::1]:8787".
[[nodiscard]] PageAddress loopback_address(std::uint16_t port);

// The machine's names on the home network, such as "kitchen" and "kitchen.local". The numeric address is that
// to which the request came: one that is pointed at this machine afterwards is none of these.
[[nodiscard]] PageAddress home_address(const std::vector<std::string>& names, std::uint16_t port);
[[nodiscard]] bool has_own_address(const WebRequest& request, std::uint16_t port);

// Exactly one Host header, and one of these.
[[nodiscard]] bool has_allowed_host(const WebRequest& request, const std::vector<std::string>& hosts);

// The Origin header is that of the host which was asked. A browser leaves Origin out of a GET to its own
// origin, and then says so in Sec-Fetch-Site; a request that has neither does not come from the page.
[[nodiscard]] bool comes_from_page(const WebRequest& request, std::string_view scheme);

// A request that no browser would send from elsewhere without saying so: nothing in it names another site.
[[nodiscard]] bool names_no_other_site(const WebRequest& request, std::string_view scheme);

// What every answer carries. `style_nonce`: of the one style element that the waveform's library makes;
// empty: none may be.
using WebHeaders = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] WebHeaders security_headers(std::string_view style_nonce);

// True where both are alike; takes the same time wherever they differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace sotto
