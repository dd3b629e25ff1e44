// Transcript: everything a recogniser can say about a stretch of sound, as values. The evidence of most
// gates.
//
// Probabilities are thousandths and log probabilities thousandths of a nat, so that equality is exact.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "nlu/phoneme.hpp"

namespace sotto {

struct Word {
  std::string text;         // as the recogniser wrote it, without spaces, with its punctuation ("Alexa,")
  std::string normalized;   // lower case, letters, digits and apostrophes only ("alexa"); may be empty
  SampleSpan span;          // on the run's own timeline; accurate to about 100 ms
  Permille confidence = 0;  // product of its tokens' probabilities
  Phonemes phonemes;        // most usual pronunciation, empty if the text has no letters

  friend bool operator==(const Word&, const Word&) = default;
};

// Another text that the recogniser held possible, best first.
struct Hypothesis {
  std::string text;
  std::int64_t log_prob_milli = 0;  // of the whole token string, natural logarithm

  friend bool operator==(const Hypothesis&, const Hypothesis&) = default;
};

// How probable the recogniser finds it that the sound begins with exactly this text, summed over its usual
// spellings (with and without capital and comma). A proper probability: competing texts can be compared.
struct ForcedScore {
  std::string text;
  std::int64_t log_prob_milli = 0;

  friend bool operator==(const ForcedScore&, const ForcedScore&) = default;
};

struct Transcript {
  SampleSpan span;   // what was listened to
  std::string text;  // as written
  std::vector<Word> words;
  Permille confidence = 0;          // geometric mean of the token probabilities
  Permille no_speech = 0;           // the recogniser's own probability that nobody spoke
  bool looped = false;              // it repeated itself and was cut
  bool truncated = false;           // it hit the token cap
  bool full_context = false;        // decoded in the full 30 s window
  std::vector<Hypothesis> n_best;   // including the text itself, at most 5
  std::vector<ForcedScore> forced;  // one for each text that was asked for, in that order

  friend bool operator==(const Transcript&, const Transcript&) = default;
};

}  // namespace sotto
