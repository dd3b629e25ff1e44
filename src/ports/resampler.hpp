// Resampler: streaming change of sampling rate for mono sound.
//
// Thread-safety: one caller. Sound is mono float; the range is kept, but a filter may overshoot [-1, 1) by a
// few per cent, so whoever needs the range clamps. Output is aligned with input: sample n of the output lies
// at the time n / to_hz of the input, without a delay of the filter.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"

namespace sotto {

class Resampler {
 public:
  virtual ~Resampler() = default;

  // Takes the next samples (any number) and appends to `out` what is ready; the filter keeps a few
  // milliseconds back. Errors: engine-failed.
  [[nodiscard]] virtual Result<void> process(std::span<const float> input, std::vector<float>& out) = 0;

  // Appends what the filter kept back; all output together is then input length * to_hz / from_hz, within one
  // sample. Only reset() may follow. Errors: engine-failed.
  [[nodiscard]] virtual Result<void> finish(std::vector<float>& out) = 0;

  // Forgets everything and is ready for another sound.
  virtual void reset() = 0;
};

// Makes a resampler from one rate to another, both in Hz; adapters that need one are given this, so that they
// need not know each other. Errors: engine-failed (a ratio that the engine cannot do).
using ResamplerFactory = std::function<Result<std::unique_ptr<Resampler>>(int from_hz, int to_hz)>;

}  // namespace sotto
