#include "sim/household_noise.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"
#include "sim/material_random.hpp"

namespace sotto {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

// White noise through one pole: `kept` near 1 leaves the low frequencies.
void add_filtered(std::vector<float>& sound, MaterialRandom& random, double kept, double gain) {
  double level = 0.0;
  for (float& sample : sound) {
    level = kept * level + (1.0 - kept) * random.between(-1.0, 1.0);
    sample += static_cast<float>(gain * level);
  }
}

// White noise without its low frequencies: water.
void add_hiss(std::vector<float>& sound, MaterialRandom& random, double gain) {
  double before = 0.0;
  for (float& sample : sound) {
    const double white = random.between(-1.0, 1.0);
    sample += static_cast<float>(gain * (white - 0.7 * before));
    before = white;
  }
}

void add_hum(std::vector<float>& sound, MaterialRandom& random, double gain) {
  const double base_hz = random.between(85.0, 140.0);
  for (int harmonic = 1; harmonic <= 5; ++harmonic) {
    const double step = kTurn * base_hz * harmonic / kSampleRate;
    const double phase = random.between(0.0, kTurn);
    for (std::size_t i = 0; i < sound.size(); ++i) {
      sound[i] += static_cast<float>(gain / harmonic * std::sin(step * static_cast<double>(i) + phase));
    }
  }
}

// Something hard meets something hard: a few decaying tones and a click.
void add_clatter(std::vector<float>& sound, MaterialRandom& random, std::size_t at, double gain) {
  const auto tones = 3 + random.below(4);
  for (std::uint64_t tone = 0; tone < tones; ++tone) {
    const double step = kTurn * random.between(900.0, 6500.0) / kSampleRate;
    const double decay = std::exp(-1.0 / (kSampleRate * random.between(0.01, 0.12)));
    double level = gain * random.between(0.3, 1.0);
    for (std::size_t i = at; i < sound.size() && level > 1e-4; ++i, level *= decay) {
      sound[i] += static_cast<float>(level * std::sin(step * static_cast<double>(i - at)));
    }
  }
}

// Bursts of clatter: somebody lays a table, then nothing for a while.
void add_dishes(std::vector<float>& sound, MaterialRandom& random) {
  double at_s = random.between(0.0, 2.0);
  const double end_s = static_cast<double>(sound.size()) / kSampleRate;
  while (at_s < end_s) {
    for (auto left = 1 + random.below(8); left > 0 && at_s < end_s; --left) {
      add_clatter(sound, random, static_cast<std::size_t>(at_s * kSampleRate), random.between(0.1, 0.7));
      at_s += random.between(0.05, 0.6);
    }
    at_s += -4.0 * std::log(1.0 - random.unit());
  }
}

void set_level(std::vector<float>& sound, double dbfs) {
  double sum = 0.0;
  for (const float sample : sound) sum += static_cast<double>(sample) * static_cast<double>(sample);
  const double rms = std::sqrt(sum / static_cast<double>(sound.size()));
  const double gain = rms > 0.0 ? std::pow(10.0, dbfs / 20.0) / rms : 0.0;
  for (float& sample : sound) {
    sample = static_cast<float>(std::clamp(gain * static_cast<double>(sample), -0.999, 0.999));
  }
}

}  // namespace

std::string_view noise_name(NoiseKind kind) {
  switch (kind) {
    case NoiseKind::kRoom:
      return "room";
    case NoiseKind::kFan:
      return "fan";
    case NoiseKind::kKitchen:
      break;
  }
  return "kitchen";
}

std::vector<float> make_noise(NoiseKind kind, SampleCount length, std::uint64_t seed) {
  SOTTO_ASSERT(length > 0);
  std::vector<float> sound(static_cast<std::size_t>(length), 0.0F);
  MaterialRandom random(seed, noise_name(kind));
  switch (kind) {
    case NoiseKind::kRoom:
      add_filtered(sound, random, 0.9, 1.0);
      break;
    case NoiseKind::kFan:
      add_filtered(sound, random, 0.8, 1.0);
      add_hum(sound, random, 0.06);
      break;
    case NoiseKind::kKitchen:
      add_filtered(sound, random, 0.6, 0.25);
      add_hiss(sound, random, 0.08);
      add_dishes(sound, random);
      break;
  }
  set_level(sound, kNoiseLevelDbfs);
  return sound;
}

}  // namespace sotto
