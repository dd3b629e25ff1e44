#include "runtime/speech_finish.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace sotto {
namespace {

constexpr std::size_t kFrame = static_cast<std::size_t>(10 * kSamplesPerMillisecond);
constexpr double kSilencePower = 1e-9;  // -90 dBFS: digital silence
constexpr double kEdgeBelowPeak =
    3.2e-5;  // -45 dB: unvoiced ends of words are this weak, the model's hiss is weaker
constexpr double kSpeechBelowPeak = 1e-3;  // -30 dB: frames that count for the loudness
constexpr double kPeakLimit = 0.89;        // -1 dBFS

std::vector<double> frame_powers(std::span<const float> samples) {
  std::vector<double> powers;
  for (std::size_t at = 0; at < samples.size(); at += kFrame) {
    const std::span<const float> frame = samples.subspan(at, std::min(kFrame, samples.size() - at));
    double sum = 0.0;
    for (const float sample : frame) sum += static_cast<double>(sample) * static_cast<double>(sample);
    powers.push_back(sum / static_cast<double>(frame.size()));
  }
  return powers;
}

double speech_power(const std::vector<double>& powers, double peak_power) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const double power : powers) {
    if (power < peak_power * kSpeechBelowPeak) continue;
    sum += power;
    ++count;
  }
  return sum / static_cast<double>(count);
}

void fade_edges(Speech& speech) {
  const std::size_t fade = std::min<std::size_t>(kFrame, speech.size() / 2);
  for (std::size_t i = 0; i < fade; ++i) {
    const float gain = static_cast<float>(i) / static_cast<float>(fade);
    speech[i] *= gain;
    speech[speech.size() - 1 - i] *= gain;
  }
}

}  // namespace

Speech finish_speech(Speech raw, const SpeechFinish& finish) {
  const std::vector<double> powers = frame_powers(raw);
  if (powers.empty()) return {};
  const double peak_power = *std::max_element(powers.begin(), powers.end());
  if (!(peak_power > kSilencePower)) return {};

  const auto is_speech = [&](double power) { return power >= peak_power * kEdgeBelowPeak; };
  const auto first = std::find_if(powers.begin(), powers.end(), is_speech) - powers.begin();
  const auto last = powers.rend() - std::find_if(powers.rbegin(), powers.rend(), is_speech);
  const auto size = static_cast<SampleCount>(raw.size());
  const SampleCount frame = static_cast<SampleCount>(kFrame);
  const SampleCount from = std::max<SampleCount>(0, first * frame - to_samples(finish.lead_ms));
  const SampleCount to = std::min(size, last * frame + to_samples(finish.tail_ms));

  Speech speech(raw.begin() + from, raw.begin() + to);
  const double wanted = std::pow(10.0, finish.level_dbfs / 20.0);
  double gain = wanted / std::sqrt(speech_power(powers, peak_power));
  double peak = 0.0;
  for (const float sample : speech) peak = std::max(peak, std::abs(static_cast<double>(sample)));
  gain = std::min(gain, kPeakLimit / peak);
  for (float& sample : speech) sample = static_cast<float>(sample * gain);
  fade_edges(speech);
  return speech;
}

}  // namespace sotto
