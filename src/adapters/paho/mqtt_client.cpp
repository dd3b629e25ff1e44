#include "adapters/paho/mqtt_client.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "adapters/paho/connection_internal.hpp"

namespace sotto {
namespace {

constexpr std::chrono::milliseconds kLook{10};
constexpr std::chrono::milliseconds kRetry{100};

}  // namespace

MqttClient::MqttClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

MqttClient::~MqttClient() = default;

Result<std::unique_ptr<MqttClient>> MqttClient::open(const BrokerSettings& broker,
                                                     const std::string& status_topic, OnMessage on_message) {
  auto connection = Connection::make(broker, status_topic, {std::move(on_message), [] {}});
  if (!connection) return connection.error();
  return std::unique_ptr<MqttClient>(new MqttClient(std::move(connection).value()));
}

bool MqttClient::connect_within(Milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(patience);
  auto next_try = Clock::now();
  while (!connection_->connected()) {
    if (Clock::now() >= deadline) return false;
    if (!connection_->connecting() && Clock::now() >= next_try) {
      connection_->start_connecting();
      next_try = Clock::now() + kRetry;
    }
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

bool MqttClient::connected() const {
  return connection_->connected();
}

std::string MqttClient::trouble() const {
  return connection_->trouble();
}

bool MqttClient::publish(const std::string& topic, const std::string& payload, bool retain) {
  return connection_->publish(topic, payload, retain);
}

void MqttClient::subscribe(const std::vector<std::string>& filters) {
  connection_->subscribe(filters);
}

}  // namespace sotto
