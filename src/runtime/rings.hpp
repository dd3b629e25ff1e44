// Rings: what a timer, an alarm and a reminder sound like. Made from formulas, the same samples every time.
#pragma once

#include "core/alert.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

// One round of a ring with the silence after it, to be repeated: 1.6 s, mono float in [-1, 1), 16 kHz. More
// than half of it is silence, so that a "stop" can be heard. At level 1000 the peak is about -9 dBFS; the
// amplitude is proportional to the level (thousandths, 0 to 1000).
[[nodiscard]] Speech make_ring(AlertKind kind, Permille level);

}  // namespace sotto
