// Whether a prompt that was played reached the room, and how far it stood out there, from what the microphone
// heard meanwhile. Needs no canceller that knows the room, and no delay that is known.
//
// Pure; any thread. Sound is mono float in [-1, 1), 16 kHz.
#pragma once

#include <span>

#include "base/units.hpp"
#include "core/event.hpp"

namespace sotto {

// The latest that a prompt is looked for after it was handed to the loudspeaker: what sound systems hold back
// (up to 350 ms were seen) and what a busy machine adds.
inline constexpr Milliseconds kEchoDelayMax = 800;

// So much of a prompt at most is compared; what comes later counts neither way.
inline constexpr Milliseconds kEchoMeasuredMax = 8000;

struct MeasuredEcho {
  PromptEcho echo;
  SampleCount delay = 0;  // until the prompt began in the microphone; only where it was found
  double likeness = 0;    // of the best delay, in standard deviations of all the others
};

// `captured` begins with the moment at which `played` was handed to the loudspeaker, before any cancelling.
// Too little sound to tell (under 100 ms of either) is not found.
//
// Found: the cross-correlation of the two, each whitened (PHAT: Knapp and Carter, IEEE TASSP 24, 1976), has a
// peak that other sound does not make. Over talk: the energy of the short-time bands that the prompt explains
// (its own, through a decaying room: Faller and Chen, IEEE TSAP 13, 2005) over the energy of those that
// neither it nor steady noise (the lowest tenth of each band, after Martin, IEEE TSAP 9, 2001) does. A person
// shows in the bands and moments that the prompt leaves free (Yilmaz and Rickard, IEEE TSP 52, 2004).
[[nodiscard]] MeasuredEcho measure_echo(std::span<const float> played, std::span<const float> captured);

}  // namespace sotto
