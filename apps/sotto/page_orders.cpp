#include "sotto/page_orders.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "home/home_orders.hpp"

namespace sotto {
namespace {

constexpr std::size_t kOpenMax = 12;  // fewer than the ears keep
// A little longer than a device is waited for.
constexpr std::chrono::seconds kPatience{8};

}  // namespace

Result<std::string> PageOrders::order(const DeviceWish& wish) {
  if (is_opening(wish.command) && !wish.approved) {
    return Error{ErrorCode::kRefused, "what opens must be asked about again, and meant"};
  }
  std::unique_lock lock(mutex_);
  if (open_.size() >= kOpenMax) return Error{ErrorCode::kNotAvailable, "too many orders at once"};
  const auto mine = open_.insert(
      open_.end(), {{wish.device, wish.command, wish.value_tenths, wish.approved}, false, 0, std::nullopt});
  if (wake_) wake_();
  changed_.wait_for(lock, kPatience, [&] { return mine->result.has_value(); });
  const std::optional<std::string> result = mine->result;
  open_.erase(mine);
  if (!result) return Error{ErrorCode::kNotAvailable, "the devices"};
  return nlohmann::json({{"result", *result}}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<OrderDevice> PageOrders::take() {
  const std::lock_guard lock(mutex_);
  std::vector<OrderDevice> orders;
  for (Open& each : open_) {
    if (!std::exchange(each.taken, true)) orders.push_back(each.order);
  }
  return orders;
}

void PageOrders::sent(const SetDevice& command) {
  const std::lock_guard lock(mutex_);
  const auto mine = std::find_if(open_.begin(), open_.end(), [&command](const Open& each) {
    return each.taken && each.command == 0 && each.order.device == command.device &&
           each.order.command == command.command && each.order.value_tenths == command.value_tenths;
  });
  if (mine != open_.end()) mine->command = command.id;
}

void PageOrders::answered(const DeviceAnswered& answer) {
  const std::lock_guard lock(mutex_);
  for (Open& each : open_) {
    if (each.command == answer.command && answer.command != 0) each.result = answer.result;
  }
  changed_.notify_all();
}

bool PageOrders::waiting() const {
  const std::lock_guard lock(mutex_);
  return !open_.empty();
}

}  // namespace sotto
