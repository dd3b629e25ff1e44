// Ringer: plays a ring into a sink, round after round, and gives way to whatever is spoken.
//
// Borrowed by a driver that speaks through the same sink. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "core/effect.hpp"
#include "ports/audio_sink.hpp"

namespace sotto {

class Ringer {
 public:
  // Of every round; the core never counts so far.
  static constexpr std::uint64_t kPlaybackId = std::numeric_limits<std::uint64_t>::max();

  explicit Ringer(AudioSink* sink) : sink_(sink) {}

  // `at` is the run's position, `speaking` whether the sink holds anything that is spoken.
  void begin(const Ring& ring, SampleCount at, bool speaking);
  void end(SampleCount at, bool speaking);
  // Something is about to be spoken: a round that is being played is cut short.
  void give_way(SampleCount at, bool speaking);
  // Begins the next round when it is time. Returns when to ask again at the latest; nothing without a ring.
  std::optional<SampleCount> tick(SampleCount at, bool speaking);

  [[nodiscard]] bool ringing() const { return ring_.has_value(); }

 private:
  AudioSink* sink_;  // null: nothing is heard, but the rounds go on
  std::optional<Ring> ring_;
  SampleCount round_end_ = 0;
};

}  // namespace sotto
