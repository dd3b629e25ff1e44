#include "sim/campaign_observer.hpp"

#include <algorithm>
#include <utility>

namespace sotto {

CampaignObserver::CampaignObserver(KindTally& tally, NearMiss miss, Milliseconds offset)
    : tally_(tally), blank_(std::move(miss)), offset_(offset) {}

void count_judgement(std::map<Gate, GateCounts>& gates, const Judgement& judgement) {
  GateCounts& counts = gates[judgement.gate];
  switch (judgement.verdict) {
    case Verdict::kPass:
      ++counts.passed;
      return;
    case Verdict::kRefuse:
      ++counts.refused;
      break;
    case Verdict::kAskAgain:
      ++counts.asked_again;
      break;
    case Verdict::kEscalate:
      ++counts.escalated;
      break;
  }
  ++counts.reasons[std::string(reason_code(judgement.reason))];
}

void CampaignObserver::take(const Effect& effect, Milliseconds at) {
  if (open_) open_->until = at + offset_;
  if (const auto* wake = std::get_if<ReportWake>(&effect)) {
    ++tally_.proposed;
    count_judgement(tally_.gates, wake->judgement);
    if (!wake->judgement.passed()) return;
    close();
    ++tally_.wakes;
    ++wakes_;
    open_ = blank_;
    open_->at = at + offset_;
    open_->until = open_->at;
    open_->depth = 1;
  } else if (const auto* gate = std::get_if<ReportGate>(&effect)) {
    take_gate(gate->judgement);
  } else if (const auto* message = std::get_if<ReportMessage>(&effect)) {
    if (message->state == MessageState::kWaiting) ++tally_.waiting;
    if (message->state != MessageState::kSent) return;
    ++tally_.sent;
    ++sent_;
    if (open_) open_->depth = kDepthSent;
  } else if (std::holds_alternative<ReportDevice>(effect)) {
    ++tally_.devices;
  }
}

void CampaignObserver::take_gate(const Judgement& judgement) {
  count_judgement(tally_.gates, judgement);
  if (!open_ || open_->depth == kDepthSent || judgement.gate == Gate::kOpen) return;
  if (judgement.passed()) {
    // The hold gate passes before the message has gone: only what was sent stands at the last depth.
    open_->depth = std::min<std::size_t>(static_cast<std::size_t>(judgement.gate) + 1, kDepthSent - 1);
    open_->stopped_by.clear();
    open_->reason.clear();
  } else {
    open_->stopped_by = gate_name(judgement.gate);
    open_->reason = reason_code(judgement.reason);
  }
}

void CampaignObserver::close() {
  if (!open_) return;
  ++tally_.depths[open_->depth];
  misses_.push_back(std::move(*open_));
  open_.reset();
}

std::vector<NearMiss> CampaignObserver::finish(SampleCount heard) {
  close();
  RecordingCounts& recording = tally_.recordings[blank_.recording];
  recording.heard += heard;
  recording.wakes += wakes_;
  recording.sent += sent_;
  return std::move(misses_);
}

}  // namespace sotto
