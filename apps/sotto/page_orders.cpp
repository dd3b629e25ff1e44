#include "sotto/page_orders.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "home/home_orders.hpp"

namespace sotto {
namespace {

constexpr std::size_t kOpenMax = 32;
// A little longer than a device is waited for.
constexpr std::chrono::seconds kPatience{8};

}  // namespace

Result<std::string> PageOrders::order(const DeviceWish& wish) {
  if (is_opening(wish.command)) return Error{ErrorCode::kRefused, "what opens is not done from the page"};
  std::unique_lock lock(mutex_);
  if (open_.size() >= kOpenMax) return Error{ErrorCode::kNotAvailable, "too many orders at once"};
  const std::uint64_t id = ++last_;
  open_[id] = std::nullopt;
  fresh_.push_back({id, wish.device, wish.command, wish.value_tenths});
  if (wake_) wake_();
  changed_.wait_for(lock, kPatience, [&] { return open_[id].has_value(); });
  const std::optional<std::string> result = open_[id];
  open_.erase(id);
  if (!result) return Error{ErrorCode::kNotAvailable, "the devices"};
  return nlohmann::json({{"result", *result}}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<SetDevice> PageOrders::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(fresh_, {});
}

bool PageOrders::answered(const DeviceAnswered& answer) {
  const std::lock_guard lock(mutex_);
  const auto order = open_.find(answer.command);
  if (order == open_.end()) return answer.command > (std::uint64_t{1} << 62U);  // nobody waits any more
  order->second = answer.result;
  changed_.notify_all();
  return true;
}

bool PageOrders::waiting() const {
  const std::lock_guard lock(mutex_);
  return !open_.empty();
}

}  // namespace sotto
