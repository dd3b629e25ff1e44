// The server with TLS over real sockets of this machine, asked by a real TLS client.
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http/http_server.hpp"
#include "adapters/openssl/certificate.hpp"
#include "unit/http/echo_handler.hpp"

namespace sotto {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using TlsContext = asio::ssl::context;

constexpr timeval kPatience{20, 0};

Certificate certificate_of_page() {
  static const Result<Certificate> kMade = make_certificate({{"kitchen"}, {"127.0.0.1"}, 1'795'000'000'000});
  return kMade.value();
}

// A connection that blocks, and gives up only when patience is over.
class Wire {
 public:
  explicit Wire(std::uint16_t port) : socket_(context_) {
    socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port), error_);
    (void)::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  }
  [[nodiscard]] tcp::socket& socket() { return socket_; }
  void send(std::string_view text) { asio::write(socket_, asio::buffer(text.data(), text.size()), error_); }
  // Whatever comes until the other side closes.
  [[nodiscard]] std::string read_all() {
    std::string all;
    std::array<char, 4096> piece{};
    while (true) {
      const ssize_t count = ::recv(socket_.native_handle(), piece.data(), piece.size(), 0);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) return all + "(silence)";
      if (count <= 0) return all;
      all.append(piece.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  asio::io_context context_;
  tcp::socket socket_;
  boost::system::error_code error_;
};

// A client that believes in no certificate and looks at it instead.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version_max = TLS1_3_VERSION)
      : wire_(port), tls_(settings(version_max)), stream_(wire_.socket(), tls_) {
    stream_.handshake(asio::ssl::stream_base::client, error_);
  }

  [[nodiscard]] bool open() const { return !error_; }
  [[nodiscard]] int version() { return SSL_version(stream_.native_handle()); }
  [[nodiscard]] std::string certificate_pem() {
    const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(stream_.native_handle()),
                                                           X509_free);
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(memory.get(), peer.get());
    char* bytes = nullptr;
    const long count = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(count)};
  }
  bool send(std::string_view text) {
    asio::write(stream_, asio::buffer(text.data(), text.size()), error_);
    return !error_;
  }
  [[nodiscard]] std::string read_until(const std::string& mark) {
    std::array<char, 4096> piece{};
    while (mark.empty() || received_.find(mark) == std::string::npos) {
      const std::size_t count = stream_.read_some(asio::buffer(piece), error_);
      if (error_ == asio::error::try_again) return received_ + "(silence)";
      if (error_) return received_;
      received_.append(piece.data(), count);
    }
    return received_;
  }
  [[nodiscard]] std::string read_all() { return read_until(""); }

 private:
  static TlsContext settings(int version_max) {
    TlsContext tls(TlsContext::tls_client);
    tls.set_verify_mode(asio::ssl::verify_none);
    // This client itself would speak anything.
    SSL_CTX_set_security_level(tls.native_handle(), 0);
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(tls.native_handle(), version_max);
    return tls;
  }

  Wire wire_;
  TlsContext tls_;
  asio::ssl::stream<tcp::socket&> stream_;
  boost::system::error_code error_;
  std::string received_;
};

class TlsServerTest : public testing::Test {
 protected:
  void start(const WebLimits& limits = {}) {
    HttpServerOptions options;
    options.port = 0;
    options.limits = limits;
    const Certificate certificate = certificate_of_page();
    options.tls = TlsOptions{certificate.certificate_pem, certificate.key_pem, "127.0.0.1"};
    auto started = start_http_server(options, handler_);
    ASSERT_TRUE(started) << started.error().line();
    server_ = std::move(started).value();
  }

  std::string ask(const std::string& request) {
    TlsClient client(server_->port());
    EXPECT_TRUE(client.open());
    EXPECT_TRUE(client.send(request));
    return client.read_all();
  }

  EchoHandler handler_;
  std::unique_ptr<WebServer> server_;
};

TEST_F(TlsServerTest, AnswersOneRequestAfterAnotherWithItsOwnCertificate) {
  start();
  TlsClient client(server_->port());
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.version(), TLS1_3_VERSION);
  EXPECT_EQ(certificate_fingerprint(client.certificate_pem()).value(),
            certificate_fingerprint(certificate_of_page().certificate_pem).value());
  for (const std::string path : {"/one", "/two"}) {
    ASSERT_TRUE(client.send("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n"));
    EXPECT_NE(client.read_until("GET " + path + "?  here").find("HTTP/1.1 200 OK"), std::string::npos);
  }
  EXPECT_NE(ask("GET /work HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").find("worked"),
            std::string::npos);
  EXPECT_EQ(handler_.local_host(), "127.0.0.1");
}

TEST_F(TlsServerTest, AnAnswerOfManyRecordsComesWhole) {
  start();
  TlsClient client(server_->port());
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_GT(client.read_until("endHTTP/1.1").size(), kLargeBytes);
  EXPECT_GT(ask("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").size(), kLargeBytes);
}

TEST_F(TlsServerTest, SpeaksTls12AndNothingOlder) {
  start();
  EXPECT_TRUE(TlsClient(server_->port(), TLS1_2_VERSION).open());
  EXPECT_FALSE(TlsClient(server_->port(), TLS1_1_VERSION).open());
  EXPECT_FALSE(TlsClient(server_->port(), TLS1_VERSION).open());
}

TEST_F(TlsServerTest, WhoComesWithoutTlsReadsNoPage) {
  start();
  for (const std::string request : {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "nonsense\r\n\r\n"}) {
    Wire wire(server_->port());
    wire.send(request);
    const std::string answer = wire.read_all();
    EXPECT_EQ(answer.find("HTTP/"), std::string::npos);
    EXPECT_EQ(answer.find("(silence)"), std::string::npos);
  }
  EXPECT_EQ(handler_.local_host(), "");
}

TEST_F(TlsServerTest, AHandshakeThatIsNotDoneInTimeIsCutOff) {
  WebLimits limits;
  limits.handshake_within = 300;
  start(limits);
  Wire silent(server_->port());
  EXPECT_EQ(silent.read_all(), "");
  // The head of a hello that says it is long, then a letter now and then: that does not make it longer.
  Wire dripping(server_->port());
  dripping.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
  std::size_t sent = 0;
  for (; sent < 400; ++sent) {
    char byte = 0;
    timeval pause{0, 20'000};
    (void)::setsockopt(dripping.socket().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    if (::recv(dripping.socket().native_handle(), &byte, 1, 0) == 0) break;
    if (::send(dripping.socket().native_handle(), "x", 1, MSG_NOSIGNAL) != 1) break;
  }
  EXPECT_LT(sent, 200U);
}

TEST_F(TlsServerTest, RefusesWhatIsTooLargeOrTooSlow) {
  WebLimits limits;
  limits.head_bytes = 2000;
  limits.head_within = 300;
  limits.body_within = 300;
  start(limits);
  EXPECT_EQ(ask("GET / HTTP/1.1\r\nX: " + std::string(4000, 'x') + "\r\n\r\n").substr(0, 12), "HTTP/1.1 431");
  EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n").substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(
      ask("POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n" + std::string(100'000, 'x'))
          .substr(0, 12),
      "HTTP/1.1 403");
  EXPECT_EQ(ask("GET / HTT").substr(0, 12), "HTTP/1.1 408");
  EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nsome").substr(0, 12),
            "HTTP/1.1 408");
}

TEST_F(TlsServerTest, StreamsAndDropsAReaderThatDoesNotRead) {
  WebLimits limits;
  limits.stream_bytes = 100'000;
  start(limits);
  TlsClient slow(server_->port());
  TlsClient quick(server_->port());
  for (TlsClient* each : {&slow, &quick}) {
    ASSERT_TRUE(each->send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"));
    (void)each->read_until("hello\n");
  }
  const auto block = std::make_shared<const std::string>(std::string(50'000, 'x') + "\n");
  for (int i = 0; handler_.streams_now == 2 && i < 10'000; ++i) {
    server_->publish(block);
    const std::string mark = "mark " + std::to_string(i) + "\n";
    server_->publish(std::make_shared<const std::string>(mark));
    (void)quick.read_until(mark);
  }
  EXPECT_EQ(handler_.streams_now, 1U);
  server_->close_streams();
  EXPECT_EQ(quick.read_all().find("(silence)"), std::string::npos);
}

TEST_F(TlsServerTest, HasRoomForSoManyAndNoMore) {
  WebLimits limits;
  limits.connections = 4;
  start(limits);
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<TlsClient>(server_->port()));
    EXPECT_TRUE(clients.back()->open()) << i;
  }
  EXPECT_FALSE(TlsClient(server_->port()).open());
}

TEST_F(TlsServerTest, WrongKeysAndAddressesAreErrors) {
  const Certificate certificate = certificate_of_page();
  const auto other = make_certificate({{"kitchen"}, {}, 1'795'000'000'000});
  ASSERT_TRUE(other);
  HttpServerOptions options;
  options.port = 0;
  options.tls = TlsOptions{certificate.certificate_pem, other.value().key_pem, "127.0.0.1"};
  EXPECT_EQ(start_http_server(options, handler_).error().code, ErrorCode::kKeyInvalid);
  options.tls = TlsOptions{"no certificate", certificate.key_pem, "127.0.0.1"};
  EXPECT_EQ(start_http_server(options, handler_).error().code, ErrorCode::kKeyInvalid);
  for (const std::string address : {"192.0.2.77", "kitchen", "", "::1"}) {
    options.tls = TlsOptions{certificate.certificate_pem, certificate.key_pem, address};
    EXPECT_EQ(start_http_server(options, handler_).error().code, ErrorCode::kNotAvailable) << address;
  }
}

TEST_F(TlsServerTest, EndsWhileAHandshakeAndAReaderAreThere) {
  start();
  Wire half(server_->port());
  TlsClient reader(server_->port());
  ASSERT_TRUE(reader.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"));
  (void)reader.read_until("hello\n");
  server_.reset();
  EXPECT_EQ(reader.read_all().find("(silence)"), std::string::npos);
  EXPECT_EQ(half.read_all(), "");
}

TEST(HomeAddresses, AreThoseThatNobodyOnTheInternetHas) {
  const auto address = [](std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24U | b << 16U | c << 8U | d;
  };
  for (const std::uint32_t at_home :
       {address(10, 0, 0, 1), address(172, 16, 0, 1), address(172, 31, 255, 255), address(192, 168, 1, 5),
        address(169, 254, 3, 4), address(127, 0, 0, 1)})
    EXPECT_TRUE(is_home_address(at_home)) << at_home;
  for (const std::uint32_t away :
       {address(11, 0, 0, 1), address(172, 15, 0, 1), address(172, 32, 0, 1), address(192, 167, 1, 5),
        address(192, 169, 0, 1), address(8, 8, 8, 8), address(0, 0, 0, 0), address(100, 64, 0, 1)})
    EXPECT_FALSE(is_home_address(away)) << away;
}

}  // namespace
}  // namespace sotto
