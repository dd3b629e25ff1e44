// CaptureBuffer: carries sound from a device's real-time thread to the reader, and knows what got lost on the
// way.
//
// Thread-safety: the StreamUser calls come from the device's thread, everything else from the reader's.
// on_start() may only be called while no stream runs.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "adapters/portaudio/sound_hardware.hpp"
#include "adapters/portaudio/wake_signal.hpp"
#include "base/spsc_ring.hpp"

namespace sotto {

class CaptureBuffer final : public StreamUser {
 public:
  using Clock = std::chrono::steady_clock;

  void on_start(StreamFormat format) override;
  void on_input(std::span<const float> interleaved, StreamMoment moment) noexcept override;
  void on_output(std::span<float> interleaved, StreamMoment moment) noexcept override;
  void on_end() noexcept override;

  // Waits until there is sound, the stream has ended or the deadline has passed.
  void wait_until(Clock::time_point deadline) { signal_.wait_until(deadline); }

  // Appends waiting sound as mono (the mean of the channels) to `mono`, at most max_frames, ending where some
  // was lost. Counts are in frames of the device.
  struct Taken {
    std::int64_t frames = 0;
    std::int64_t lost_behind = 0;  // frames lost between these and the next ones
  };
  Taken take(std::int64_t max_frames, std::vector<float>& mono);

  [[nodiscard]] StreamFormat format() const { return format_; }
  [[nodiscard]] bool ended() const { return ended_.load(std::memory_order_acquire); }
  // The device has given sound since on_start().
  [[nodiscard]] bool heard() const { return last_block_ns_.load(std::memory_order_acquire) != 0; }
  // When its first and its latest block arrived; the epoch where there was none.
  [[nodiscard]] Clock::time_point first_block() const;
  [[nodiscard]] Clock::time_point last_block() const;

 private:
  // `frames` were lost after `at` frames had been written.
  struct Gap {
    std::int64_t at = 0;
    std::int64_t frames = 0;
  };

  StreamFormat format_;
  std::unique_ptr<SpscRing<float>> ring_;
  std::unique_ptr<SpscRing<Gap>> gaps_;
  WakeSignal signal_;
  std::atomic<bool> ended_ = false;
  std::atomic<std::int64_t> first_block_ns_ = 0;
  std::atomic<std::int64_t> last_block_ns_ = 0;

  // The device's thread only.
  std::int64_t written_frames_ = 0;
  std::int64_t unreported_frames_ = 0;
  double expected_s_ = 0;

  // The reader only.
  std::int64_t taken_frames_ = 0;
  Gap next_gap_;
  bool gap_known_ = false;
  std::vector<float> block_;
};

}  // namespace sotto
