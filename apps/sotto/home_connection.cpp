#include "sotto/home_connection.hpp"

#include <chrono>

namespace sotto {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kConnectsWithin{5};
constexpr std::chrono::seconds kListensAtMost{5};
constexpr Milliseconds kQuiet = 600;  // so long without a message: all that is kept has come
constexpr Milliseconds kLook = 100;   // for Ctrl-C

}  // namespace

Result<std::unique_ptr<MqttHome>> connect_to_home(const Config& config, const StopSignal& stop) {
  auto home = MqttHome::open(config.broker, config.home);
  if (!home) return home.error();
  const auto deadline = Clock::now() + kConnectsWithin;
  while (!home.value()->connected() && !stop.raised()) {
    if (Clock::now() >= deadline) {
      const std::string why = home.value()->trouble();
      return Error{ErrorCode::kNotAvailable,
                   config.broker.host + ": " + (why.empty() ? "the broker does not answer" : why)};
    }
    home.value()->wait_for_change(kLook);
  }
  return home;
}

void listen_until_quiet(MqttHome& home, const StopSignal& stop) {
  const auto deadline = Clock::now() + kListensAtMost;
  while (!stop.raised() && Clock::now() < deadline && home.wait_for_change(kQuiet)) {
  }
}

}  // namespace sotto
