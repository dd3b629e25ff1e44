#include "adapters/http/http_server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
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

  Result<void> listen(std::uint16_t port) {
    boost::system::error_code error;
    if (!open(tcp::endpoint(asio::ip::address_v4::loopback(), port), error)) {
      return Error{ErrorCode::kNotAvailable, "port " + std::to_string(port) + ": " + error.message()};
    }
    port_ = acceptors_.front().local_endpoint(error).port();
    // A machine without IPv6 has no second address.
    (void)open(tcp::endpoint(asio::ip::address_v6::loopback(), port_), error);
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
      const std::vector<std::shared_ptr<HttpSession>> all(shared_->sessions.begin(), shared_->sessions.end());
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
      if (error) return accept_later(acceptor);
      if (shared_->sessions.size() < shared_->limits.connections) {
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        auto session = std::make_shared<HttpSession>(std::move(socket), shared_);
        shared_->sessions.insert(session);
        session->start();
      }
      accept(acceptor);
    });
  }

  // Out of file descriptors, for example: at once it would be the same again.
  void accept_later(tcp::acceptor& acceptor) {
    auto timer = std::make_shared<asio::steady_timer>(context_, kAcceptAgain);
    timer->async_wait([this, timer, &acceptor](boost::system::error_code) {
      if (!stopping_) accept(acceptor);
    });
  }

  void close_all(bool streams_only) {
    const std::vector<std::shared_ptr<HttpSession>> all(shared_->sessions.begin(), shared_->sessions.end());
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
  if (auto listening = server->listen(options.port); !listening) return listening.error();
  return std::unique_ptr<WebServer>(std::move(server));
}

}  // namespace sotto
