// One connection: request after request, or a stream that stays open. Internal to this adapter; everything
// here runs on the server's one thread.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "ports/web_server.hpp"
#include "runtime/worker.hpp"

namespace sotto {

class HttpSession;

// What the connections of one server share.
struct HttpShared {
  WebHandler* handler = nullptr;
  WebLimits limits;
  std::set<std::shared_ptr<HttpSession>> sessions;
  std::size_t streams = 0;
  Worker* quick = nullptr;
  Worker* slow = nullptr;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared);

  void start();
  [[nodiscard]] bool is_stream() const { return is_stream_; }
  // Queues bytes for a stream; drops a reader that is too slow.
  void push(const std::shared_ptr<const std::string>& bytes);
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void read_head(Milliseconds within);
  void on_head(boost::beast::error_code error);
  // Reading that has not ended by then is given up, and answered.
  void limit_reading(Milliseconds within);
  void end_reading();
  void read_body(std::size_t bytes_max);
  void on_request();
  void take(WebAnswer answer);
  void work(WebWork task);
  void send(const WebResponse& response, bool keep_alive);
  void open_stream(const WebResponse& response);
  void watch_reader();
  void write_next();
  void refuse(int status);
  // Lets the other side read its answer before the connection goes.
  void finish();
  void drain(std::size_t bytes_left);
  [[nodiscard]] WebRequest request_of() const;

  boost::beast::tcp_stream stream_;
  std::shared_ptr<HttpShared> shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  boost::asio::steady_timer limit_;
  std::uint64_t reading_ = 0;  // which reading the limit is of
  bool too_slow_ = false;
  bool first_ = true;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool is_stream_ = false;
  bool closed_ = false;
  bool writing_ = false;
  std::array<char, 4096> waste_{};
  std::deque<std::shared_ptr<const std::string>> queue_;
  std::size_t queued_bytes_ = 0;
};

}  // namespace sotto
