// The machine's monotonic clock. Thread-safety: any thread. Errors: none.
#pragma once

#include <memory>

#include "ports/clock.hpp"

namespace sotto {

// Its zero is the moment of this call.
[[nodiscard]] std::unique_ptr<Clock> make_system_clock();

}  // namespace sotto
