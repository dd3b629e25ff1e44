// A broker with a thousand lamps on it, each of which obeys at once. The lamps are a process of their own, as
// in life: two clients of Paho's in one process share one thread, and the second one waits for it.
// Thread-safety: one user.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "home/home_settings.hpp"
#include "sotto/home_broker.hpp"

namespace sotto {

inline constexpr int kStreetDevices = 1000;
inline constexpr int kFloodASecond = 5000;

[[nodiscard]] std::string street_topic(int lamp);
[[nodiscard]] std::string street_config(int lamp);

class Street {
 public:
  using Clock = std::chrono::steady_clock;

  // ready() is false where there is no broker, or the lamps did not come.
  Street();
  ~Street();
  Street(const Street&) = delete;
  Street& operator=(const Street&) = delete;

  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] BrokerSettings settings() const { return broker_->settings(); }

  // When the next command that nobody has asked for yet reached its lamp.
  [[nodiscard]] std::optional<Clock::time_point> next_command(std::chrono::milliseconds patience);

  // From now on the lamps report kFloodASecond states a second.
  void flood();
  // Ends it; how many there were.
  std::int64_t end_flood();

 private:
  [[nodiscard]] std::optional<std::int64_t> read_number(std::chrono::milliseconds patience);

  std::filesystem::path folder_;
  std::unique_ptr<HomeBroker> broker_;
  pid_t lamps_ = -1;
  int to_lamps_ = -1;
  int from_lamps_ = -1;
  bool ready_ = false;
};

// The lamps' process, started as `PROGRAM --lamps PORT`: its exit code.
[[nodiscard]] int run_lamps(int port);

}  // namespace sotto
