// HandsLoop: the life of the process that has the devices, from its link to the ears to its end.
//
// Orders go to the devices, answers and names come back; whoever shows the run to people (a page) gets its
// lines and states, and may ask it to cancel or to switch the microphone. Thread-safety: ask() and
// set_watching() on any thread, run() on one; the watcher is called on that one.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "adapters/posix/line_channel.hpp"
#include "ports/device_bus.hpp"
#include "runtime/hands_link.hpp"
#include "sotto/page_orders.hpp"

namespace sotto {

struct RunWatcher {
  std::function<void(const std::string& line)> on_line;
  std::function<void(const LiveState& state)> on_state;
};

class HandsLoop {
 public:
  // Takes the socket over. `home` is borrowed; null: orders are answered "no-device". `orders`, borrowed too,
  // are those of a page; null: there is none.
  HandsLoop(int socket, DeviceBus* home, RunWatcher watcher = {}, PageOrders* orders = nullptr);

  // False where the ears are gone.
  bool ask(const FromHands& wish);
  // Lines and states come only while somebody watches, since lines hold what was said.
  bool set_watching(bool on) { return ask(Watching{on}); }
  // There are new orders of a page.
  void wake() { channel_.wake(); }

  // Returns when the ears have ended, or have sent what is no message: the exit code.
  [[nodiscard]] int run();

 private:
  [[nodiscard]] bool take(const std::string& line);
  void set(const SetDevice& command);
  void bring();

  LineChannel channel_;
  DeviceBus* home_;
  RunWatcher watcher_;
  PageOrders* orders_;
  std::set<std::uint64_t> open_;  // orders that the devices have not answered
};

}  // namespace sotto
