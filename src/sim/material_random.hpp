// MaterialRandom: seeded random numbers that come out the same with every compiler and library, which the
// distributions of <random> do not promise. SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), public domain.
//
// Thread-safety: a value; one user at a time.
#pragma once

#include <cstdint>
#include <string_view>

namespace sotto {

class MaterialRandom {
 public:
  explicit MaterialRandom(std::uint64_t seed) : state_(seed) {}

  // A stream of its own for each name, so that one more draw here changes nothing there.
  MaterialRandom(std::uint64_t seed, std::string_view name);

  [[nodiscard]] std::uint64_t next();

  // [0, 1), 53 bits.
  [[nodiscard]] double unit();

  // [low, high).
  [[nodiscard]] double between(double low, double high) { return low + (high - low) * unit(); }

  // 0 to count - 1. REQUIRES: count > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t count);

  [[nodiscard]] bool chance(double probability) { return unit() < probability; }

  // Mean 0, deviation 1 (Box and Muller).
  [[nodiscard]] double normal();

 private:
  std::uint64_t state_;
};

}  // namespace sotto
