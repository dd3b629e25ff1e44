// Actuation: the one place from which an order to a device leaves the core, whoever gave it. Internal to the
// core.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/open_permit.hpp"
#include "core/transition.hpp"

namespace sotto {

struct Actuation {
  std::string device;
  std::string command;
  std::int64_t value_tenths = 0;
  bool quiet = false;  // whoever gave it sees what comes of it: nothing is said aloud
};

// The class of an order under this policy, as far as names tell: the home knows better which cover is a door,
// and refuses what is missed here.
[[nodiscard]] Risk risk_of(const DialogState& state, const Actuation& order);

// Whether it names one thing rather than a room or everything. What only the home can tell apart
// ("which:door") counts as one: the home asks back and switches nothing.
[[nodiscard]] bool names_one_thing(const std::string& device);

// The only maker of SetDevice. REQUIRES: risk_of(order) is not kOpen, or `permit` covers exactly this order.
void actuate(Transition& t, const Actuation& order, const std::optional<OpenPermit>& permit = std::nullopt);

}  // namespace sotto
