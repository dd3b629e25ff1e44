// Runs a DemoHome on a broker until it is told to stop.
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "home/home_settings.hpp"

namespace sotto {

// Called once when everything is described, and then again and again; ends when it returns false.
struct HomeRunCalls {
  std::function<void()> on_ready;
  std::function<bool()> go_on;
};

// Errors: as MqttHome::open(); not-available where the broker cannot be reached.
[[nodiscard]] Result<void> run_demo_home(const BrokerSettings& broker, const std::string& discovery_prefix,
                                         const HomeRunCalls& calls);

}  // namespace sotto
