#include "adapters/portaudio/microphone.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/portaudio/capture_buffer.hpp"
#include "adapters/portaudio/sound_hardware.hpp"

namespace sotto {
namespace {

using Clock = CaptureBuffer::Clock;

constexpr std::size_t kMaxFrame = 8000;
// The port promises at most a second; a tenth of it is left for opening the device.
constexpr std::chrono::milliseconds kLongestWait{900};
constexpr float kLargest = 0x1.fffffep-1F;  // the largest float below 1

class Microphone final : public AudioSource {
 public:
  Microphone(std::shared_ptr<SoundHardware> hardware, ResamplerFactory resampler, MicrophoneOptions options)
      : hardware_(std::move(hardware)), make_resampler_(std::move(resampler)), options_(std::move(options)) {}

  // The first opening; nothing has been heard, so nothing can be lost.
  Result<void> start() {
    if (Result<void> opened = open(); !opened) return opened;
    const auto deadline = Clock::now() + std::chrono::milliseconds(options_.first_sound_ms);
    while (!buffer_.heard() && !buffer_.ended() && Clock::now() < deadline) buffer_.wait_until(deadline);
    if (!buffer_.heard()) return Error{ErrorCode::kNoSoundDevice, name() + " gives no sound"};
    return {};
  }

  Result<std::size_t> read(std::span<float> frame) override {
    SOTTO_ASSERT(frame.size() <= kMaxFrame);
    const auto deadline = Clock::now() + kLongestWait;
    if (!stream_ && !reopen(deadline)) return lost_error();
    while (ready_.size() < frame.size()) {
      const auto fetched = fetch(frame.size() - ready_.size());
      if (!fetched) return fetched.error();
      if (fetched.value()) continue;
      if (is_gone()) return give_up(frame);
      if (Clock::now() >= deadline) {
        count_lost_until(deadline);
        return lost_error();
      }
      buffer_.wait_until(std::min(deadline, silence_deadline()));
    }
    return deliver(frame);
  }

  SampleCount take_lost() override {
    const auto whole = static_cast<SampleCount>(std::floor(std::max(0.0, lost_samples_)));
    lost_samples_ -= static_cast<double>(whole);
    return whole;
  }

  [[nodiscard]] std::string name() const override {
    return options_.device.empty() ? "microphone" : "microphone " + options_.device;
  }

 private:
  [[nodiscard]] Error lost_error() const { return {ErrorCode::kSoundDeviceLost, name()}; }

  Result<void> open() {
    auto stream = hardware_->open(SoundDirection::kIn, options_.device, options_.capture_rate_hz, buffer_);
    if (!stream) return stream.error();
    stream_ = std::move(stream).value();
    opened_at_ = Clock::now();
    resampler_.reset();
    const int rate_hz = buffer_.format().rate_hz;
    if (rate_hz == kSampleRate) return {};
    auto resampler = make_resampler_(rate_hz, kSampleRate);
    if (!resampler) {
      stream_.reset();
      return resampler.error();
    }
    resampler_ = std::move(resampler).value();
    return {};
  }

  // Waits until the next try is due, at most until the deadline, and tries. A device that was lost is looked
  // for where it was first; where it is not, the list of devices is read again for the next try.
  bool reopen(Clock::time_point deadline) {
    while (Clock::now() < std::min(deadline, next_try_)) buffer_.wait_until(std::min(deadline, next_try_));
    const bool due = Clock::now() >= next_try_;
    if (due && open().ok()) return true;
    if (due) {
      hardware_->refresh();
      next_try_ = Clock::now() + std::chrono::milliseconds(options_.retry_ms);
    }
    count_lost_until(Clock::now());
    return false;
  }

  // Moves about `wanted` samples of what the device gave into ready_, as 16 kHz mono, and counts what it
  // lost. No more than wanted, so that lost sound is counted when reading has arrived there. False when there
  // was nothing.
  Result<bool> fetch(std::size_t wanted) {
    if (!buffer_.heard()) return false;
    if (absent_since_) {
      // The first block began its own length before it arrived; that is too little to count.
      count_lost_until(buffer_.first_block());
      absent_since_.reset();
    }
    const std::int64_t rate_hz = buffer_.format().rate_hz;
    mono_.clear();
    const auto frames = (static_cast<std::int64_t>(wanted) * rate_hz + kSampleRate - 1) / kSampleRate;
    const auto taken = buffer_.take(frames, mono_);
    if (taken.frames == 0 && taken.lost_behind == 0) return false;
    lost_samples_ += static_cast<double>(taken.lost_behind * kSampleRate) / static_cast<double>(rate_hz);
    if (resampler_ == nullptr) {
      ready_.insert(ready_.end(), mono_.begin(), mono_.end());
    } else if (Result<void> converted = resampler_->process(mono_, ready_); !converted) {
      return converted.error();
    }
    return true;
  }

  [[nodiscard]] Clock::time_point silence_deadline() const {
    if (!buffer_.heard()) return opened_at_ + std::chrono::milliseconds(options_.first_sound_ms);
    return buffer_.last_block() + std::chrono::milliseconds(options_.silent_device_ms);
  }

  [[nodiscard]] bool is_gone() const { return buffer_.ended() || Clock::now() >= silence_deadline(); }

  // Closes the stream. What is left becomes one last frame; without any, the error comes at once.
  Result<std::size_t> give_up(std::span<float> frame) {
    if (!absent_since_) absent_since_ = buffer_.heard() ? buffer_.last_block() : opened_at_;
    stream_.reset();
    next_try_ = Clock::now();
    if (ready_.empty()) {
      count_lost_until(Clock::now());
      return lost_error();
    }
    lost_samples_ -= static_cast<double>(frame.size() - ready_.size());
    ready_.resize(frame.size(), 0.0F);
    return deliver(frame);
  }

  void count_lost_until(Clock::time_point now) {
    if (!absent_since_ || now <= *absent_since_) return;
    lost_samples_ += std::chrono::duration<double>(now - *absent_since_).count() * kSampleRate;
    absent_since_ = now;
  }

  std::size_t deliver(std::span<float> frame) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      frame[i] = std::isfinite(ready_[i]) ? std::clamp(ready_[i], -1.0F, kLargest) : 0.0F;
    }
    ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(frame.size()));
    return frame.size();
  }

  std::shared_ptr<SoundHardware> hardware_;
  ResamplerFactory make_resampler_;
  MicrophoneOptions options_;
  CaptureBuffer buffer_;
  std::unique_ptr<SoundStream> stream_;  // destroyed before the buffer that its callbacks write to
  std::unique_ptr<Resampler> resampler_;
  std::vector<float> mono_;
  std::vector<float> ready_;  // 16 kHz mono, not yet delivered
  Clock::time_point opened_at_;
  Clock::time_point next_try_;
  std::optional<Clock::time_point> absent_since_;  // no sound since; counted as lost up to here
  double lost_samples_ = 0;                        // of 16 kHz; below 0 while silence stood in for lost sound
};

}  // namespace

Result<std::unique_ptr<AudioSource>> make_microphone(const ResamplerFactory& resampler,
                                                     MicrophoneOptions options) {
  return make_microphone(portaudio_hardware(), resampler, std::move(options));
}

Result<std::unique_ptr<AudioSource>> make_microphone(std::shared_ptr<SoundHardware> hardware,
                                                     const ResamplerFactory& resampler,
                                                     MicrophoneOptions options) {
  SOTTO_ASSERT(hardware != nullptr && resampler);
  auto microphone = std::make_unique<Microphone>(std::move(hardware), resampler, std::move(options));
  if (Result<void> started = microphone->start(); !started) return started.error();
  return std::unique_ptr<AudioSource>(std::move(microphone));
}

}  // namespace sotto
