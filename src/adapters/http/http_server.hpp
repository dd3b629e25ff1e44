// A web server on the loopback interface (Boost.Beast): one thread with asynchronous input and output, one
// worker for what takes a moment and one for what may take minutes.
//
// Its thread runs at a low priority, and every queue, size and time is bounded by WebLimits, so neither slow
// nor many readers take anything from whoever hears. Streams share the bytes that are published.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "ports/web_server.hpp"

namespace sotto {

struct HttpServerOptions {
  std::uint16_t port = 8787;  // 0: a free one
  WebLimits limits;
};

// Listens on 127.0.0.1 and, where there is one, on ::1. `handler` must outlive the server; the destructor
// waits for work that has begun. Errors: not-available (the port is taken).
[[nodiscard]] Result<std::unique_ptr<WebServer>> start_http_server(const HttpServerOptions& options,
                                                                   WebHandler& handler);

}  // namespace sotto
