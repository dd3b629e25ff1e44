// Generated household noises: nothing recorded, seeded. Each is mono, 16 kHz, at kNoiseLevelDbfs over its
// whole length, never beyond [-1, 1). Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace sotto {

enum class NoiseKind {
  kRoom,     // what a quiet room sounds like: little but low frequencies
  kFan,      // rushing air with the hum of its blades
  kKitchen,  // running water, boiling, plates and cutlery
};

inline constexpr double kNoiseLevelDbfs = -30.0;

[[nodiscard]] std::string_view noise_name(NoiseKind kind);  // "room", "fan", "kitchen"

// REQUIRES: length > 0.
[[nodiscard]] std::vector<float> make_noise(NoiseKind kind, SampleCount length, std::uint64_t seed);

}  // namespace sotto
