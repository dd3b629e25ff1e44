#include "runtime/ringer.hpp"

#include "runtime/rings.hpp"

namespace sotto {

void Ringer::begin(const Ring& ring, SampleCount at, bool speaking) {
  give_way(at, speaking);  // a round at the level before is not played to its end
  ring_ = ring;
}

void Ringer::end(SampleCount at, bool speaking) {
  give_way(at, speaking);
  ring_.reset();
}

void Ringer::give_way(SampleCount at, bool speaking) {
  if (round_end_ <= at) return;
  round_end_ = at;
  if (!speaking && sink_ != nullptr) sink_->stop();
}

std::optional<SampleCount> Ringer::tick(SampleCount at, bool speaking) {
  if (!ring_ || ring_->level <= 0) return std::nullopt;
  if (round_end_ > at) return round_end_;
  constexpr SampleCount kLook = to_samples(100);
  if (speaking) return at + kLook;
  Playback round{kPlaybackId, "ring", "", make_ring(ring_->kind, ring_->level)};
  round_end_ = at + static_cast<SampleCount>(round.samples.size());
  // A loudspeaker that is gone is tried again with the next round.
  if (sink_ != nullptr) (void)sink_->play(std::move(round), at).ok();
  return round_end_;
}

}  // namespace sotto
