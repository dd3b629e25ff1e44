// A web server (Boost.Beast): one thread with asynchronous input and output, one worker for what takes a
// moment and one for what may take minutes. Plain on the loopback interface, or with TLS on the home network.
//
// Its thread runs at a low priority, and every queue, size and time is bounded by WebLimits, so neither slow
// nor many readers take anything from whoever hears. Streams share the bytes that are published.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "ports/web_server.hpp"

namespace sotto {

// Of a server with TLS 1.2 or 1.3, which speaks nothing else: whoever comes without it is closed.
struct TlsOptions {
  std::string certificate_pem;
  std::string key_pem;
  std::string address = "0.0.0.0";  // IPv4, of one interface or of all
};

struct HttpServerOptions {
  std::uint16_t port = 8787;  // 0: a free one
  WebLimits limits;
  std::optional<TlsOptions> tls;  // none: plain, on the loopback interface
};

// Without TLS on 127.0.0.1 and, where there is one, on ::1. With it on the given address, and only for who
// comes from a private one (RFC 1918, RFC 3927) or from this machine; at most fifty connections a second are
// taken, because a handshake costs more than a request. `handler` must outlive the server; the destructor
// waits for work that has begun. Errors: not-available (the port is taken, there is no such address),
// key-invalid (certificate and key are none, or do not belong together).
[[nodiscard]] Result<std::unique_ptr<WebServer>> start_http_server(const HttpServerOptions& options,
                                                                   WebHandler& handler);

}  // namespace sotto
