// CampaignObserver: follows one run over one recording and counts what its gates did.
//
// All that it sees is background: whatever wakes is a false wake, and what gets further than the wake gate is
// a near miss. Thread-safety: one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/effect.hpp"
#include "sim/campaign_tally.hpp"

namespace sotto {

class CampaignObserver {
 public:
  // `miss` names variant, kind and recording; `offset` is where the run begins in the recording.
  CampaignObserver(KindTally& tally, NearMiss miss, Milliseconds offset);

  // Every effect that became a line, in order.
  void take(const Effect& effect, Milliseconds at);

  // The run is over after `heard` samples. Returns what went too far, in order of time.
  [[nodiscard]] std::vector<NearMiss> finish(SampleCount heard);

 private:
  void take_gate(const Judgement& judgement);
  void close();

  KindTally& tally_;
  NearMiss blank_;
  Milliseconds offset_;
  std::optional<NearMiss> open_;
  std::vector<NearMiss> misses_;
  std::int64_t wakes_ = 0;
  std::int64_t sent_ = 0;
};

// Counts one judgement.
void count_judgement(std::map<Gate, GateCounts>& gates, const Judgement& judgement);

}  // namespace sotto
