// ScoreSmoother: a network's probabilities, one a step, to wake proposals. Pure arithmetic.
//
// The score is the mean of the last `window` probabilities; 0 until there are that many.
//
//   idle        score >= certain_at            propose it, go to refractory
//   idle        score >= propose_at            go to rising
//   rising      score >= certain_at            propose it, go to refractory
//   rising      score < propose_at, or
//               longest_rise is over           propose the highest of the rise, go to refractory
//   refractory  score >= certain_at after a
//               weaker proposal                propose it, go to refractory
//   refractory  its time is over               go to idle
//
// Thread-safety: one caller.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/units.hpp"
#include "ports/wake_detector.hpp"

namespace sotto {

struct ScoreSmootherSettings {
  std::size_t window = 5;     // probabilities in the mean, at least 1
  Permille propose_at = 900;  // at least 1
  Permille certain_at = 900;  // a score that need not wait for a higher one
  SampleCount refractory = 0;
  SampleCount longest_rise = 0;
};

class ScoreSmoother {
 public:
  // REQUIRES: window >= 1, 1 <= propose_at <= 1000, certain_at >= 1, refractory and longest_rise not
  // negative.
  explicit ScoreSmoother(const ScoreSmootherSettings& settings);

  // Takes the next probability, 0 to 1, which rests on samples up to and with run position `at`.
  [[nodiscard]] std::optional<WakeProposal> add(double probability, SampleCount at);

  // The highest score since the last call.
  [[nodiscard]] Permille take_peak();

  // Forgets everything, the peak too.
  void reset();

 private:
  [[nodiscard]] Permille push(double probability);
  [[nodiscard]] std::optional<WakeProposal> propose(WakeProposal proposal, SampleCount now);

  ScoreSmootherSettings settings_;
  std::vector<double> recent_;  // ring of the last `window` probabilities
  std::size_t seen_ = 0;
  Permille peak_ = 0;
  std::optional<WakeProposal> rise_;  // the highest score of the present rise
  SampleCount rise_from_ = 0;
  std::optional<WakeProposal> last_;
  SampleCount silent_until_ = 0;  // meaningful while last_ is set
};

}  // namespace sotto
