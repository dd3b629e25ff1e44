// The demonstration's last part: spoken orders act on a home that exists only on a broker of this machine,
// through the same second process as in a run.
#pragma once

#include "base/result.hpp"
#include "sotto/engines.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {

// Plays the scene in real time and prints, beside the timeline, what the broker says of the devices. Errors:
// not-available (no Mosquitto on this machine, or the home does not come up), file-missing, those of the
// engines.
[[nodiscard]] Result<void> show_orders(Engines& engines, StopSignal& signal);

}  // namespace sotto
