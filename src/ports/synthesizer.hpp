// Synthesizer: text to speech. Thread-safety: one caller at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

// Mono float in [-1, 1), 16 kHz.
using Speech = std::vector<float>;

class Synthesizer {
 public:
  virtual ~Synthesizer() = default;

  // Speaks `text` (one or a few sentences, at most 500 bytes) with `voice`; an empty voice is the default
  // one. Errors: voice-unknown, model-missing, engine-failed, too-long.
  [[nodiscard]] virtual Result<Speech> speak(std::string_view text, std::string_view voice) = 0;

  // Names that speak() accepts, sorted; the first entry is not necessarily the default.
  [[nodiscard]] virtual std::vector<std::string> voices() const = 0;
};

}  // namespace sotto
