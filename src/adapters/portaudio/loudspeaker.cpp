#include "adapters/portaudio/loudspeaker.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/portaudio/playback_queue.hpp"
#include "adapters/portaudio/sound_hardware.hpp"

namespace sotto {
namespace {

using Clock = PlaybackQueue::Clock;

class Loudspeaker final : public AudioSink {
 public:
  Loudspeaker(std::shared_ptr<SoundHardware> hardware, ResamplerFactory resampler, LoudspeakerOptions options)
      : hardware_(std::move(hardware)), make_resampler_(std::move(resampler)), options_(std::move(options)) {}

  Result<void> open() {
    auto stream = hardware_->open(SoundDirection::kOut, options_.device, options_.playback_rate_hz, queue_);
    if (!stream) return stream.error();
    stream_ = std::move(stream).value();
    last_sound_ = Clock::now();
    return {};
  }

  Result<void> play(Playback playback, SampleCount) override {
    notice_loss();
    if (!stream_ && !open().ok()) {
      // The device may have come back under another number.
      hardware_->refresh();
      if (!open().ok()) return Error{ErrorCode::kSoundDeviceLost, name()};
    }
    last_sound_ = Clock::now();
    if (playback.samples.empty()) {
      finished_.push_back(playback.id);
      return {};
    }
    Result<std::vector<float>> samples = at_device_rate(std::move(playback.samples));
    if (!samples) return samples.error();
    if (queue_.push(playback.id, std::move(samples).value())) return {};
    return Error{ErrorCode::kTooLong, name() + ": too many sounds are waiting"};
  }

  void stop() override {
    stream_.reset();
    queue_.clear();
  }

  std::vector<std::uint64_t> take_finished() override {
    // First what has come out, for the device may have vanished after that.
    while (const auto id = queue_.pop_finished()) {
      finished_.push_back(*id);
      last_sound_ = Clock::now();
    }
    notice_loss();
    const bool idle =
        queue_.empty() && Clock::now() - last_sound_ > std::chrono::milliseconds(options_.idle_ms);
    if (idle) stream_.reset();
    return std::exchange(finished_, {});
  }

  std::vector<std::uint64_t> take_failed() override {
    notice_loss();
    return std::exchange(failed_, {});
  }

 private:
  [[nodiscard]] std::string name() const {
    return options_.device.empty() ? "loudspeaker" : "loudspeaker " + options_.device;
  }

  void notice_loss() {
    if (!stream_) return;
    const auto silence = Clock::now() - queue_.last_block();
    const bool stuck = !queue_.empty() && silence > std::chrono::milliseconds(options_.silent_device_ms);
    if (!queue_.ended() && !stuck) return;
    stream_.reset();
    const auto ids = queue_.clear();
    failed_.insert(failed_.end(), ids.begin(), ids.end());
  }

  Result<std::vector<float>> at_device_rate(std::vector<float> samples) {
    const int rate_hz = queue_.format().rate_hz;
    if (rate_hz == kSampleRate) return samples;
    auto resampler = make_resampler_(kSampleRate, rate_hz);
    if (!resampler) return resampler.error();
    std::vector<float> converted;
    if (auto done = resampler.value()->process(samples, converted); !done) return done.error();
    if (auto done = resampler.value()->finish(converted); !done) return done.error();
    for (float& sample : converted) sample = std::clamp(sample, -1.0F, 1.0F);
    return converted;
  }

  std::shared_ptr<SoundHardware> hardware_;
  ResamplerFactory make_resampler_;
  LoudspeakerOptions options_;
  PlaybackQueue queue_;
  std::unique_ptr<SoundStream> stream_;  // destroyed before the queue that its callbacks read from
  Clock::time_point last_sound_;
  std::vector<std::uint64_t> finished_;
  std::vector<std::uint64_t> failed_;
};

}  // namespace

Result<std::unique_ptr<AudioSink>> make_loudspeaker(const ResamplerFactory& resampler,
                                                    LoudspeakerOptions options) {
  return make_loudspeaker(portaudio_hardware(), resampler, std::move(options));
}

Result<std::unique_ptr<AudioSink>> make_loudspeaker(std::shared_ptr<SoundHardware> hardware,
                                                    const ResamplerFactory& resampler,
                                                    LoudspeakerOptions options) {
  SOTTO_ASSERT(hardware != nullptr && resampler);
  auto loudspeaker = std::make_unique<Loudspeaker>(std::move(hardware), resampler, std::move(options));
  if (Result<void> opened = loudspeaker->open(); !opened) return opened.error();
  return std::unique_ptr<AudioSink>(std::move(loudspeaker));
}

}  // namespace sotto
