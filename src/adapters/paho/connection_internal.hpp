// Connection: one MQTT client of Paho's. No exception leaves it, no call waits for the network.
#pragma once

#include <mqtt/async_client.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "home/home_settings.hpp"

namespace sotto {

// What a connection tells, on Paho's own threads.
struct ConnectionHandlers {
  std::function<void(const std::string& topic, std::string_view payload)> on_message;
  std::function<void()> on_change;  // connected() or busy() has changed
};

class Connection : private mqtt::iaction_listener {
 public:
  // Errors: as MqttHome::open().
  // "offline" on `status_topic` is the last will.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> make(const BrokerSettings& broker,
                                                                std::string status_topic,
                                                                ConnectionHandlers handlers);
  ~Connection() override;

  void start_connecting();
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] bool connecting() const { return connecting_; }
  [[nodiscard]] std::string trouble() const;

  [[nodiscard]] bool publish(const std::string& topic, const std::string& payload, bool retain);
  void subscribe(const std::vector<std::string>& topics);
  void unsubscribe(const std::vector<std::string>& topics);
  // Says goodbye; waits a moment for it to go out.
  void close();

 private:
  Connection(const BrokerSettings& broker, const std::string& password, std::string status_topic,
             ConnectionHandlers handlers);
  void on_success(const mqtt::token& token) override;
  void on_failure(const mqtt::token& token) override;
  void fail(std::string why);
  void make_client();

  std::string status_topic_;
  ConnectionHandlers handlers_;
  mqtt::connect_options options_;
  std::atomic<bool> connected_ = false;
  std::atomic<bool> connecting_ = false;
  mutable std::mutex mutex_;
  std::string trouble_;
  std::string uri_;
  std::string id_;
  std::unique_ptr<mqtt::async_client> client_;  // goes first: its threads use the rest
};

}  // namespace sotto
