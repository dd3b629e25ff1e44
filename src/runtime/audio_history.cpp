#include "runtime/audio_history.hpp"

#include <algorithm>

namespace sotto {

AudioHistory::AudioHistory(SampleCount capacity) {
  SOTTO_ASSERT(capacity > 0);
  ring_.resize(static_cast<std::size_t>(capacity));
}

void AudioHistory::push(std::span<const float> samples) {
  const auto size = static_cast<SampleCount>(ring_.size());
  for (const float sample : samples) {
    ring_[static_cast<std::size_t>(position_ % size)] = sample;
    ++position_;
  }
}

void AudioHistory::skip(SampleCount count) {
  SOTTO_ASSERT(count >= 0);
  const auto size = static_cast<SampleCount>(ring_.size());
  for (SampleCount i = std::max<SampleCount>(0, count - size); i < count; ++i) {
    ring_[static_cast<std::size_t>((position_ + i) % size)] = 0.0F;
  }
  position_ += count;
}

SampleCount AudioHistory::oldest() const {
  return std::max<SampleCount>(0, position_ - static_cast<SampleCount>(ring_.size()));
}

Result<std::vector<float>> AudioHistory::copy(SampleSpan span) const {
  const auto size = static_cast<SampleCount>(ring_.size());
  const SampleCount from = std::max<SampleCount>(span.from, 0);
  const SampleCount to = std::min(span.to, position_);
  if (from < position_ - size) return Error{ErrorCode::kOutOfHistory, "sound of this dialog"};
  std::vector<float> samples;
  if (to <= from) return samples;
  samples.reserve(static_cast<std::size_t>(to - from));
  for (SampleCount i = from; i < to; ++i) samples.push_back(ring_[static_cast<std::size_t>(i % size)]);
  return samples;
}

}  // namespace sotto
