#include "adapters/openvino/whisper_sound.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace sotto {
namespace {

constexpr std::size_t kFrame = static_cast<std::size_t>(to_samples(10));
constexpr double kAboveBackgroundDb = 9;
constexpr double kBelowPeakDb = 35;
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

}  // namespace

SpeechStretch find_speech(std::span<const float> samples) {
  const auto length = static_cast<SampleCount>(samples.size());
  SpeechStretch found;
  found.span = {0, length};
  const std::vector<double> levels = frame_levels(samples);
  if (levels.empty()) return found;
  found.peak_db = quantile(levels, 0.9);
  const double threshold = std::max(quantile(levels, 0.1) + kAboveBackgroundDb,
                                    *std::max_element(levels.begin(), levels.end()) - kBelowPeakDb);
  SampleCount first = length;
  SampleCount last = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] < threshold) continue;
    found.loud += static_cast<SampleCount>(kFrame);
    first = std::min(first, static_cast<SampleCount>(i * kFrame));
    last = static_cast<SampleCount>((i + 1) * kFrame);
  }
  if (last > first) found.span = {std::max<SampleCount>(0, first - kBefore), std::min(length, last + kAfter)};
  return found;
}

}  // namespace sotto
