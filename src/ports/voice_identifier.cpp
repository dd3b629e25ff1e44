#include "ports/voice_identifier.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {

Permille similarity(const VoiceEmbedding& a, const VoiceEmbedding& b) {
  double dot = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  // Rounding can carry the cosine of equal embeddings a hair over one.
  return static_cast<Permille>(std::lround(std::clamp(dot, -1.0, 1.0) * 1000.0));
}

}  // namespace sotto
