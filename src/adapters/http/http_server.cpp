#include "adapters/http/http_server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include "adapters/http/http_session_internal.hpp"

namespace sotto {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Below everything that hears: Linux keeps a priority for each thread.
constexpr int kNice = 10;
constexpr std::chrono::milliseconds kAcceptAgain{100};
// A handshake takes about half a millisecond of a core: fifty a second cannot keep one busy.
constexpr std::chrono::milliseconds kBetweenHandshakes{20};

// Modern browsers speak TLS 1.3; 1.2 is for phones of some years ago, with forward secrecy and AEAD only.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

bool is_home_peer(const asio::ip::address& address) {
  return address.is_v4() && is_home_address(address.to_v4().to_uint());
}

Result<asio::ssl::context> make_tls(const TlsOptions& options) {
  const Error invalid{ErrorCode::kKeyInvalid, "the page's certificate and key"};
  using Context = asio::ssl::context;
  boost::system::error_code error;
  Context context(Context::tls_server);
  context.set_options(Context::default_workarounds | Context::no_sslv2 | Context::no_sslv3 |
                          Context::no_tlsv1 | Context::no_tlsv1_1 | Context::no_compression,
                      error);
  if (error) return invalid;
  const auto bytes_of = [](const std::string& text) { return asio::buffer(text.data(), text.size()); };
  context.use_certificate(bytes_of(options.certificate_pem), Context::pem, error);
  if (!error) context.use_private_key(bytes_of(options.key_pem), Context::pem, error);
  if (error) return invalid;
  SSL_CTX* const native = context.native_handle();
  const bool ready = SSL_CTX_set_cipher_list(native, kCiphers) == 1 && SSL_CTX_check_private_key(native) == 1;
  if (!ready) return invalid;
  // Nothing of a connection is remembered for the next one, nor renegotiated.
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(native, 0);
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  return context;
}

class HttpServer final : public WebServer {
 public:
  HttpServer(const HttpServerOptions& options, WebHandler& handler)
      : quick_(options.limits.jobs), slow_(options.limits.jobs), shared_(std::make_shared<HttpShared>()) {
    shared_->handler = &handler;
    shared_->limits = options.limits;
    shared_->quick = &quick_;
    shared_->slow = &slow_;
  }

  ~HttpServer() override {
    asio::post(context_, [this] {
      stopping_ = true;
      boost::system::error_code ignored;
      for (tcp::acceptor& acceptor : acceptors_) acceptor.close(ignored);
      close_all(false);
    });
    // Answers of work in hand are posted to the context, which therefore lives on until the workers are done.
    quick_.wait_until_done();
    slow_.wait_until_done();
    asio::post(context_, [this] { close_all(false); });
    guard_.reset();
    if (thread_.joinable()) {
      context_.stop();
      thread_.join();
    }
    shared_->sessions.clear();
  }

  Result<void> listen(const HttpServerOptions& options) {
    boost::system::error_code error;
    auto where = asio::ip::address_v4::loopback();
    if (options.tls) {
      auto tls = make_tls(*options.tls);
      if (!tls) return tls.error();
      shared_->tls.emplace(std::move(tls).value());
      where = asio::ip::make_address_v4(options.tls->address, error);
    }
    if (error || !open(tcp::endpoint(where, options.port), error)) {
      return Error{ErrorCode::kNotAvailable, "port " + std::to_string(options.port) + ": " + error.message()};
    }
    port_ = acceptors_.front().local_endpoint(error).port();
    // A machine without IPv6 has no second address.
    if (!options.tls) (void)open(tcp::endpoint(asio::ip::address_v6::loopback(), port_), error);
    for (tcp::acceptor& acceptor : acceptors_) accept(acceptor);
    thread_ = std::thread([this] {
      (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
      context_.run();
    });
    return {};
  }

  void publish(std::shared_ptr<const std::string> bytes) override {
    asio::post(context_, [this, bytes = std::move(bytes)] {
      // A reader that is dropped leaves the set, so the set is not walked itself.
      const std::vector<std::shared_ptr<HttpConnection>> all(shared_->sessions.begin(),
                                                             shared_->sessions.end());
      for (const auto& session : all) {
        if (session->is_stream()) session->push(bytes);
      }
    });
  }

  void close_streams() override {
    asio::post(context_, [this] { close_all(true); });
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

 private:
  bool open(const tcp::endpoint& where, boost::system::error_code& error) {
    tcp::acceptor acceptor(context_);
    acceptor.open(where.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && where.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor.bind(where, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) acceptors_.push_back(std::move(acceptor));
    return !error;
  }

  void accept(tcp::acceptor& acceptor) {
    acceptor.async_accept([this, &acceptor](boost::system::error_code error, tcp::socket socket) {
      if (stopping_) return;
      // Out of file descriptors, for example: at once it would be the same again.
      if (error) return accept_after(kAcceptAgain, acceptor);
      if (shared_->sessions.size() < shared_->limits.connections) start(std::move(socket));
      if (shared_->tls) return accept_after(kBetweenHandshakes, acceptor);
      accept(acceptor);
    });
  }

  void start(tcp::socket socket) {
    boost::system::error_code error;
    socket.set_option(tcp::no_delay(true), error);
    const auto other = socket.remote_endpoint(error);
    std::shared_ptr<HttpConnection> session;
    if (!shared_->tls) {
      session = std::make_shared<HttpSession<PlainStream>>(std::move(socket), shared_);
    } else if (!error && is_home_peer(other.address())) {
      session = std::make_shared<HttpSession<TlsStream>>(std::move(socket), shared_);
    }
    if (session == nullptr) return;
    shared_->sessions.insert(session);
    session->start();
  }

  void accept_after(std::chrono::milliseconds pause, tcp::acceptor& acceptor) {
    auto timer = std::make_shared<asio::steady_timer>(context_, pause);
    timer->async_wait([this, timer, &acceptor](boost::system::error_code) {
      if (!stopping_) accept(acceptor);
    });
  }

  void close_all(bool streams_only) {
    const std::vector<std::shared_ptr<HttpConnection>> all(shared_->sessions.begin(),
                                                           shared_->sessions.end());
    for (const auto& session : all) {
      if (session->is_stream() || !streams_only) session->close();
    }
  }

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_{context_.get_executor()};
  std::vector<tcp::acceptor> acceptors_;
  std::uint16_t port_ = 0;
  bool stopping_ = false;  // on the server's thread only
  Worker quick_;
  Worker slow_;
  std::shared_ptr<HttpShared> shared_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<WebServer>> start_http_server(const HttpServerOptions& options, WebHandler& handler) {
  // A reader that goes away is an error of its connection, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
  auto server = std::make_unique<HttpServer>(options, handler);
  if (auto listening = server->listen(options); !listening) return listening.error();
  return std::unique_ptr<WebServer>(std::move(server));
}

}  // namespace sotto
