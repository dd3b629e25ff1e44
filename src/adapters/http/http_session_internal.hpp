// One connection: request after request, or a stream that stays open. Internal to this adapter; everything
// here runs on the server's one thread.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "ports/web_server.hpp"
#include "runtime/worker.hpp"

namespace sotto {

// What the server knows of a connection, whatever it speaks below HTTP.
class HttpConnection {
 public:
  virtual ~HttpConnection() = default;
  virtual void start() = 0;
  [[nodiscard]] virtual bool is_stream() const = 0;
  // Queues bytes for a stream; drops a reader that is too slow.
  virtual void push(const std::shared_ptr<const std::string>& bytes) = 0;
  virtual void close() = 0;
};

// What the connections of one server share.
struct HttpShared {
  WebHandler* handler = nullptr;
  WebLimits limits;
  std::set<std::shared_ptr<HttpConnection>> sessions;
  std::size_t streams = 0;
  Worker* quick = nullptr;
  Worker* slow = nullptr;
  std::optional<boost::asio::ssl::context> tls;
};

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

// `Stream` is one of the two above.
template <typename Stream>
class HttpSession final : public HttpConnection, public std::enable_shared_from_this<HttpSession<Stream>> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared);

  void start() override;
  [[nodiscard]] bool is_stream() const override { return is_stream_; }
  void push(const std::shared_ptr<const std::string>& bytes) override;
  void close() override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // The connection below TLS, which has the times.
  [[nodiscard]] boost::beast::tcp_stream& wire() { return boost::beast::get_lowest_layer(stream_); }
  [[nodiscard]] const boost::beast::tcp_stream& wire() const {
    return boost::beast::get_lowest_layer(stream_);
  }

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

  Stream stream_;
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
