#include "adapters/portaudio/playback_queue.hpp"

#include <algorithm>
#include <array>

namespace sotto {
namespace {

constexpr std::size_t kMaxSounds = 64;

std::int64_t now_ns() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(PlaybackQueue::Clock::now().time_since_epoch())
      .count();
}

}  // namespace

PlaybackQueue::PlaybackQueue() : to_device_(kMaxSounds), ends_(kMaxSounds) {}

void PlaybackQueue::on_start(StreamFormat format) {
  SOTTO_ASSERT(format.rate_hz > 0 && format.channels > 0);
  format_ = format;
  ended_ = false;
  device_now_s_ = 0;
  last_block_ns_ = now_ns();
}

void PlaybackQueue::on_input(std::span<const float>, StreamMoment) noexcept {}

void PlaybackQueue::on_output(std::span<float> interleaved, StreamMoment moment) noexcept {
  const auto channels = static_cast<std::size_t>(format_.channels);
  const std::size_t frames = interleaved.size() / channels;
  std::fill(interleaved.begin(), interleaved.end(), 0.0F);
  std::size_t frame = 0;
  while (frame < frames) {
    if (playing_ == nullptr && to_device_.read(std::span(&playing_, 1)) == 0) break;
    const auto& samples = playing_->samples;
    for (; frame < frames && position_ < samples.size(); ++frame, ++position_) {
      std::fill_n(interleaved.data() + frame * channels, channels, samples[position_]);
    }
    if (position_ < samples.size()) break;
    // There is room: no more ends than sounds are on their way. After this the owner may free the sound.
    const std::array<double, 1> end{moment.first_frame_s + static_cast<double>(frame) / format_.rate_hz};
    playing_ = nullptr;
    position_ = 0;
    ends_.write(end);
  }
  device_now_s_.store(moment.now_s, std::memory_order_release);
  last_block_ns_.store(now_ns(), std::memory_order_release);
}

void PlaybackQueue::on_end() noexcept {
  ended_.store(true, std::memory_order_release);
}

bool PlaybackQueue::push(std::uint64_t id, std::vector<float> samples) {
  SOTTO_ASSERT(!samples.empty());
  collect_ends();
  if (sounds_.size() >= kMaxSounds) return false;
  sounds_.push_back(std::make_unique<Sound>(Sound{id, std::move(samples)}));
  const std::array<const Sound*, 1> next{sounds_.back().get()};
  SOTTO_ASSERT(to_device_.write(next) == 1);
  return true;
}

void PlaybackQueue::collect_ends() {
  for (double end_s = 0; ends_.read(std::span(&end_s, 1)) == 1;) {
    SOTTO_ASSERT(!sounds_.empty());
    leaving_.push_back({sounds_.front()->id, end_s});
    sounds_.pop_front();
  }
}

std::optional<std::uint64_t> PlaybackQueue::pop_finished() {
  collect_ends();
  const double now_s = device_now_s_.load(std::memory_order_acquire);
  if (leaving_.empty() || now_s < leaving_.front().end_s) return std::nullopt;
  const std::uint64_t id = leaving_.front().id;
  leaving_.pop_front();
  return id;
}

std::vector<std::uint64_t> PlaybackQueue::clear() {
  std::vector<std::uint64_t> ids;
  for (const Leaving& sound : leaving_) ids.push_back(sound.id);
  for (const auto& sound : sounds_) ids.push_back(sound->id);
  to_device_.clear();
  ends_.clear();
  playing_ = nullptr;
  position_ = 0;
  sounds_.clear();
  leaving_.clear();
  return ids;
}

PlaybackQueue::Clock::time_point PlaybackQueue::last_block() const {
  return Clock::time_point(std::chrono::nanoseconds(last_block_ns_.load(std::memory_order_acquire)));
}

}  // namespace sotto
