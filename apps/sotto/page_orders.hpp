// PageOrders: what somebody at the page wants of a device, on its way to the one thread that may ask it.
//
// What opens is refused: by hand on the page nothing says who touches it. Thread-safety: order() on any
// thread, it waits; take() and answered() on the thread of the devices.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "page/house.hpp"

namespace sotto {

class PageOrders {
 public:
  // `wake` is called after each order, so that it is taken soon.
  explicit PageOrders(std::function<void()> wake) : wake_(std::move(wake)) {}

  // {"result":"confirmed"}: what the device has answered. Errors: refused (what opens), not-available (too
  // many at once, or nobody answers).
  [[nodiscard]] Result<std::string> order(const DeviceWish& wish);

  // What was ordered since the last call, with numbers that no run uses.
  [[nodiscard]] std::vector<SetDevice> take();
  // Whether it was an answer to one of these.
  bool answered(const DeviceAnswered& answer);
  // Whether an answer is awaited.
  [[nodiscard]] bool waiting() const;

 private:
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t last_ = std::uint64_t{1} << 62U;  // a run counts from one
  std::vector<SetDevice> fresh_;
  std::map<std::uint64_t, std::optional<std::string>> open_;  // the result, once it is known
};

}  // namespace sotto
