#include "adapters/openvino/whisper_sound.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace sotto {
namespace {

constexpr std::size_t kFrame = static_cast<std::size_t>(to_samples(10));
constexpr double kAboveBackgroundDb = 9;
constexpr double kBelowPeakDb = 35;
constexpr double kBelowSpeechDb = 12;
constexpr std::size_t kGapFrames = 3;
constexpr SampleCount kBefore = to_samples(150);
constexpr SampleCount kAfter = to_samples(200);

std::vector<double> frame_levels(std::span<const float> samples) {
  std::vector<double> levels;
  for (std::size_t start = 0; start + kFrame <= samples.size(); start += kFrame) {
    double energy = 1e-12;
    for (const float sample : samples.subspan(start, kFrame)) {
      energy += static_cast<double>(sample) * static_cast<double>(sample) / static_cast<double>(kFrame);
    }
    levels.push_back(10 * std::log10(energy));
  }
  return levels;
}

double quantile(std::vector<double> values, double part) {
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

// The frames that begin within `part`, as [first, last).
std::pair<std::size_t, std::size_t> frames_within(SampleSpan part, std::size_t frames) {
  constexpr auto kLength = static_cast<SampleCount>(kFrame);
  const auto bounded = [&](SampleCount at) {
    return std::min(frames, static_cast<std::size_t>((std::max<SampleCount>(at, 0) + kLength - 1) / kLength));
  };
  return {bounded(part.from), bounded(part.to)};
}

SampleCount marked_within(SampleSpan part, const std::vector<bool>& marked) {
  const auto [first, last] = frames_within(part, marked.size());
  SampleCount found = 0;
  for (std::size_t i = first; i < last; ++i) found += marked[i] ? static_cast<SampleCount>(kFrame) : 0;
  return found;
}

}  // namespace

SampleCount SpeechStretch::loud_within(SampleSpan part) const {
  return marked_within(part, loud);
}
SampleCount SpeechStretch::strong_within(SampleSpan part) const {
  return marked_within(part, strong);
}

SampleSpan SpeechStretch::tightened(SampleSpan part) const {
  auto [first, last] = frames_within(part, loud.size());
  while (first < last && !loud[first]) ++first;
  while (last > first && !loud[last - 1]) --last;
  if (first == last) return part;
  return {static_cast<SampleCount>(first * kFrame),
          std::min(part.to, static_cast<SampleCount>(last * kFrame))};
}

SampleCount SpeechStretch::end_of_stretch(SampleCount at, SampleCount limit) const {
  const auto [first, last] = frames_within({at, limit}, loud.size());
  SampleCount end = at;
  for (std::size_t i = first, gap = 0; i < last && gap <= kGapFrames; ++i) {
    gap = loud[i] ? 0 : gap + 1;
    if (loud[i]) end = std::min(limit, static_cast<SampleCount>((i + 1) * kFrame));
  }
  return end;
}

SpeechStretch find_speech(std::span<const float> samples) {
  const auto length = static_cast<SampleCount>(samples.size());
  SpeechStretch found;
  found.span = {0, length};
  const std::vector<double> levels = frame_levels(samples);
  if (levels.empty()) return found;
  found.peak_db = quantile(levels, 0.9);
  const double loudest = *std::max_element(levels.begin(), levels.end());
  const double threshold = std::max(quantile(levels, 0.1) + kAboveBackgroundDb, loudest - kBelowPeakDb);
  for (const double level : levels) {
    found.loud.push_back(level >= threshold);
    found.strong.push_back(level >= std::max(threshold, found.peak_db - kBelowSpeechDb));
  }
  if (found.loud_within(found.span) == 0) return found;
  const SampleSpan tight = found.tightened(found.span);
  found.span = {std::max<SampleCount>(0, tight.from - kBefore), std::min(length, tight.to + kAfter)};
  return found;
}

}  // namespace sotto
