#include "sotto/hands_loop.hpp"

#include <utility>

namespace sotto {
namespace {

constexpr LineLimits kLimits{kHandsLineMax, 2 * kHandsLineMax};
// How soon an answer of the devices is looked for: at once while one is awaited.
constexpr Milliseconds kLookSoon = 5;
constexpr Milliseconds kLook = 100;

}  // namespace

HandsLoop::HandsLoop(int socket, DeviceBus* home, RunWatcher watcher, PageOrders* orders)
    : channel_(socket, kLimits), home_(home), watcher_(std::move(watcher)), orders_(orders) {}

bool HandsLoop::ask(const FromHands& wish) {
  return channel_.send(encode_from_hands(wish));
}

int HandsLoop::run() {
  while (true) {
    const bool awaited = !open_.empty() || (orders_ != nullptr && orders_->waiting());
    const bool linked = channel_.exchange(awaited ? kLookSoon : kLook);
    for (const std::string& line : channel_.take()) {
      if (!take(line)) return 1;
    }
    if (!linked) return 0;
    bring();
  }
}

bool HandsLoop::take(const std::string& line) {
  const auto message = decode_to_hands(line);
  if (!message) return false;
  if (const auto* command = std::get_if<SetDevice>(&message.value())) {
    set(*command);
  } else if (const auto* told = std::get_if<LineTold>(&message.value())) {
    if (watcher_.on_line) watcher_.on_line(told->line);
  } else if (const auto* state = std::get_if<LiveState>(&message.value())) {
    if (watcher_.on_state) watcher_.on_state(*state);
  }
  return true;
}

void HandsLoop::set(const SetDevice& command) {
  if (home_ == nullptr) {
    ask(DeviceAnswered{command.id, "no-device", ""});
    return;
  }
  open_.insert(command.id);
  if (orders_ != nullptr) orders_->sent(command);
  home_->set(command);
}

void HandsLoop::bring() {
  if (home_ == nullptr) return;
  if (orders_ != nullptr) {
    for (const OrderDevice& order : orders_->take()) ask(order);
  }
  for (const DeviceAnswered& answer : home_->take_answers()) {
    if (orders_ != nullptr) orders_->answered(answer);
    open_.erase(answer.command);
    ask(answer);
  }
  if (const auto names = home_->take_names()) ask(*names);
}

}  // namespace sotto
