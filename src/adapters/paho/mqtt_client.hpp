// MqttClient: a plain client of an MQTT broker, for the demonstration home and for tests. Sotto's own way to
// the house is mqtt_home.hpp.
//
// Thread-safety: one user. Messages arrive on a thread of the client's own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "home/home_settings.hpp"

namespace sotto {

class MqttClient {
 public:
  using OnMessage = std::function<void(const std::string& topic, std::string_view payload)>;

  // "offline" on `status_topic` is the last will. Errors: as MqttHome::open().
  [[nodiscard]] static Result<std::unique_ptr<MqttClient>> open(const BrokerSettings& broker,
                                                                const std::string& status_topic,
                                                                OnMessage on_message);
  ~MqttClient();

  // Tries again and again. False when it has not come about in that time.
  bool connect_within(Milliseconds patience);
  [[nodiscard]] bool connected() const;
  [[nodiscard]] std::string trouble() const;

  bool publish(const std::string& topic, const std::string& payload, bool retain);
  void subscribe(const std::vector<std::string>& filters);

 private:
  struct Parts;
  explicit MqttClient(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sotto
