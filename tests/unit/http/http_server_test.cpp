// The server over real sockets of this machine: what it reads, what it refuses, and whom it drops.
#include "adapters/http/http_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/http/echo_handler.hpp"

namespace sotto {
namespace {

constexpr int kPatienceMs = 20'000;

class Connection {
 public:
  explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] int fd() const { return fd_; }

  bool send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Until `mark` was read, or the other side has closed, or patience is over.
  [[nodiscard]] std::string read_until(const std::string& mark) {
    while (received_.find(mark) == std::string::npos || mark.empty()) {
      pollfd wait = {fd_, POLLIN, 0};
      if (::poll(&wait, 1, kPatienceMs) != 1) return received_ + "(silence)";
      char bytes[4096];
      const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
      if (count <= 0) return received_;
      received_.append(bytes, static_cast<std::size_t>(count));
    }
    return received_;
  }
  [[nodiscard]] std::string read_all() { return read_until(""); }

 private:
  int fd_;
  bool open_ = false;
  std::string received_;
};

class HttpServerTest : public testing::Test {
 protected:
  void start(const WebLimits& limits = {}) {
    HttpServerOptions options;
    options.port = 0;
    options.limits = limits;
    auto started = start_http_server(options, handler_);
    ASSERT_TRUE(started) << started.error().line();
    server_ = std::move(started).value();
  }

  std::string ask(const std::string& request) {
    Connection connection(server_->port());
    EXPECT_TRUE(connection.send(request));
    return connection.read_all();
  }

  EchoHandler handler_;
  std::unique_ptr<WebServer> server_;
};

TEST_F(HttpServerTest, AnswersOneRequestAfterAnotherOnOneConnection) {
  start();
  Connection connection(server_->port());
  for (const std::string path : {"/one", "/two"}) {
    ASSERT_TRUE(connection.send("GET " + path + "?q=1 HTTP/1.1\r\nHost: here\r\n\r\n"));
    EXPECT_NE(connection.read_until("GET " + path + "?q=1  here").find("HTTP/1.1 200 OK"), std::string::npos);
  }
  EXPECT_NE(ask("POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
                .find("POST /x? body h"),
            std::string::npos);
  EXPECT_NE(ask("GET /work HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").find("worked"),
            std::string::npos);
}

TEST_F(HttpServerTest, RefusesWhatIsNoRequestOrTooLarge) {
  WebLimits limits;
  limits.head_bytes = 2000;
  start(limits);
  EXPECT_EQ(ask("nonsense\r\n\r\n").substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(ask("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(4000, 'x') + "\r\n\r\n").substr(0, 12),
            "HTTP/1.1 431");
  EXPECT_EQ(ask("GET /" + std::string(4000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n").substr(0, 12),
            "HTTP/1.1 431");
  EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n").substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string("80\r\n") +
                std::string(128, 'x') + "\r\n0\r\n\r\n")
                .substr(0, 12),
            "HTTP/1.1 413");
  EXPECT_EQ(
      ask("POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n" + std::string(100000, 'x'))
          .substr(0, 12),
      "HTTP/1.1 403");
}

TEST_F(HttpServerTest, GivesUpOnARequestThatComesTooSlowly) {
  WebLimits limits;
  limits.head_within = 200;
  limits.body_within = 200;
  start(limits);
  EXPECT_EQ(ask("GET / HTT").substr(0, 12), "HTTP/1.1 408");
  EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nsome").substr(0, 12),
            "HTTP/1.1 408");
  // A letter now and then does not make it longer.
  Connection dripping(server_->port());
  const std::string head = "GET / HTTP/1.1\r\nX: " + std::string(400, 'x');
  std::size_t taken = 0;
  for (const char letter : head) {
    pollfd wait = {dripping.fd(), POLLIN, 0};
    if (::poll(&wait, 1, 20) == 1 || !dripping.send({&letter, 1})) break;
    ++taken;
  }
  EXPECT_LT(taken, head.size() / 2);
  EXPECT_EQ(dripping.read_all().substr(0, 12), "HTTP/1.1 408");
}

TEST_F(HttpServerTest, StreamsWhatIsPublishedInOrder) {
  start();
  Connection reader(server_->port());
  ASSERT_TRUE(reader.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_NE(reader.read_until("hello\n").find("HTTP/1.1 200"), std::string::npos);
  EXPECT_EQ(handler_.streams_now, 1U);
  for (int i = 0; i < 100; ++i)
    server_->publish(std::make_shared<const std::string>("event " + std::to_string(i) + "\n"));
  const std::string all = reader.read_until("event 99\n");
  EXPECT_LT(all.find("event 1\n"), all.find("event 98\n"));
  server_->close_streams();
  EXPECT_EQ(reader.read_all().find("(silence)"), std::string::npos);
}

TEST_F(HttpServerTest, DropsAReaderThatDoesNotRead) {
  WebLimits limits;
  limits.stream_bytes = 100'000;
  start(limits);
  Connection slow(server_->port());
  Connection quick(server_->port());
  for (Connection* each : {&slow, &quick}) ASSERT_TRUE(each->send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"));
  (void)quick.read_until("hello\n");
  (void)slow.read_until("hello\n");
  const auto block = std::make_shared<const std::string>(std::string(50'000, 'x') + "\n");
  for (int i = 0; handler_.streams_now == 2 && i < 10'000; ++i) {
    server_->publish(block);
    const std::string mark = "mark " + std::to_string(i) + "\n";
    server_->publish(std::make_shared<const std::string>(mark));
    (void)quick.read_until(mark);
  }
  EXPECT_EQ(handler_.streams_now, 1U);
}

TEST_F(HttpServerTest, HasRoomForSoManyAndNoMore) {
  WebLimits limits;
  limits.connections = 8;
  limits.streams = 3;
  start(limits);
  std::vector<std::unique_ptr<Connection>> streams;
  for (int i = 0; i < 4; ++i) {
    streams.push_back(std::make_unique<Connection>(server_->port()));
    ASSERT_TRUE(streams.back()->send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"));
    const std::string answer = i < 3 ? streams.back()->read_until("hello\n") : streams.back()->read_all();
    EXPECT_EQ(answer.substr(0, 12), i < 3 ? "HTTP/1.1 200" : "HTTP/1.1 503");
  }
  std::vector<std::unique_ptr<Connection>> idle;
  for (int i = 0; i < 8; ++i) idle.push_back(std::make_unique<Connection>(server_->port()));
  // The last of them found no room.
  EXPECT_EQ(idle.back()->read_all(), "");
}

TEST_F(HttpServerTest, NobodyWaitsForSlowWork) {
  start();
  Connection slow(server_->port());
  ASSERT_TRUE(slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n"));
  handler_.began.get_future().wait();
  EXPECT_NE(ask("GET /work HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").find("worked"),
            std::string::npos);
  handler_.go_on.set_value();
  EXPECT_NE(slow.read_until("late").find("late"), std::string::npos);
}

TEST_F(HttpServerTest, APortThatIsTakenIsAnError) {
  start();
  HttpServerOptions options;
  options.port = server_->port();
  const auto second = start_http_server(options, handler_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kNotAvailable);
}

TEST_F(HttpServerTest, EndsWhileReadersAreThere) {
  start();
  Connection reader(server_->port());
  ASSERT_TRUE(reader.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"));
  (void)reader.read_until("hello\n");
  server_.reset();
  EXPECT_EQ(reader.read_all().find("(silence)"), std::string::npos);
}

}  // namespace
}  // namespace sotto
