// Resampler by libsamplerate (band-limited interpolation, J. O. Smith).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "ports/resampler.hpp"

namespace sotto {

// Seen going from 48 kHz to 16 kHz on one core: kGood 150 times faster than real time, kFast 300 times.
enum class ResampleQuality {
  kFast,  // SRC_SINC_FASTEST: 0.5 dB down at 6 kHz, 2.8 dB at 6.4 kHz
  kGood,  // SRC_SINC_MEDIUM_QUALITY: flat to 6.8 kHz, 2 dB down at 7.2 kHz; the models hear up to 8 kHz
};

// From 1 to 768 000 Hz, ratio at most 1:256 either way. Errors: engine-failed.
[[nodiscard]] Result<std::unique_ptr<Resampler>> make_resampler(int from_hz, int to_hz,
                                                                ResampleQuality quality);

// As above with kGood; fits ResamplerFactory.
[[nodiscard]] Result<std::unique_ptr<Resampler>> make_good_resampler(int from_hz, int to_hz);

// A whole sound at once, for example speech from 24 kHz to 16 kHz. The result is clamped to [-1, 1) and has
// samples.size() * to_hz / from_hz samples, rounded up. Equal rates only clamp. Errors: engine-failed.
[[nodiscard]] Result<std::vector<float>> resample(std::span<const float> samples, int from_hz, int to_hz,
                                                  ResampleQuality quality = ResampleQuality::kGood);

}  // namespace sotto
