#include "runtime/score_smoother.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"

namespace sotto {

ScoreSmoother::ScoreSmoother(const ScoreSmootherSettings& settings) : settings_(settings) {
  SOTTO_ASSERT(settings.window >= 1);
  SOTTO_ASSERT(settings.propose_at >= 1 && settings.propose_at <= 1000);
  SOTTO_ASSERT(settings.certain_at >= 1);
  SOTTO_ASSERT(settings.refractory >= 0 && settings.longest_rise >= 0);
  recent_.resize(settings.window);
}

Permille ScoreSmoother::push(double probability) {
  recent_[seen_ % recent_.size()] = probability;
  ++seen_;
  if (seen_ < recent_.size()) return 0;
  return to_permille(std::accumulate(recent_.begin(), recent_.end(), 0.0) /
                     static_cast<double>(recent_.size()));
}

std::optional<WakeProposal> ScoreSmoother::propose(WakeProposal proposal, SampleCount now) {
  rise_.reset();
  last_ = proposal;
  silent_until_ = now + settings_.refractory;
  return proposal;
}

std::optional<WakeProposal> ScoreSmoother::add(double probability, SampleCount at) {
  const Permille score = push(probability);
  peak_ = std::max(peak_, score);
  const bool certain = score >= settings_.certain_at && score >= settings_.propose_at;
  if (last_ && at < silent_until_) {
    if (certain && last_->score < settings_.certain_at) return propose({.score = score, .at = at}, at);
    return std::nullopt;
  }
  if (certain) return propose({.score = score, .at = at}, at);
  if (!rise_) {
    if (score < settings_.propose_at) return std::nullopt;
    rise_ = WakeProposal{.score = score, .at = at};
    rise_from_ = at;
  } else if (score > rise_->score) {
    rise_ = WakeProposal{.score = score, .at = at};
  }
  if (score < settings_.propose_at || at - rise_from_ >= settings_.longest_rise) return propose(*rise_, at);
  return std::nullopt;
}

Permille ScoreSmoother::take_peak() {
  const Permille peak = peak_;
  peak_ = 0;
  return peak;
}

void ScoreSmoother::reset() {
  seen_ = 0;
  peak_ = 0;
  rise_.reset();
  last_.reset();
}

}  // namespace sotto
