// The units that cross room borders. Integers only, so that equality and hashes are the same on every
// machine.
#pragma once

#include <cstdint>

namespace sotto {

// Sound inside the project is mono float in [-1, 1) at this rate; adapters convert at the edge.
inline constexpr int kSampleRate = 16000;

// A position in, or a length of, 16 kHz mono sound. Position 0 is the first sample of the run.
using SampleCount = std::int64_t;

// Time since the run began, or a length of time. Live it is derived from captured samples, in replay it is
// virtual.
using Milliseconds = std::int64_t;

// A score, probability or ratio in thousandths: 0 to 1000 unless said otherwise.
using Permille = int;

inline constexpr SampleCount kSamplesPerMillisecond = kSampleRate / 1000;

[[nodiscard]] constexpr SampleCount to_samples(Milliseconds ms) {
  return ms * kSamplesPerMillisecond;
}
[[nodiscard]] constexpr Milliseconds to_milliseconds(SampleCount samples) {
  return samples / kSamplesPerMillisecond;
}

// Half-open stretch of sound [from, to).
struct SampleSpan {
  SampleCount from = 0;
  SampleCount to = 0;

  [[nodiscard]] constexpr SampleCount length() const { return to - from; }
  friend bool operator==(const SampleSpan&, const SampleSpan&) = default;
};

// Rounds a probability in [0, 1] to thousandths; values outside are clamped.
[[nodiscard]] constexpr Permille to_permille(double probability) {
  if (!(probability > 0.0)) return 0;
  if (probability >= 1.0) return 1000;
  // std::lround is no constant expression, and the product is positive here.
  return static_cast<Permille>(probability * 1000.0 + 0.5);  // NOLINT(bugprone-incorrect-roundings)
}

}  // namespace sotto
