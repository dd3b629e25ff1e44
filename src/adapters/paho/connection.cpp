#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <random>

#include "adapters/paho/connection_internal.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPasswordMax = 1024;
constexpr int kKeepAliveSeconds = 15;
// Commands on their way: all the lamps of a large house at once.
constexpr int kBufferedMax = 20'000;
constexpr int kInflightMax = 1000;
constexpr int kQosCommand = 1;
constexpr int kQosState = 0;
constexpr std::size_t kTopicsAtOnce = 100;
constexpr std::uint16_t kPlainPort = 1883;
constexpr std::uint16_t kTlsPort = 8883;

Result<std::string> read_password(const std::filesystem::path& file) {
  if (file.empty()) return std::string();
  const auto bytes = read_private_file(file, kPasswordMax);
  if (!bytes) return bytes.error();
  if (!only_owner_may_use(file))
    return Error{ErrorCode::kKeyInvalid, file.string() + ": others may use it, chmod 600 it"};
  std::string password(bytes.value().begin(), bytes.value().end());
  while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
  return password;
}

std::string server_uri(const BrokerSettings& broker) {
  const bool v6 = broker.host.find(':') != std::string::npos && !broker.host.starts_with('[');
  const std::string host = v6 ? "[" + broker.host + "]" : broker.host;
  const std::uint16_t port = broker.port != 0 ? broker.port : broker.tls ? kTlsPort : kPlainPort;
  return (broker.tls ? "ssl://" : "tcp://") + host + ":" + std::to_string(port);
}

std::string client_id() {
  std::random_device random;
  char id[32];
  std::snprintf(id, sizeof id, "sotto-%08x%08x", random(), random());
  return id;
}

mqtt::ssl_options tls_options(const BrokerSettings& broker) {
  mqtt::ssl_options tls;
  tls.set_enable_server_cert_auth(true);
  tls.set_verify(true);  // the certificate must be for this host
  if (broker.ca.empty()) {
    tls.ca_path("/etc/ssl/certs");
  } else {
    tls.set_trust_store(broker.ca.string());
  }
  if (!broker.cert.empty()) tls.set_key_store(broker.cert.string());
  if (!broker.key.empty()) tls.set_private_key(broker.key.string());
  return tls;
}

mqtt::connect_options connect_options(const BrokerSettings& broker, const std::string& password,
                                      const std::string& status_topic) {
  mqtt::connect_options options;
  options.set_clean_session(true);  // an old command is never sent later
  options.set_keep_alive_interval(kKeepAliveSeconds);
  options.set_max_inflight(kInflightMax);
  options.set_connect_timeout(5);
  options.set_mqtt_version(MQTTVERSION_3_1_1);
  options.set_will(mqtt::will_options(status_topic, std::string("offline"), kQosCommand, true));
  if (!broker.user.empty()) options.set_user_name(broker.user);
  if (!password.empty()) options.set_password(password);
  if (broker.tls) options.set_ssl(tls_options(broker));
  return options;
}

mqtt::string_collection_ptr some_topics(const std::vector<std::string>& topics, std::size_t from,
                                        std::size_t to) {
  std::vector<std::string> some;
  for (std::size_t i = from; i < to; ++i) some.push_back(topics[i]);
  return mqtt::string_collection::create(std::move(some));
}

Result<void> check_file(const std::filesystem::path& file) {
  std::error_code error;
  if (file.empty() || std::filesystem::is_regular_file(file, error)) return {};
  return Error{ErrorCode::kFileMissing, file.string()};
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::make(const BrokerSettings& broker, std::string status_topic,
                                                     ConnectionHandlers handlers) {
  if (broker.host.empty()) return Error{ErrorCode::kUsage, "the settings name no [mqtt] host"};
  for (const auto& file : {broker.ca, broker.cert, broker.key}) {
    if (auto there = check_file(file); !there) return there.error();
  }
  if (!broker.key.empty() && !only_owner_may_use(broker.key))
    return Error{ErrorCode::kKeyInvalid, broker.key.string() + ": others may use it, chmod 600 it"};
  const auto password = read_password(broker.password_file);
  if (!password) return password.error();
  try {
    return std::unique_ptr<Connection>(
        new Connection(broker, password.value(), std::move(status_topic), std::move(handlers)));
  } catch (const std::exception&) {
    return Error{ErrorCode::kEngineFailed, "the MQTT client for " + broker.host};
  }
}

Connection::Connection(const BrokerSettings& broker, const std::string& password, std::string status_topic,
                       ConnectionHandlers handlers)
    : status_topic_(std::move(status_topic)),
      handlers_(std::move(handlers)),
      options_(connect_options(broker, password, status_topic_)),
      uri_(server_uri(broker)),
      id_(client_id()) {
  make_client();
}

// What a lost connection left behind in the old client is gone with it: a command is carried out now or
// never.
void Connection::make_client() {
  client_.reset();
  mqtt::create_options options(MQTTVERSION_3_1_1, kBufferedMax);
  options.set_send_while_disconnected(false);
  client_ = std::make_unique<mqtt::async_client>(uri_, id_, options);
  client_->set_message_callback([this](const mqtt::const_message_ptr& message) {
    if (!message) return;
    const auto& payload = message->get_payload_ref();
    handlers_.on_message(message->get_topic(), payload.empty()
                                                   ? std::string_view()
                                                   : std::string_view(payload.data(), payload.length()));
  });
  client_->set_connection_lost_handler([this](const std::string&) { fail("the connection was lost"); });
}

Connection::~Connection() {
  close();
}

void Connection::fail(std::string why) {
  {
    const std::lock_guard lock(mutex_);
    trouble_ = std::move(why);
  }
  connected_ = false;
  connecting_ = false;
  handlers_.on_change();
}

void Connection::on_success(const mqtt::token&) {
  {
    const std::lock_guard lock(mutex_);
    trouble_.clear();
  }
  connected_ = true;
  connecting_ = false;
  handlers_.on_change();
}

void Connection::on_failure(const mqtt::token& token) {
  const int code = token.get_return_code();
  // 1 to 5 are the broker's own words in MQTT 3.1.1.
  if (code == 4 || code == 5) return fail("the broker refuses user or password");
  if (code >= 1 && code <= 3) return fail("the broker refuses the connection");
  fail("the broker cannot be reached");
}

std::string Connection::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Connection::start_connecting() {
  connecting_ = true;
  try {
    make_client();
    client_->connect(options_, nullptr, *this);
  } catch (const std::exception&) {
    fail("the broker cannot be reached");
  }
}

bool Connection::publish(const std::string& topic, const std::string& payload, bool retain) {
  if (!connected_) return false;
  try {
    client_->publish(topic, payload.data(), payload.size(), kQosCommand, retain);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void Connection::subscribe(const std::vector<std::string>& topics) {
  for (std::size_t from = 0; from < topics.size(); from += kTopicsAtOnce) {
    const std::size_t to = std::min(topics.size(), from + kTopicsAtOnce);
    const auto filters = some_topics(topics, from, to);
    try {
      client_->subscribe(filters, mqtt::iasync_client::qos_collection(to - from, kQosState));
    } catch (const std::exception&) {
      return;  // the connection is gone, and the next one asks for everything
    }
  }
}

void Connection::unsubscribe(const std::vector<std::string>& topics) {
  for (std::size_t from = 0; from < topics.size(); from += kTopicsAtOnce) {
    const std::size_t to = std::min(topics.size(), from + kTopicsAtOnce);
    const auto filters = some_topics(topics, from, to);
    try {
      client_->unsubscribe(filters);
    } catch (const std::exception&) {
      return;
    }
  }
}

void Connection::close() {
  if (!connected_) return;
  try {
    client_->publish(status_topic_, "offline", 7, kQosCommand, true)->wait_for(500ms);
    client_->disconnect()->wait_for(500ms);
  } catch (const std::exception&) {
    // Then the last will says it.
  }
  connected_ = false;
}

}  // namespace sotto
