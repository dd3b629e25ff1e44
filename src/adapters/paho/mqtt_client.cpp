#include "adapters/paho/mqtt_client.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "adapters/paho/connection_internal.hpp"

namespace sotto {
namespace {

constexpr std::chrono::milliseconds kRetry{100};

}  // namespace

struct MqttClient::Parts {
  std::mutex mutex;
  std::condition_variable changed;
  std::unique_ptr<Connection> connection;  // goes first: its threads use the rest
};

MqttClient::MqttClient(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

MqttClient::~MqttClient() = default;

Result<std::unique_ptr<MqttClient>> MqttClient::open(const BrokerSettings& broker,
                                                     const std::string& status_topic, OnMessage on_message) {
  auto parts = std::make_unique<Parts>();
  const auto on_change = [shared = parts.get()] {
    const std::lock_guard lock(shared->mutex);
    shared->changed.notify_all();
  };
  auto connection = Connection::make(broker, status_topic, {std::move(on_message), on_change});
  if (!connection) return connection.error();
  parts->connection = std::move(connection).value();
  return std::unique_ptr<MqttClient>(new MqttClient(std::move(parts)));
}

bool MqttClient::connect_within(Milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(patience);
  auto next_try = Clock::now();
  Connection& connection = *parts_->connection;
  while (!connection.connected()) {
    const auto now = Clock::now();
    if (now >= deadline) return false;
    if (!connection.connecting() && now >= next_try) {
      connection.start_connecting();
      next_try = now + kRetry;
    }
    std::unique_lock lock(parts_->mutex);
    const auto until = connection.connecting() ? deadline : std::min(deadline, next_try);
    parts_->changed.wait_until(lock, until,
                               [&] { return connection.connected() || !connection.connecting(); });
    // A refusal comes at once; the next attempt waits for its time.
    if (!connection.connected() && Clock::now() < next_try)
      parts_->changed.wait_until(lock, std::min(deadline, next_try), [&] { return connection.connected(); });
  }
  return true;
}

bool MqttClient::connected() const {
  return parts_->connection->connected();
}

std::string MqttClient::trouble() const {
  return parts_->connection->trouble();
}

bool MqttClient::publish(const std::string& topic, const std::string& payload, bool retain) {
  return parts_->connection->publish(topic, payload, retain);
}

void MqttClient::subscribe(const std::vector<std::string>& filters) {
  parts_->connection->subscribe(filters);
}

}  // namespace sotto
