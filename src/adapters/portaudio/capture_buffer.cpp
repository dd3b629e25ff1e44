#include "adapters/portaudio/capture_buffer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sotto {
namespace {

constexpr std::size_t kRingSeconds = 4;
constexpr std::size_t kMaxGaps = 256;
// Times reported by sound systems tremble by milliseconds; a glitch that looks longer than this is a broken
// clock.
constexpr double kMaxGlitchSeconds = 10.0;

std::int64_t now_ns() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(CaptureBuffer::Clock::now().time_since_epoch())
      .count();
}

CaptureBuffer::Clock::time_point time_of(std::int64_t ns) {
  return CaptureBuffer::Clock::time_point(std::chrono::nanoseconds(ns));
}

}  // namespace

void CaptureBuffer::on_start(StreamFormat format) {
  SOTTO_ASSERT(format.rate_hz > 0 && format.channels > 0);
  const auto samples =
      kRingSeconds * static_cast<std::size_t>(format.rate_hz) * static_cast<std::size_t>(format.channels);
  format_ = format;
  ring_ = std::make_unique<SpscRing<float>>(samples);
  gaps_ = std::make_unique<SpscRing<Gap>>(kMaxGaps);
  signal_.clear();
  ended_ = false;
  first_block_ns_ = 0;
  last_block_ns_ = 0;
  written_frames_ = 0;
  unreported_frames_ = 0;
  taken_frames_ = 0;
  gap_known_ = false;
}

void CaptureBuffer::on_input(std::span<const float> interleaved, StreamMoment moment) noexcept {
  const auto channels = static_cast<std::size_t>(format_.channels);
  const auto frames = static_cast<std::int64_t>(interleaved.size() / channels);
  if (moment.glitch && written_frames_ > 0) {
    const double missing_s = std::clamp(moment.first_frame_s - expected_s_, 0.0, kMaxGlitchSeconds);
    unreported_frames_ += std::llround(missing_s * format_.rate_hz);
  }
  expected_s_ = moment.first_frame_s + static_cast<double>(frames) / format_.rate_hz;
  const std::size_t room = ring_->writable() / channels;
  const auto fitting = std::min(frames, static_cast<std::int64_t>(room));
  if (unreported_frames_ > 0 && fitting > 0) {
    // The gap must be known before the sound behind it can be read.
    const std::array<Gap, 1> gap{Gap{written_frames_, unreported_frames_}};
    if (gaps_->write(gap) == 1) unreported_frames_ = 0;
  }
  ring_->write(interleaved.first(static_cast<std::size_t>(fitting) * channels));
  written_frames_ += fitting;
  unreported_frames_ += frames - fitting;
  const std::int64_t now = now_ns();
  if (first_block_ns_.load(std::memory_order_relaxed) == 0) {
    first_block_ns_.store(now, std::memory_order_relaxed);
  }
  last_block_ns_.store(now, std::memory_order_release);
  signal_.post();
}

void CaptureBuffer::on_output(std::span<float> interleaved, StreamMoment) noexcept {
  std::fill(interleaved.begin(), interleaved.end(), 0.0F);
}

void CaptureBuffer::on_end() noexcept {
  ended_.store(true, std::memory_order_release);
  signal_.post();
}

CaptureBuffer::Taken CaptureBuffer::take(std::int64_t max_frames, std::vector<float>& mono) {
  const auto channels = static_cast<std::size_t>(format_.channels);
  // Readable sound is counted first: a gap in front of it was written before it, so it is seen below.
  auto frames = static_cast<std::int64_t>(ring_->readable() / channels);
  if (!gap_known_) gap_known_ = gaps_->read(std::span(&next_gap_, 1)) == 1;
  if (gap_known_) frames = std::min(frames, next_gap_.at - taken_frames_);
  frames = std::min(frames, max_frames);
  block_.resize(static_cast<std::size_t>(frames) * channels);
  ring_->read(block_);
  taken_frames_ += frames;
  const float share = 1.0F / static_cast<float>(channels);
  for (std::size_t i = 0; i < block_.size(); i += channels) {
    float sum = 0.0F;
    for (std::size_t channel = 0; channel < channels; ++channel) sum += block_[i + channel];
    mono.push_back(sum * share);
  }
  if (!gap_known_ || taken_frames_ != next_gap_.at) return {frames, 0};
  gap_known_ = false;
  return {frames, next_gap_.frames};
}

CaptureBuffer::Clock::time_point CaptureBuffer::first_block() const {
  return time_of(first_block_ns_.load(std::memory_order_relaxed));
}

CaptureBuffer::Clock::time_point CaptureBuffer::last_block() const {
  return time_of(last_block_ns_.load(std::memory_order_acquire));
}

}  // namespace sotto
