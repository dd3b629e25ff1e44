// From written text to the words and pauses that are spoken: numbers, times, signs and accents become plain
// words.
//
// Pure, any thread. English only. Text is UTF-8; Latin accents are folded ("José" is spoken as "jose"), other
// scripts and broken bytes are skipped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sotto {

struct SpokenPart {
  std::string word;       // lower-case ASCII letters and inner apostrophes; empty for a pause
  char pause = 0;         // one of , . ? ! ; : for a pause
  bool capitals = false;  // it was written in capitals only, so it may be an abbreviation

  friend bool operator==(const SpokenPart&, const SpokenPart&) = default;
};

// "It's 21.5° at 7:30." -> it's, twenty, one, point, five, degrees, at, seven, thirty, "."
// The result never begins with a pause, never holds two pauses in a row, and ends with one unless it is
// empty.
[[nodiscard]] std::vector<SpokenPart> spoken_words(std::string_view text);

}  // namespace sotto
