// The clock on the wall, as the core is told it.
#pragma once

#include "core/event.hpp"

namespace sotto {

// The system's time, and the offset of its time zone ($TZ or /etc/localtime) at this moment.
[[nodiscard]] WallClockRead read_wall_clock();

}  // namespace sotto
