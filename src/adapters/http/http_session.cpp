#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <limits>
#include <type_traits>
#include <utility>

#include "adapters/http/http_session_internal.hpp"

namespace sotto {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kFirstBytes = 512;
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kDrainBytes = std::size_t{4} << 20U;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

// Status line and headers; the body follows. The length is left out of a stream, which ends with the
// connection.
std::string head_of(const WebResponse& response, bool keep_alive, bool with_length) {
  const auto status = static_cast<http::status>(response.status);
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     std::string(http::obsolete_reason(status)) + "\r\n";
  for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
  if (with_length) {
    const std::size_t length = response.body == nullptr ? 0 : response.body->size();
    head += "Content-Length: " + std::to_string(length) + "\r\n";
  }
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

int status_of(const beast::error_code& error) {
  if (error == http::error::header_limit) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

}  // namespace

template <typename Stream>
HttpSession<Stream>::HttpSession(asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared)
    : stream_([&socket, &shared]() -> Stream {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
          return TlsStream(std::move(socket), *shared->tls);
        } else {
          return PlainStream(std::move(socket));
        }
      }()),
      shared_(std::move(shared)),
      limit_(stream_.get_executor()) {}

template <typename Stream>
void HttpSession<Stream>::start() {
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    // A handshake that is not done in time is cut off with its connection.
    wire().expires_after(std::chrono::milliseconds(shared_->limits.handshake_within));
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = this->shared_from_this()](beast::error_code error) {
                              if (error || self->closed_) return self->close();
                              self->read_head(self->shared_->limits.head_within);
                            });
  } else {
    read_head(shared_->limits.head_within);
  }
}

template <typename Stream>
void HttpSession<Stream>::close() {
  if (closed_) return;
  closed_ = true;
  limit_.cancel();
  if (is_stream_) shared_->handler->readers(--shared_->streams);
  beast::error_code ignored;
  wire().socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  wire().close();
  shared_->sessions.erase(this->shared_from_this());
}

template <typename Stream>
void HttpSession<Stream>::limit_reading(Milliseconds within) {
  too_slow_ = false;
  limit_.expires_after(std::chrono::milliseconds(within));
  limit_.async_wait([self = this->shared_from_this(), reading = ++reading_](beast::error_code error) {
    if (error || self->closed_ || reading != self->reading_) return;
    self->too_slow_ = true;
    self->wire().cancel();
  });
}

template <typename Stream>
void HttpSession<Stream>::end_reading() {
  ++reading_;
  limit_.cancel();
}

// Between two requests a connection may rest; a head that has begun must end in time, so the wait for its
// first byte is a read of its own.
template <typename Stream>
void HttpSession<Stream>::read_head(Milliseconds within) {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(shared_->limits.head_bytes));
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // until somebody has looked at the head
  if (!first_ && buffer_.size() == 0) {
    wire().expires_after(std::chrono::milliseconds(within));
    stream_.async_read_some(buffer_.prepare(kFirstBytes),
                            [self = this->shared_from_this()](beast::error_code error, std::size_t bytes) {
                              if (error || self->closed_) return self->close();
                              self->buffer_.commit(bytes);
                              self->read_head(self->shared_->limits.head_within);
                            });
    return;
  }
  wire().expires_never();
  limit_reading(shared_->limits.head_within);
  http::async_read_header(
      stream_, buffer_, *parser_,
      [self = this->shared_from_this()](beast::error_code error, std::size_t) { self->on_head(error); });
}

template <typename Stream>
void HttpSession<Stream>::on_head(beast::error_code error) {
  first_ = false;
  end_reading();
  if (error == http::error::end_of_stream || closed_) return close();
  if (too_slow_) return refuse(408);
  if (error) return refuse(status_of(error));
  head_only_ = parser_->get().method() == http::verb::head;
  WebAdmission admission = shared_->handler->admit(request_of());
  if (auto* refusal = std::get_if<WebResponse>(&admission)) return send(*refusal, false);
  const auto bytes_max = std::get<std::size_t>(admission);
  const auto length = parser_->content_length();
  if (length && *length > bytes_max) return refuse(413);
  read_body(bytes_max);
}

template <typename Stream>
void HttpSession<Stream>::read_body(std::size_t bytes_max) {
  parser_->body_limit(static_cast<std::uint64_t>(bytes_max));
  limit_reading(shared_->limits.body_within);
  http::async_read(stream_, buffer_, *parser_,
                   [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                     self->end_reading();
                     if (self->closed_) return;
                     if (self->too_slow_) return self->refuse(408);
                     if (error) return self->refuse(status_of(error));
                     self->on_request();
                   });
}

template <typename Stream>
WebRequest HttpSession<Stream>::request_of() const {
  const auto& message = parser_->get();
  WebRequest request;
  request.method = std::string(message.method_string());
  const std::string target(message.target());
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  for (const auto& field : message) {
    request.headers.emplace_back(lower_case({field.name_string().data(), field.name_string().size()}),
                                 std::string(field.value()));
  }
  beast::error_code error;
  const auto here = wire().socket().local_endpoint(error);
  if (!error) request.local_host = here.address().to_string();
  return request;
}

template <typename Stream>
void HttpSession<Stream>::on_request() {
  wire().expires_never();
  keep_alive_ = parser_->get().keep_alive() && parser_->get().version() == 11;
  WebRequest request = request_of();
  request.body = std::move(parser_->get().body());
  take(shared_->handler->answer(std::move(request)));
}

template <typename Stream>
void HttpSession<Stream>::take(WebAnswer answer) {
  if (auto* task = std::get_if<WebWork>(&answer)) return work(std::move(*task));
  if (auto* stream = std::get_if<WebStream>(&answer)) {
    if (shared_->streams >= shared_->limits.streams) return refuse(503);
    return open_stream(stream->response);
  }
  send(std::get<WebResponse>(answer), keep_alive_);
}

template <typename Stream>
void HttpSession<Stream>::work(WebWork task) {
  Worker* worker = task.slow ? shared_->slow : shared_->quick;
  const bool posted = worker->post([self = this->shared_from_this(), run = std::move(task.run)] {
    auto response = std::make_shared<WebResponse>(run());
    asio::post(self->stream_.get_executor(), [self, response] {
      if (!self->closed_) self->send(*response, self->keep_alive_);
    });
  });
  if (!posted) refuse(503);
}

template <typename Stream>
void HttpSession<Stream>::refuse(int status) {
  send(shared_->handler->refusal(status), false);
}

template <typename Stream>
void HttpSession<Stream>::send(const WebResponse& response, bool keep_alive) {
  auto head = std::make_shared<const std::string>(head_of(response, keep_alive, true));
  const bool with_body = response.body != nullptr && !head_only_ && response.status != 304;
  auto body = with_body ? response.body : std::make_shared<const std::string>();
  wire().expires_after(std::chrono::milliseconds(shared_->limits.write_within));
  const auto done = [self = this->shared_from_this(), head, body, keep_alive](beast::error_code error,
                                                                              std::size_t) {
    if (error || self->closed_) return self->close();
    if (!keep_alive) return self->finish();
    self->read_head(self->shared_->limits.idle);
  };
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    // Of two buffers, the first of which is done, Beast 1.74 writes nothing over TLS, again and again.
    asio::async_write(
        stream_, asio::buffer(*head),
        [self = this->shared_from_this(), body, done](beast::error_code error, std::size_t count) {
          if (error || self->closed_ || body->empty()) return done(error, count);
          asio::async_write(self->stream_, asio::buffer(*body), done);
        });
  } else {
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(*head), asio::buffer(*body)};
    asio::async_write(stream_, parts, done);
  }
}

template <typename Stream>
void HttpSession<Stream>::finish() {
  wire().expires_after(kLinger);
  const auto end = [self = this->shared_from_this()](beast::error_code) {
    if (self->closed_) return;
    beast::error_code ignored;
    self->wire().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    self->drain(kDrainBytes);
  };
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    stream_.async_shutdown(end);
  } else {
    end({});
  }
}

template <typename Stream>
void HttpSession<Stream>::drain(std::size_t bytes_left) {
  wire().async_read_some(asio::buffer(waste_), [self = this->shared_from_this(), bytes_left](
                                                   beast::error_code error, std::size_t bytes) {
    if (error || self->closed_ || bytes >= bytes_left) return self->close();
    self->drain(bytes_left - bytes);
  });
}

template <typename Stream>
void HttpSession<Stream>::open_stream(const WebResponse& response) {
  is_stream_ = true;
  shared_->handler->readers(++shared_->streams);
  push(std::make_shared<const std::string>(head_of(response, false, false)));
  if (response.body != nullptr) push(response.body);
  watch_reader();
}

// Nothing more is expected of the reader: whatever comes, its end above all, ends the stream.
template <typename Stream>
void HttpSession<Stream>::watch_reader() {
  wire().socket().async_wait(asio::ip::tcp::socket::wait_read,
                             [self = this->shared_from_this()](beast::error_code) { self->close(); });
}

template <typename Stream>
void HttpSession<Stream>::push(const std::shared_ptr<const std::string>& bytes) {
  if (closed_) return;
  queued_bytes_ += bytes->size();
  if (queued_bytes_ > shared_->limits.stream_bytes) return close();
  queue_.push_back(bytes);
  if (!writing_) write_next();
}

template <typename Stream>
void HttpSession<Stream>::write_next() {
  if (queue_.empty()) {
    writing_ = false;
    wire().expires_never();
    return;
  }
  writing_ = true;
  wire().expires_after(std::chrono::milliseconds(shared_->limits.write_within));
  const auto bytes = queue_.front();
  asio::async_write(stream_, asio::buffer(*bytes),
                    [self = this->shared_from_this(), bytes](beast::error_code error, std::size_t) {
                      if (error || self->closed_) return self->close();
                      self->queued_bytes_ -= bytes->size();
                      self->queue_.pop_front();
                      self->write_next();
                    });
}

template class HttpSession<PlainStream>;
template class HttpSession<TlsStream>;

}  // namespace sotto
