#include "adapters/speexdsp/echo_canceller.hpp"

#include <speex/speex_echo.h>
#include <speex/speex_preprocess.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/assert.hpp"
#include "ports/voice_activity.hpp"

namespace sotto {
namespace {

constexpr int kNoiseDb = -6;

struct Free {
  void operator()(SpeexEchoState* state) const { ::speex_echo_state_destroy(state); }
  void operator()(SpeexPreprocessState* state) const { ::speex_preprocess_state_destroy(state); }
};
using Echo = std::unique_ptr<SpeexEchoState, Free>;
using Noise = std::unique_ptr<SpeexPreprocessState, Free>;

using Samples = std::array<std::int16_t, kFrameSamples>;

Samples to_integers(std::span<const float> sound) {
  Samples samples{};
  std::transform(sound.begin(), sound.end(), samples.begin(), [](float sample) {
    return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 0.9999F) * 32767.0F));
  });
  return samples;
}

class SpeexEchoCanceller final : public EchoCanceller {
 public:
  SpeexEchoCanceller(Echo echo, Noise noise) : echo_(std::move(echo)), noise_(std::move(noise)) {}

  void process(std::span<const float> played, std::span<float> captured) override {
    SOTTO_ASSERT(played.size() == kFrameSamples && captured.size() == kFrameSamples);
    const Samples far = to_integers(played);
    const Samples near = to_integers(captured);
    Samples left{};
    ::speex_echo_cancellation(echo_.get(), near.data(), far.data(), left.data());
    if (noise_) ::speex_preprocess_run(noise_.get(), left.data());
    std::transform(left.begin(), left.end(), captured.begin(),
                   [](std::int16_t sample) { return static_cast<float>(sample) / 32768.0F; });
  }

 private:
  Echo echo_;
  Noise noise_;
};

}  // namespace

Result<std::unique_ptr<EchoCanceller>> make_echo_canceller(EchoCancellerOptions options) {
  const Error failed{ErrorCode::kEngineFailed, "the echo canceller cannot be made"};
  constexpr int kFrame = static_cast<int>(kFrameSamples);
  int rate = kSampleRate;
  Echo echo(::speex_echo_state_init(kFrame, static_cast<int>(to_samples(options.tail_ms))));
  if (!echo || ::speex_echo_ctl(echo.get(), SPEEX_ECHO_SET_SAMPLING_RATE, &rate) != 0) return failed;
  Noise noise;
  if (options.suppress_noise) {
    noise.reset(::speex_preprocess_state_init(kFrame, rate));
    int lower_by_db = kNoiseDb;
    if (!noise ||
        ::speex_preprocess_ctl(noise.get(), SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &lower_by_db) != 0) {
      return failed;
    }
  }
  return std::unique_ptr<EchoCanceller>(
      std::make_unique<SpeexEchoCanceller>(std::move(echo), std::move(noise)));
}

}  // namespace sotto
