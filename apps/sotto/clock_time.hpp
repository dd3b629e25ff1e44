// Times of the clock on the wall, as the owner writes and reads them.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace sotto {

// "2026-11-23", "2026-11-23 19:04", "2026-11-23 19:04:05": on the clock of this machine. The same with a T
// between and a Z at the end: in UTC. Milliseconds since 1970. Errors: usage.
[[nodiscard]] Result<std::int64_t> parse_clock_time(const std::string& text);

// "2026-11-23 19:04:05" on the clock of this machine.
[[nodiscard]] std::string clock_time(std::int64_t wall_ms);
// "2026-11-23T18:04:05.123Z"
[[nodiscard]] std::string utc_time(std::int64_t wall_ms);

}  // namespace sotto
