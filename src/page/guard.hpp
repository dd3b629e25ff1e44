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

// "127.0.0.1:8787", "localhost:8787", "[::1]:8787".
[[nodiscard]] std::vector<std::string> allowed_hosts(std::uint16_t port);

// Exactly one Host header, and one of these.
[[nodiscard]] bool has_allowed_host(const WebRequest& request, const std::vector<std::string>& hosts);

// The Origin header is that of the host which was asked. A browser leaves Origin out of a GET to its own
// origin, and then says so in Sec-Fetch-Site; a request that has neither does not come from the page.
[[nodiscard]] bool comes_from_page(const WebRequest& request);

// A request that no browser would send from elsewhere without saying so: nothing in it names another site.
[[nodiscard]] bool names_no_other_site(const WebRequest& request);

// What every answer carries. `style_nonce`: of the one style element that the waveform's library makes;
// empty: none may be.
using WebHeaders = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] WebHeaders security_headers(std::string_view style_nonce);

// True where both are alike; takes the same time wherever they differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace sotto
