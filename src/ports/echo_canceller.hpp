// EchoCanceller: takes out of the microphone's sound what the loudspeaker put into the room.
//
// Thread-safety: one caller. Sound is mono float in [-1, 1), 16 kHz.
#pragma once

#include <span>

namespace sotto {

class EchoCanceller {
 public:
  virtual ~EchoCanceller() = default;

  // `played` was handed to the loudspeaker while `captured` was being recorded; how much later it reaches the
  // microphone is learnt. What is left of `captured` takes its place. REQUIRES: kFrameSamples of each.
  virtual void process(std::span<const float> played, std::span<float> captured) = 0;
};

}  // namespace sotto
