// MqttHome: the house behind an MQTT broker (Eclipse Paho).
//
// Listens to the discovery topics and to what the discovered devices say, publishes on their command topics
// and on sotto/status ("online"; "offline" is the last will), and nothing else. Without a broker it keeps
// trying, ever more slowly, and answers commands "unavailable". A command waits behind no message: what comes
// in is kept by topic, the newest only, and bounded.
//
// Thread-safety: the DeviceBus calls on one thread; the others on any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "home/home.hpp"
#include "home/home_settings.hpp"
#include "ports/device_bus.hpp"

namespace sotto {

struct MqttCounts {
  std::uint64_t heard = 0;      // messages
  std::uint64_t refused = 0;    // too large, or more than is kept
  std::uint64_t published = 0;  // commands
  std::uint64_t connections = 0;
  std::uint64_t faults = 0;  // discovery payloads, or parts of them, that could not be used
};

class MqttHome final : public DeviceBus {
 public:
  // Returns at once, whether or not there is a broker. Errors: usage (no host), file-missing,
  // file-unreadable, key-invalid (a password file that others may read), engine-failed.
  [[nodiscard]] static Result<std::unique_ptr<MqttHome>> open(const BrokerSettings& broker,
                                                              const HomeSettings& home);
  ~MqttHome() override;

  void set(const SetDevice& command) override;
  [[nodiscard]] std::vector<DeviceAnswered> take_answers() override;
  [[nodiscard]] std::optional<HomeNames> take_names() override;

  [[nodiscard]] bool connected() const;
  // Why the last attempt to connect failed; empty while connected, or before the first attempt has ended.
  [[nodiscard]] std::string trouble() const;
  // Returns when something was heard or the connection has changed since the last call, or when it is time.
  bool wait_for_change(Milliseconds patience);
  [[nodiscard]] MqttCounts counts() const;
  [[nodiscard]] std::vector<HomeRow> rows();
  [[nodiscard]] std::size_t device_count();

 private:
  class Worker;
  explicit MqttHome(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace sotto
