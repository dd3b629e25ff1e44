#include "adapters/paho/incoming.hpp"

#include <algorithm>

#include "home/payload.hpp"

namespace sotto {
namespace {

constexpr std::size_t kBytesMax = std::size_t{64} * 1024 * 1024;
constexpr std::size_t kTopicsMax = 100'000;

}  // namespace

bool Incoming::put(const std::string& topic, std::string_view payload) {
  if (payload.size() > kDiscoveryPayloadMax) return false;
  const std::lock_guard lock(mutex_);
  const auto found = newest_.find(topic);
  const std::size_t before = found == newest_.end() ? 0 : found->second.size();
  if (bytes_ - before + payload.size() > kBytesMax) return false;
  if (found == newest_.end()) {
    if (order_.size() >= kTopicsMax) return false;
    newest_.emplace(topic, payload);
    order_.push_back(topic);
  } else {
    found->second = payload;
  }
  bytes_ += payload.size() - before;
  return true;
}

std::vector<std::pair<std::string, std::string>> Incoming::take(std::size_t count) {
  std::vector<std::pair<std::string, std::string>> taken;
  const std::lock_guard lock(mutex_);
  while (!order_.empty() && taken.size() < count) {
    const auto found = newest_.find(order_.front());
    bytes_ -= found->second.size();
    taken.emplace_back(std::move(order_.front()), std::move(found->second));
    order_.pop_front();
    newest_.erase(found);
  }
  return taken;
}

bool Incoming::empty() const {
  const std::lock_guard lock(mutex_);
  return order_.empty();
}

}  // namespace sotto
