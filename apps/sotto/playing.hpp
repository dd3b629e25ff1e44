// Playing one sound to its end.
#pragma once

#include "base/result.hpp"
#include "ports/audio_sink.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

// Through the default loudspeaker. Errors: no-sound-device, sound-device-lost.
[[nodiscard]] Result<void> play_aloud(Speech sound);

// Through this one. Errors: those of AudioSink::play(); sound-device-lost.
[[nodiscard]] Result<void> play_through(AudioSink& sink, Speech sound);

}  // namespace sotto
