// WebServer: takes requests of browsers and gives them to a handler.
//
// What a request means, who may ask and what is answered is the handler's business; a server only reads and
// writes within its limits, whatever the other side does. Every limit that is passed ends in a 4xx answer or
// a closed connection. Thread-safety: publish() and close_streams() on any thread; the handler's functions
// are called on the server's own threads, see below.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/units.hpp"

namespace sotto {

struct WebLimits {
  std::size_t head_bytes = 8192;          // request line and headers
  Milliseconds handshake_within = 5000;   // of TLS, from the connection on
  Milliseconds head_within = 5000;        // from the connection, or the first byte of a further request
  Milliseconds idle = 20'000;             // between two requests of one connection
  Milliseconds body_within = 10'000;      // from the end of the head
  Milliseconds write_within = 10'000;     // a reader that takes less than a whole answer is dropped
  std::size_t connections = 400;          // one more is closed at once
  std::size_t streams = 256;              // one more is answered 503
  std::size_t stream_bytes = 256 * 1024;  // that wait for one slow reader, which is then dropped
  std::size_t jobs = 16;                  // requests that wait for a worker; one more is answered 503
};

struct WebRequest {
  std::string method;  // "GET"
  std::string path;    // as it was sent, percent signs and all, without the query
  std::string query;   // without the question mark
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string local_host;  // the address of this machine to which it came: "192.168.1.5"

  // Empty where it is absent, and where it was sent more than once.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
};

struct WebResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  // null: empty
};

// The connection stays open; everything published from now on follows `response.body`.
struct WebStream {
  WebResponse response;
};

// What takes a moment: done on a worker, so that nobody else waits for it.
struct WebWork {
  bool slow = false;  // may take minutes: on a worker of its own
  std::function<WebResponse()> run;
};

using WebAnswer = std::variant<WebResponse, WebStream, WebWork>;

// How much of a body is taken, or why none is.
using WebAdmission = std::variant<std::size_t, WebResponse>;

class WebHandler {
 public:
  virtual ~WebHandler() = default;
  // Called with everything but the body. On the server's thread: it must not wait.
  [[nodiscard]] virtual WebAdmission admit(const WebRequest& head) = 0;
  // On the server's thread: it must not wait.
  [[nodiscard]] virtual WebAnswer answer(WebRequest request) = 0;
  // For what the server itself refuses: too large, too slow, no HTTP.
  [[nodiscard]] virtual WebResponse refusal(int status) = 0;
  // How many streams are open now, whenever that changes. On the server's thread: it must not wait.
  virtual void readers(std::size_t streams) = 0;
};

// Whether an IPv4 address, its first byte the highest, belongs to a home network (RFC 1918, RFC 3927) or to
// this machine itself: never to somebody on the internet.
[[nodiscard]] bool is_home_address(std::uint32_t address);

class WebServer {
 public:
  virtual ~WebServer() = default;
  // To every open stream, in order; bytes as they are. Never waits.
  virtual void publish(std::shared_ptr<const std::string> bytes) = 0;
  virtual void close_streams() = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace sotto
