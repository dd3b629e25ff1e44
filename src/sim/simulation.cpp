#include "sim/simulation.hpp"

#include <cmath>
#include <set>

namespace sotto {

std::uint64_t seed_of_dialog(std::uint64_t seed, std::int64_t number) {
  return MaterialRandom(seed, "dialog " + std::to_string(number)).next();
}

SimulationCounts simulate(const SimulatedHouse& house, const SimulationPlan& plan, std::int64_t from,
                          std::int64_t to) {
  SimulationCounts counts;
  for (std::int64_t number = from; number < to; ++number) {
    const std::uint64_t seed = seed_of_dialog(plan.seed, number);
    const DialogOutcome outcome = play_dialog(house, plan.talk, plan.drawn, seed);
    ++counts.dialogs;
    counts.events += outcome.events;
    for (const Gate gate : std::set<Gate>(outcome.passed.begin(), outcome.passed.end()))
      ++counts.passed[static_cast<std::size_t>(gate)];
    if (outcome.sent > 0) {
      ++counts.sent;
      counts.weight_sent += outcome.weight;
      counts.weight_sent_squares += outcome.weight * outcome.weight;
    }
    if (outcome.complaint.empty()) continue;
    if (counts.breaches++ == 0) {
      counts.first_breach = outcome.complaint;
      counts.first_breach_seed = seed;
    }
  }
  return counts;
}

void merge(SimulationCounts& sum, const SimulationCounts& later) {
  if (sum.breaches == 0) {
    sum.first_breach = later.first_breach;
    sum.first_breach_seed = later.first_breach_seed;
  }
  sum.dialogs += later.dialogs;
  sum.events += later.events;
  sum.sent += later.sent;
  for (std::size_t i = 0; i < sum.passed.size(); ++i) sum.passed[i] += later.passed[i];
  sum.weight_sent += later.weight_sent;
  sum.weight_sent_squares += later.weight_sent_squares;
  sum.breaches += later.breaches;
}

Estimate estimate_sent(const SimulationCounts& counts) {
  if (counts.dialogs == 0) return {};
  const auto dialogs = static_cast<double>(counts.dialogs);
  const double share = counts.weight_sent / dialogs;
  const double variance = counts.weight_sent_squares / dialogs - share * share;
  return {share, std::sqrt(std::max(0.0, variance) / dialogs)};
}

}  // namespace sotto
