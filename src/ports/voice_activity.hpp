// VoiceActivity: how likely it is that somebody speaks in one frame of sound. Streaming.
//
// Thread-safety: one caller. The detector keeps state from frame to frame; reset() forgets it.
#pragma once

#include <span>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

// Samples in a frame of the front end: 32 ms at 16 kHz.
inline constexpr std::size_t kFrameSamples = 512;

class VoiceActivity {
 public:
  virtual ~VoiceActivity() = default;

  // REQUIRES: frame.size() == kFrameSamples, mono float in [-1, 1), 16 kHz. Errors: engine-failed.
  [[nodiscard]] virtual Result<Permille> process(std::span<const float> frame) = 0;

  virtual void reset() = 0;
};

}  // namespace sotto
