#include "page/guard.hpp"

#include <algorithm>

namespace sotto {

PageAddress loopback_address(std::uint16_t port) {
  const std::string tail = ":" + std::to_string(port);
  return {"http", {"127.0.0.1" + tail, "localhost" + tail, "[::1]" + tail}};
}

PageAddress home_address(const std::vector<std::string>& names, std::uint16_t port) {
  PageAddress address{"https", {}};
  for (const std::string& name : names) address.hosts.push_back(name + ":" + std::to_string(port));
  return address;
}

bool has_own_address(const WebRequest& request, std::uint16_t port) {
  return !request.local_host.empty() &&
         request.header("host") == request.local_host + ":" + std::to_string(port);
}

bool has_allowed_host(const WebRequest& request, const std::vector<std::string>& hosts) {
  const std::string_view host = request.header("host");
  return !host.empty() && std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

bool comes_from_page(const WebRequest& request, std::string_view scheme) {
  const std::string own = std::string(scheme) + "://" + std::string(request.header("host"));
  const std::size_t origins = request.count("origin");
  if (origins > 0) return origins == 1 && request.header("origin") == own;
  return request.method == "GET" && request.header("sec-fetch-site") == "same-origin";
}

bool names_no_other_site(const WebRequest& request, std::string_view scheme) {
  if (request.count("origin") > 0) return comes_from_page(request, scheme);
  const std::string_view site = request.header("sec-fetch-site");
  if (request.count("sec-fetch-site") > 1) return false;
  return site.empty() || site == "same-origin" || site == "none";
}

WebHeaders security_headers(std::string_view style_nonce) {
  std::string styles = "'self'";
  if (!style_nonce.empty()) styles += " 'nonce-" + std::string(style_nonce) + "'";
  return {{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src " + styles +
               "; img-src 'self'; font-src 'self'; connect-src 'self'; media-src 'self' blob:; "
               "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy", "microphone=(), camera=(), geolocation=()"}};
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  // The length is no secret. `volatile` keeps the compiler from ending the loop early.
  if (left.size() != right.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<unsigned char>(
        difference | (static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i])));
  }
  return difference == 0;
}

}  // namespace sotto
