// WakeDetector: proposes places where the wake word may have been said. Streaming; several may listen side by
// side.
//
// A proposal is not a verdict: the wake gate of the core decides. Thread-safety: one caller.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

struct WakeProposal {
  Permille score = 0;  // the detector's smoothed score
  SampleCount at = 0;  // run position of the last sample that the score rests on
};

class WakeDetector {
 public:
  virtual ~WakeDetector() = default;

  // Takes the next samples of the run (any number, mono float in [-1, 1), 16 kHz), in order and without gaps.
  // Returns the strongest score at or above the proposal threshold within them, if any; after a proposal the
  // detector stays silent for its refractory time. Errors: engine-failed.
  [[nodiscard]] virtual Result<std::optional<WakeProposal>> process(std::span<const float> samples) = 0;

  // The highest smoothed score since the last call: evidence for near-misses.
  [[nodiscard]] virtual Permille take_peak() = 0;

  // Forgets everything heard and continues at run position `at`.
  virtual void reset(SampleCount at) = 0;

  // "micro", "own" ...
  [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace sotto
