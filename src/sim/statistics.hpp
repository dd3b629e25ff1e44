// Statistics of rare events: exact bounds, and what several of them come to together.
//
// Every bound is one-sided and exact for the model it names; none rests on a normal approximation, because
// the counts that matter here are 0, 1 and 2. A confidence is a share of 1 (0.95). Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sotto {

struct Interval {
  double low = 0.0;
  double high = 0.0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// The rate, per unit of `exposure`, that `count` events do not yet speak against: the exact bound of a
// Poisson count (Garwood, Biometrika 1936). None in T hours: below 3.00 / T with 0.95. REQUIRES: count >= 0,
// exposure > 0, 0 < confidence < 1.
[[nodiscard]] double poisson_upper(std::int64_t count, double exposure, double confidence);
// And the one from below; 0 where nothing happened.
[[nodiscard]] double poisson_lower(std::int64_t count, double exposure, double confidence);

// The share of passes that `passes` of `trials` do not yet speak against: the exact bound of a binomial count
// (Clopper and Pearson, Biometrika 1934). None in n: below 3.00 / n with 0.95. Without a trial nothing is
// known: 1 and 0. REQUIRES: 0 <= passes <= trials, 0 < confidence < 1.
[[nodiscard]] double binomial_upper(std::int64_t passes, std::int64_t trials, double confidence);
[[nodiscard]] double binomial_lower(std::int64_t passes, std::int64_t trials, double confidence);

// What belongs together and may not count as independent: the windows of one recording, one conversation.
struct Cluster {
  std::int64_t events = 0;
  std::int64_t exposure = 0;  // trials, or samples of sound
  friend bool operator==(const Cluster&, const Cluster&) = default;
};

// The middle `confidence` of what events / exposure comes to when whole clusters are drawn again with
// replacement (Efron's percentile bootstrap over blocks), `rounds` times from `seed`. It stands beside the
// exact bounds and never in their place: where nothing happened it knows nothing and says 0 to 0. The order
// of the clusters matters, so sort them by name. REQUIRES: rounds >= 100, 0 < confidence < 1.
[[nodiscard]] Interval block_bootstrap(std::span<const Cluster> clusters, double confidence,
                                       std::uint64_t seed, int rounds = 2000);

// One forced gate: how many of its trials it let pass.
struct GateTrials {
  std::int64_t passes = 0;
  std::int64_t trials = 0;
  friend bool operator==(const GateTrials&, const GateTrials&) = default;
};

// What may go wrong at once: a rate of false wakes, and the gates behind it, each measured by itself.
struct ComposedBound {
  double confidence_each = 0.0;  // of each factor, so that all hold together
  double wakes_per_hour = 0.0;   // upper bound
  std::vector<double> shares;    // upper bound of each gate, in the order given
  // Accidental sends an hour if passing the gates before makes passing the next one at most this many times
  // likelier than it was when forced. No share exceeds 1.
  double per_hour(double dependence) const;
};

// By Bonferroni: with n factors (the wakes and every gate) each is taken at 1 - (1 - confidence) / n, so that
// with probability `confidence` none of them is wrong. Four factors and 0.95: 0.9875 each. REQUIRES: hours >
// 0.
[[nodiscard]] ComposedBound compose_bound(std::int64_t wakes, double hours, std::span<const GateTrials> gates,
                                          double confidence);

}  // namespace sotto
