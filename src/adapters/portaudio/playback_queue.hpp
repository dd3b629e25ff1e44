// PlaybackQueue: carries sounds to a device's real-time thread and tells when each has left the device.
//
// Thread-safety: the StreamUser calls come from the device's thread, everything else from the owner's.
// on_start() and clear() may only be called while no stream runs.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "adapters/portaudio/sound_hardware.hpp"
#include "base/spsc_ring.hpp"

namespace sotto {

class PlaybackQueue final : public StreamUser {
 public:
  using Clock = std::chrono::steady_clock;

  PlaybackQueue();

  void on_start(StreamFormat format) override;
  void on_input(std::span<const float> interleaved, StreamMoment moment) noexcept override;
  void on_output(std::span<float> interleaved, StreamMoment moment) noexcept override;
  void on_end() noexcept override;

  // Appends a sound, mono at the device's rate, not empty. False when the queue is full.
  bool push(std::uint64_t id, std::vector<float> samples);

  // The id of the next sound that has left the device, if one has. Only the device's own calls count as proof
  // that time passed for it: a sound in a device that has stopped never finishes.
  std::optional<std::uint64_t> pop_finished();

  // Forgets everything and returns the ids of what had not left the device.
  std::vector<std::uint64_t> clear();

  [[nodiscard]] bool empty() const { return sounds_.empty() && leaving_.empty(); }
  [[nodiscard]] StreamFormat format() const { return format_; }
  [[nodiscard]] bool ended() const { return ended_.load(std::memory_order_acquire); }
  // When the device last asked for sound, or the stream began.
  [[nodiscard]] Clock::time_point last_block() const;

 private:
  struct Sound {
    std::uint64_t id = 0;
    std::vector<float> samples;
  };
  struct Leaving {
    std::uint64_t id = 0;
    double end_s = 0;
  };

  void collect_ends();

  StreamFormat format_;
  std::deque<std::unique_ptr<Sound>> sounds_;  // in the order of playing; the device's thread borrows them
  std::deque<Leaving> leaving_;                // handed to the device completely, not out of it yet
  SpscRing<const Sound*> to_device_;
  SpscRing<double> ends_;  // when the last sample of each sound will have left, in the order of playing
  std::atomic<bool> ended_ = false;
  std::atomic<std::int64_t> last_block_ns_ = 0;
  std::atomic<double> device_now_s_ = 0;

  // The device's thread only.
  const Sound* playing_ = nullptr;
  std::size_t position_ = 0;
};

}  // namespace sotto
