// Randomness and a hash for tests of the page: the same in every run, and good enough to tell texts apart.
#pragma once

#include <cstdint>
#include <span>

#include "journal/hash.hpp"

namespace sotto {

inline void other_bytes(std::span<std::uint8_t> bytes) {
  static std::uint64_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    byte = static_cast<std::uint8_t>(state >> 56U);
  }
}

inline Hash sum_of(std::span<const std::uint8_t> bytes) {
  Hash hash{};
  std::uint64_t state = 1469598103934665603ULL;
  for (const std::uint8_t byte : bytes) state = (state ^ byte) * 1099511628211ULL;
  for (std::uint8_t& byte : hash) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    byte = static_cast<std::uint8_t>(state >> 56U);
  }
  return hash;
}

}  // namespace sotto
