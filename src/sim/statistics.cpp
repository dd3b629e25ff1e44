#include "sim/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>

#include "base/assert.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {
namespace {

void require_confidence(double confidence) {
  SOTTO_ASSERT(confidence > 0.0 && confidence < 1.0);
}

// The share of sorted values that lies below, between two of them linearly.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return std::lerp(sorted[low], sorted[high], at - static_cast<double>(low));
}

double draw_again(std::span<const Cluster> clusters, std::uint64_t& seed) {
  std::int64_t events = 0;
  std::int64_t exposure = 0;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    // The remainder's bias is below 1e-12 for any number of clusters that fits into memory.
    const Cluster& cluster = clusters[next_nonce(seed) % clusters.size()];
    events += cluster.events;
    exposure += cluster.exposure;
  }
  return exposure == 0 ? 0.0 : static_cast<double>(events) / static_cast<double>(exposure);
}

}  // namespace

double poisson_upper(std::int64_t count, double exposure, double confidence) {
  require_confidence(confidence);
  SOTTO_ASSERT(count >= 0 && exposure > 0.0);
  const boost::math::gamma_distribution<double> gamma(static_cast<double>(count) + 1.0);
  return quantile(gamma, confidence) / exposure;
}

double poisson_lower(std::int64_t count, double exposure, double confidence) {
  require_confidence(confidence);
  SOTTO_ASSERT(count >= 0 && exposure > 0.0);
  if (count == 0) return 0.0;
  const boost::math::gamma_distribution<double> gamma(static_cast<double>(count));
  return quantile(gamma, 1.0 - confidence) / exposure;
}

double binomial_upper(std::int64_t passes, std::int64_t trials, double confidence) {
  require_confidence(confidence);
  SOTTO_ASSERT(passes >= 0 && passes <= trials);
  if (passes == trials) return 1.0;
  const boost::math::beta_distribution<double> beta(static_cast<double>(passes) + 1.0,
                                                    static_cast<double>(trials - passes));
  return quantile(beta, confidence);
}

double binomial_lower(std::int64_t passes, std::int64_t trials, double confidence) {
  return trials == 0 ? 0.0 : 1.0 - binomial_upper(trials - passes, trials, confidence);
}

Interval block_bootstrap(std::span<const Cluster> clusters, double confidence, std::uint64_t seed,
                         int rounds) {
  require_confidence(confidence);
  SOTTO_ASSERT(rounds >= 100);
  if (clusters.empty()) return {};
  std::vector<double> rates(static_cast<std::size_t>(rounds));
  for (double& rate : rates) rate = draw_again(clusters, seed);
  std::sort(rates.begin(), rates.end());
  const double outside = (1.0 - confidence) / 2.0;
  return {quantile(rates, outside), quantile(rates, 1.0 - outside)};
}

double ComposedBound::per_hour(double dependence) const {
  SOTTO_ASSERT(dependence >= 1.0);
  double rate = wakes_per_hour;
  for (const double share : shares) rate *= std::min(1.0, share * dependence);
  return rate;
}

ComposedBound compose_bound(std::int64_t wakes, double hours, std::span<const GateTrials> gates,
                            double confidence) {
  require_confidence(confidence);
  ComposedBound bound;
  bound.confidence_each = 1.0 - (1.0 - confidence) / static_cast<double>(gates.size() + 1);
  bound.wakes_per_hour = poisson_upper(wakes, hours, bound.confidence_each);
  for (const GateTrials& gate : gates) {
    bound.shares.push_back(binomial_upper(gate.passes, gate.trials, bound.confidence_each));
  }
  return bound;
}

}  // namespace sotto
