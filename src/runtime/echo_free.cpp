#include "runtime/echo_free.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ports/voice_activity.hpp"

namespace sotto {

Result<std::size_t> EchoFree::read(std::span<float> frame) {
  auto count = microphone_.read(frame);
  if (!count) return count;
  std::array<float, kFrameSamples> played{};
  const std::size_t known = std::min(count.value(), playing_.size());
  const auto end = playing_.begin() + static_cast<std::ptrdiff_t>(known);
  std::copy(playing_.begin(), end, played.begin());
  playing_.erase(playing_.begin(), end);
  // The last, short frame of a source that ends is not worth cancelling.
  if (count.value() == kFrameSamples) canceller_.process(played, frame);
  return count;
}

SampleCount EchoFree::take_lost() {
  const SampleCount lost = microphone_.take_lost();
  if (lost <= 0) return lost;
  const auto gone = std::min(static_cast<std::size_t>(lost), playing_.size());
  playing_.erase(playing_.begin(), playing_.begin() + static_cast<std::ptrdiff_t>(gone));
  return lost;
}

Result<void> EchoFree::play(Playback playback, SampleCount at) {
  const std::vector<float> samples = playback.samples;
  if (auto played = loudspeaker_.play(std::move(playback), at); !played) return played;
  playing_.insert(playing_.end(), samples.begin(), samples.end());
  return {};
}

void EchoFree::stop() {
  loudspeaker_.stop();
  playing_.clear();
}

}  // namespace sotto
