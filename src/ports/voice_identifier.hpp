// VoiceIdentifier: turns speech into a point in a space where the same voice stays close. Thread-safety: one
// caller.
#pragma once

#include <array>
#include <span>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

// Unit length, float, shape (256).
using VoiceEmbedding = std::array<float, 256>;

struct VoiceSample {
  VoiceEmbedding embedding{};
  Milliseconds voiced_ms = 0;  // how much speech it rests on; below about 1200 ms the embedding tells little
};

class VoiceIdentifier {
 public:
  virtual ~VoiceIdentifier() = default;

  // `samples`: mono float in [-1, 1), 16 kHz, silence already removed (voiced stretches joined), at least 100
  // ms. Errors: engine-failed, too-long (over 60 s).
  [[nodiscard]] virtual Result<VoiceSample> embed(std::span<const float> samples) = 0;
};

// Cosine of two embeddings in thousandths, -1000 to 1000.
[[nodiscard]] Permille similarity(const VoiceEmbedding& a, const VoiceEmbedding& b);

}  // namespace sotto
