// AudioEncoder: turns one finished recording into the bytes of a sound file that other programs play.
//
// Thread-safety: one caller. Sound is mono float in [-1, 1), 16 kHz.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace sotto {

class AudioEncoder {
 public:
  virtual ~AudioEncoder() = default;

  // The whole file. The same samples give the same bytes. Errors: engine-failed, file-empty (no samples).
  [[nodiscard]] virtual Result<std::vector<std::byte>> encode(std::span<const float> samples) = 0;

  // File name extension without the dot, for example "ogg".
  [[nodiscard]] virtual std::string extension() const = 0;
};

}  // namespace sotto
