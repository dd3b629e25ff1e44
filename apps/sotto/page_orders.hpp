// PageOrders: what somebody at the page wants of a device, on its way to the core, and what came of it.
//
// An order goes to the process that hears, which journals and judges it like any other; what comes back as a
// command for the devices is recognised here, so that its answer reaches the page. What opens must have been
// approved: asked again, and meant. Thread-safety: order() on any thread, it waits; the others on the thread
// of the devices.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "page/house.hpp"
#include "runtime/live_state.hpp"

namespace sotto {

class PageOrders {
 public:
  // `wake` is called after each order, so that it is taken soon.
  explicit PageOrders(std::function<void()> wake) : wake_(std::move(wake)) {}

  // {"result":"confirmed"}: what the device has answered. Errors: refused (what opens without approval),
  // not-available (too many at once, the core refused, or nobody answers).
  [[nodiscard]] Result<std::string> order(const DeviceWish& wish);

  // What was ordered since the last call.
  [[nodiscard]] std::vector<OrderDevice> take();
  // A command came from the core: perhaps one of these.
  void sent(const SetDevice& command);
  void answered(const DeviceAnswered& answer);
  // Whether an answer is awaited.
  [[nodiscard]] bool waiting() const;

 private:
  struct Open {
    OrderDevice order;
    bool taken = false;
    std::uint64_t command = 0;          // id of the SetDevice; 0: it has not come yet
    std::optional<std::string> result;  // once it is known
  };

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Open> open_;  // oldest first
};

}  // namespace sotto
