#include "sim/household.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <span>
#include <utility>

#include "sim/fast_convolution.hpp"

namespace sotto {
namespace {

constexpr double kSpokenLevelDbfs = -20.0;  // of every synthesiser (runtime/speech_finish.hpp)
constexpr double kTelevisionLowHz = 180.0;
constexpr double kTelevisionHighHz = 4500.0;
constexpr double kTenths = 10.0;

float gain_of(double db) {
  return static_cast<float>(std::pow(10.0, db / 20.0));
}

double kept_at(double corner_hz) {
  return std::exp(-2.0 * std::numbers::pi * corner_hz / kSampleRate);
}

// A small loudspeaker: neither depth nor brilliance; each corner twice, 12 dB an octave.
void through_loudspeaker(std::vector<float>& sound) {
  const double low_kept = kept_at(kTelevisionLowHz);
  const double high_kept = kept_at(kTelevisionHighHz);
  for (int pass = 0; pass < 2; ++pass) {
    double low = 0.0;
    double smooth = 0.0;
    for (float& sample : sound) {
      smooth = high_kept * smooth + (1.0 - high_kept) * static_cast<double>(sample);
      low = low_kept * low + (1.0 - low_kept) * smooth;
      sample = static_cast<float>(smooth - low);
    }
  }
}

void add(std::vector<float>& sum, std::span<const float> sound, SampleCount from, float gain) {
  const auto begin = static_cast<std::size_t>(from);
  const std::size_t count = begin < sum.size() ? std::min(sound.size(), sum.size() - begin) : 0;
  for (std::size_t i = 0; i < count; ++i) sum[begin + i] += gain * sound[i];
}

double rounded(double value) {
  return std::round(value * kTenths) / kTenths;
}

}  // namespace

Result<std::vector<float>> render_shard(const ShardPlan& plan, const LoadSpoken& load) {
  std::vector<float> sum(static_cast<std::size_t>(plan.length), 0.0F);
  std::map<std::size_t, std::vector<float>> impulses;
  for (const PlacedLine& placed : plan.placed) {
    const SpokenLine& line = plan.lines[placed.line];
    Result<std::vector<float>> spoken = load(line.file);
    if (!spoken) return spoken.error();
    if (static_cast<SampleCount>(spoken.value().size()) != line.samples) {
      return Error{ErrorCode::kFileInvalid, line.file + " is not as long as the catalogue says"};
    }
    if (placed.television) through_loudspeaker(spoken.value());
    const auto [found, is_new] = impulses.try_emplace(placed.seat);
    if (is_new) {
      found->second =
          room_impulse(plan.room, plan.seats[placed.seat], plan.microphone, plan.seed + placed.seat);
    }
    const std::vector<float> heard = convolve(spoken.value(), found->second);
    add(sum, heard, placed.from, gain_of(kVoiceLevelDbfs - kSpokenLevelDbfs + placed.gain_db));
  }
  if (!sum.empty()) {
    add(sum, make_noise(plan.noise, plan.length, plan.seed), 0, gain_of(plan.noise_dbfs - kNoiseLevelDbfs));
  }
  for (float& sample : sum) sample = std::clamp(sample, -1.0F, 0.99996F);
  return sum;
}

std::string format_truth(const ShardPlan& plan, const std::string& file, const std::string& sha256) {
  nlohmann::ordered_json utterances = nlohmann::ordered_json::array();
  for (const PlacedLine& placed : plan.placed) {
    const SpokenLine& line = plan.lines[placed.line];
    utterances.push_back({{"who", line.voice},
                          {"line", line.line},
                          {"kind", line.kind},
                          {"from", placed.from},
                          {"to", plan.to(placed)},
                          {"where", placed.television ? "television" : "room"},
                          {"distance_m", rounded(distance_m(plan.seats[placed.seat], plan.microphone))},
                          {"gain_db", rounded(placed.gain_db)}});
  }
  const nlohmann::ordered_json truth = {{"file", file},
                                        {"sha256", sha256},
                                        {"part", part_name(plan.settings.part)},
                                        {"set", plan.settings.set},
                                        {"seed", plan.settings.seed},
                                        {"shard", plan.number},
                                        {"samples", plan.length},
                                        {"room", plan.room.name},
                                        {"rt60_s", std::round(plan.room.rt60_s * 1000.0) / 1000.0},
                                        {"noise", noise_name(plan.noise)},
                                        {"noise_dbfs", rounded(plan.noise_dbfs)},
                                        {"television", plan.television},
                                        {"utterances", utterances}};
  return truth.dump();
}

}  // namespace sotto
