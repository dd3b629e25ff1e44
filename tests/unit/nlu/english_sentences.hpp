// For tests only: what the English sentences make of a text.
#pragma once

#include <string>

#include "nlu/sentence_template.hpp"

namespace sotto {

// The sentences that Sotto comes with, compiled once.
[[nodiscard]] const SentenceMatcher& english();

// "switch-on device=kitchen_light", or "none" and the like where the words are no sentence.
[[nodiscard]] std::string understood(const std::string& text);

struct Example {
  const char* says;
  const char* means;
};

}  // namespace sotto
