// Which interaction the user means: "last", a number, a time.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>

#include "base/result.hpp"
#include "explain/read_interaction.hpp"

namespace sotto {

struct Wanted {
  std::string which;  // "last" or a number
  std::string at;     // a time; empty: none
  bool refused_too = false;
};

// `now` tells times that lie in the future. Errors: usage.
[[nodiscard]] Result<Which> parse_which(const Wanted& wanted, std::time_t now);

// "23 November 2026, 19:04:12" on the clock of this machine.
[[nodiscard]] std::string local_time(std::int64_t wall_ms);

}  // namespace sotto
