// Pronouncer: spelling to phonemes, from a dictionary and letter-to-sound rules for the rest.
// Thread-safety: const methods may be called from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "nlu/phoneme.hpp"

namespace sotto {

class Pronouncer {
 public:
  virtual ~Pronouncer() = default;

  // Pronunciations of one word or a phrase (any case, punctuation ignored), most usual first, at most 4. A
  // phrase is pronounced word by word without a break. Empty if the text holds no letter or digit. Never
  // fails otherwise.
  [[nodiscard]] virtual std::vector<Phonemes> pronounce(std::string_view text) const = 0;
};

}  // namespace sotto
