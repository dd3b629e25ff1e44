// MicroFeatures: 16-bit sound to the 40 features a step that microWakeWord's networks were trained on.
// Streaming.
//
// TensorFlow's micro frontend, configured as in pymicro-features 2.0.2 (src/micro_features.cpp): windows of
// 30 ms every 10 ms, 40 mel bands from 125 to 7500 Hz, noise reduction, per-channel gain control, logarithm.
// Fixed-point, so the features are the same on every machine. Thread-safety: one caller.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace sotto {

inline constexpr std::size_t kMicroFeatures = 40;
inline constexpr int kMicroStepSamples = 160;

// Range 0 to about 26.
using MicroFeatureFrame = std::array<float, kMicroFeatures>;

class MicroFeatures {
 public:
  // Null when memory is short.
  [[nodiscard]] static std::unique_ptr<MicroFeatures> make();
  ~MicroFeatures();
  MicroFeatures(const MicroFeatures&) = delete;
  MicroFeatures& operator=(const MicroFeatures&) = delete;

  // Takes samples (mono, 16 kHz) until they are used up or one frame is complete, which it writes to `frame`.
  // Sets `used` to the number of samples taken; returns whether `frame` was written. The first frame comes
  // after 480 samples.
  [[nodiscard]] bool process(std::span<const std::int16_t> samples, std::size_t& used,
                             MicroFeatureFrame& frame);

  // Forgets the sound and the noise estimate.
  void reset();

 private:
  struct Frontend;
  MicroFeatures();
  std::unique_ptr<Frontend> frontend_;
};

}  // namespace sotto
