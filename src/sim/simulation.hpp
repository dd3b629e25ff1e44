// Simulation: many simulated dialogs, and what came of them.
// Thread-safety: pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/simulated_dialog.hpp"

namespace sotto {

struct SimulationCounts {
  std::int64_t dialogs = 0;
  std::int64_t events = 0;
  std::int64_t sent = 0;
  std::array<std::int64_t, kGateCount> passed{};  // dialogs in which the gate passed at least once
  double weight_sent = 0.0;                       // of those that sent
  double weight_sent_squares = 0.0;
  std::int64_t breaches = 0;
  std::string first_breach;  // in words
  std::uint64_t first_breach_seed = 0;
};

struct SimulationPlan {
  TalkModel talk;   // what is asked about
  TalkModel drawn;  // what is drawn
  std::uint64_t seed = 1;
};

// The seed of one dialog of a plan; `play_dialog` with it plays that dialog alone.
[[nodiscard]] std::uint64_t seed_of_dialog(std::uint64_t seed, std::int64_t number);

// Plays the dialogs [from, to) of the plan.
[[nodiscard]] SimulationCounts simulate(const SimulatedHouse& house, const SimulationPlan& plan,
                                        std::int64_t from, std::int64_t to);

// Adds what came later. In the same order the sums are the same on every machine.
void merge(SimulationCounts& sum, const SimulationCounts& later);

// How likely a dialog of `talk` sends, and the standard error of that.
struct Estimate {
  double share = 0.0;
  double error = 0.0;
};
[[nodiscard]] Estimate estimate_sent(const SimulationCounts& counts);

}  // namespace sotto
