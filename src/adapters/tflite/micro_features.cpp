#include "adapters/tflite/micro_features.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/units.hpp"

extern "C" {
#include "tensorflow/lite/experimental/microfrontend/lib/frontend.h"
#include "tensorflow/lite/experimental/microfrontend/lib/frontend_util.h"
}

namespace sotto {
namespace {

// The frontend's integers in units of the networks' training, as in pymicro-features.
constexpr float kFeatureScale = 0.0390625F;

FrontendConfig microwakeword_config() {
  FrontendConfig config{};
  config.window.size_ms = 30;
  config.window.step_size_ms = kMicroStepSamples / static_cast<int>(kSamplesPerMillisecond);
  config.filterbank.num_channels = static_cast<int>(kMicroFeatures);
  config.filterbank.lower_band_limit = 125.0F;
  config.filterbank.upper_band_limit = 7500.0F;
  config.noise_reduction.smoothing_bits = 10;
  config.noise_reduction.even_smoothing = 0.025F;
  config.noise_reduction.odd_smoothing = 0.06F;
  config.noise_reduction.min_signal_remaining = 0.05F;
  config.pcan_gain_control.enable_pcan = 1;
  config.pcan_gain_control.strength = 0.95F;
  config.pcan_gain_control.offset = 80.0F;
  config.pcan_gain_control.gain_bits = 21;
  config.log_scale.enable_log = 1;
  config.log_scale.scale_shift = 6;
  return config;
}

}  // namespace

struct MicroFeatures::Frontend {
  FrontendState state{};

  Frontend() = default;
  Frontend(const Frontend&) = delete;
  Frontend& operator=(const Frontend&) = delete;
  // Null pointers are fine: populating clears the state first and may then have stopped half-way.
  ~Frontend() { FrontendFreeStateContents(&state); }
};

MicroFeatures::MicroFeatures() : frontend_(std::make_unique<Frontend>()) {}
MicroFeatures::~MicroFeatures() = default;

std::unique_ptr<MicroFeatures> MicroFeatures::make() {
  std::unique_ptr<MicroFeatures> features(new MicroFeatures());
  const FrontendConfig config = microwakeword_config();
  if (FrontendPopulateState(&config, &features->frontend_->state, kSampleRate) == 0) return nullptr;
  return features;
}

void MicroFeatures::reset() {
  FrontendReset(&frontend_->state);
}

bool MicroFeatures::process(std::span<const std::int16_t> samples, std::size_t& used,
                            MicroFeatureFrame& frame) {
  used = 0;
  while (used < samples.size()) {
    std::size_t read = 0;
    const FrontendOutput output =
        FrontendProcessSamples(&frontend_->state, samples.data() + used, samples.size() - used, &read);
    used += read;
    if (output.size == kMicroFeatures) {
      std::transform(output.values, output.values + output.size, frame.begin(),
                     [](std::uint16_t value) { return static_cast<float>(value) * kFeatureScale; });
      return true;
    }
    SOTTO_ASSERT(read > 0);
  }
  return false;
}

}  // namespace sotto
