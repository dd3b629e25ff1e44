// The way to the devices for a command that waits for them, unlike `sotto run`, which never does.
#pragma once

#include <memory>

#include "adapters/paho/mqtt_home.hpp"
#include "adapters/toml/config_file.hpp"
#include "base/result.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {

// Errors: those of MqttHome::open; not-available (no broker answers in five seconds).
[[nodiscard]] Result<std::unique_ptr<MqttHome>> connect_to_home(const Config& config, const StopSignal& stop);

// Returns once all that the broker keeps has come, after five seconds at the latest.
void listen_until_quiet(MqttHome& home, const StopSignal& stop);

}  // namespace sotto
