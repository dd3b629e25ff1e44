#include "sim/material_random.hpp"

#include <cmath>
#include <numbers>

#include "base/assert.hpp"

namespace sotto {

MaterialRandom::MaterialRandom(std::uint64_t seed, std::string_view name) : state_(seed) {
  // FNV-1a over the name; next() mixes it well.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  }
  state_ = next() ^ hash;
}

std::uint64_t MaterialRandom::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

double MaterialRandom::unit() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

std::uint64_t MaterialRandom::below(std::uint64_t count) {
  SOTTO_ASSERT(count > 0);
  // The remainder favours small numbers by less than count / 2^64, which nobody can measure here.
  return next() % count;
}

double MaterialRandom::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
  return radius * std::cos(2.0 * std::numbers::pi * unit());
}

}  // namespace sotto
