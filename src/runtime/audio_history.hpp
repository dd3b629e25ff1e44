// AudioHistory: the last stretch of sound that was heard, in memory only, bounded.
//
// Holds mono float samples at 16 kHz addressed by run position. Thread-safety: one thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

class AudioHistory {
 public:
  // Keeps the latest `capacity` samples. REQUIRES: capacity > 0.
  explicit AudioHistory(SampleCount capacity);

  void push(std::span<const float> samples);

  // `count` samples were lost: silence stands in their place, so that positions stay in step with time.
  void skip(SampleCount count);

  // Samples of [span.from, span.to) in order. A span that reaches beyond what was heard is cut there;
  // positions before 0 do not exist. Errors: out-of-history if its beginning is no longer kept.
  [[nodiscard]] Result<std::vector<float>> copy(SampleSpan span) const;

  // Run position of the first sample that is still kept.
  [[nodiscard]] SampleCount oldest() const;

  // The memory that holds the sound, so that it can be kept out of swap and core dumps. Never moves.
  [[nodiscard]] std::span<std::byte> memory() { return std::as_writable_bytes(std::span(ring_)); }

  // Run position after the last sample heard.
  [[nodiscard]] SampleCount position() const { return position_; }

 private:
  std::vector<float> ring_;
  SampleCount position_ = 0;
};

}  // namespace sotto
