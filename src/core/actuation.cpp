#include "core/actuation.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::size_t kDeviceOrdersMax = 16;

// "arm" stands for "arm-away" as well, "color" for "color:red".
bool lists(const std::vector<std::string>& commands, std::string_view command) {
  return std::any_of(commands.begin(), commands.end(), [command](const std::string& each) {
    if (!command.starts_with(each)) return false;
    return command.size() == each.size() || command[each.size()] == '-' || command[each.size()] == ':';
  });
}

bool is_question(std::string_view command) {
  return command.starts_with("ask-");
}

// A group of blinds holds no door: the home takes doors only by their own name.
bool guards_the_house(const DialogState& state, const std::string& device) {
  constexpr std::array<std::string_view, 3> kGuards = {"lock", "gate", "alarm"};
  if (!state.vocabulary) return true;
  for (const SentenceList& list : state.vocabulary->sentences.lists) {
    if (std::find(kGuards.begin(), kGuards.end(), list.name) == kGuards.end()) continue;
    const bool named = std::any_of(list.values.begin(), list.values.end(),
                                   [&device](const auto& each) { return each.value == device; });
    if (named) return true;
  }
  return false;
}

}  // namespace

Risk risk_of(const DialogState& state, const Actuation& order) {
  if (!state.policy) return Risk::kOpen;
  const RiskRules& rules = state.policy->risk;
  if (lists(rules.open, order.command)) return Risk::kOpen;
  if (is_question(order.command)) return Risk::kLight;
  if (lists(rules.guard, order.command)) return Risk::kGuard;
  if (guards_the_house(state, order.device)) return Risk::kOpen;
  if (lists(rules.light, order.command)) return Risk::kLight;
  return lists(rules.heat, order.command) ? Risk::kHeat : Risk::kOpen;
}

bool names_one_thing(const std::string& device) {
  if (device.starts_with("which:")) return true;
  return device != "home" && !device.starts_with("all:") && !device.starts_with("all_") &&
         !device.starts_with("area:") && !device.starts_with("floor:");
}

void actuate(Transition& t, const Actuation& order, const std::optional<OpenPermit>& permit) {
  // A name that stands for several switches nothing: the home asks which is meant.
  const bool asks_back = order.device.starts_with("which:");
  SOTTO_ASSERT(asks_back || risk_of(t.state, order) != Risk::kOpen ||
               (permit && permit->covers(order.device, order.command)));
  const std::uint64_t id = t.new_id();
  // A device that never answers is forgotten rather than kept for ever.
  std::vector<DeviceOrder>& orders = t.state.device_orders;
  if (orders.size() == kDeviceOrdersMax) orders.erase(orders.begin());
  orders.push_back({id, order.device, order.command, order.quiet});
  t.emit(SetDevice{id, order.device, order.command, order.value_tenths, permit});
}

}  // namespace sotto
