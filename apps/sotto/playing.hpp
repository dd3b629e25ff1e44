// Playing one sound through the default loudspeaker and waiting until it is out.
#pragma once

#include "base/result.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

// Errors: no-sound-device, sound-device-lost.
[[nodiscard]] Result<void> play_aloud(Speech sound);

}  // namespace sotto
