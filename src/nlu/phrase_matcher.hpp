// PhraseMatcher: which of a few agreed phrases a whole answer is, by sound: "right, send it", a challenge
// phrase, "no".
//
// Word breaks and spelling do not count: "rightsend it" is "right, send it". It measures and never decides:
// the thresholds are the policy's. An answer may always be none of them: besides the margin to every other
// phrase there is a margin to free text, that is, to how near unrelated English comes by chance.
//
// Immutable after construction; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "nlu/name_matcher.hpp"
#include "nlu/phoneme.hpp"

namespace sotto {

struct Phrase {
  std::string
      code;  // what it means: "confirm", "yes", "no", "challenge" ... Phrases of one code are the same answer
  std::string text;                      // "right, send it"
  std::vector<Phonemes> pronunciations;  // most usual first

  friend bool operator==(const Phrase&, const Phrase&) = default;
};

struct PhraseEvidence {
  std::optional<std::size_t> phrase;  // index of the phrase that this is about; none without phrases or sound
  Permille distance = kUnreachable;   // of the answer to it, per sound of the phrase
  std::optional<std::size_t> second;  // the nearest phrase of another code
  Permille second_distance = kUnreachable;
  Permille margin = 0;  // second_distance - distance; negative when another phrase is nearer; kUnreachable
                        // without a second
  Permille worst_stretch =
      kUnreachable;  // of the reading that is nearest: see phoneme_distance.hpp. A phrase of which
                     // a word is missing is near on the whole and far in this
  Permille free_text_margin = 0;  // free_text_distance(phrase) - distance

  friend bool operator==(const PhraseEvidence&, const PhraseEvidence&) = default;
};

// The relative distance to a phrase that one in a thousand unrelated pieces of English of about its length
// reaches, by the sounds of the phrase: 100 for "right", 230 for "right, send it", 300 for a challenge
// phrase. Short phrases are met by chance more easily. Measured with tools/challenge_words (free-text).
[[nodiscard]] Permille free_text_distance(std::span<const Phoneme> phrase);

class PhraseMatcher {
 public:
  explicit PhraseMatcher(std::vector<Phrase> phrases) : phrases_(std::move(phrases)) {}

  // Evidence on the phrase that the whole answer is nearest to.
  [[nodiscard]] PhraseEvidence match(std::span<const HeardWord> answer) const;

  // Evidence on the nearest phrase of this code, whether or not another one is nearer.
  [[nodiscard]] PhraseEvidence judge(std::string_view code, std::span<const HeardWord> answer) const;

  // The phrase that sounds most like any part of the talk, no cutoff. Only for a policy that shows how it
  // goes wrong.
  [[nodiscard]] PhraseEvidence nearest_part(std::span<const HeardWord> talk) const;

  [[nodiscard]] const std::vector<Phrase>& phrases() const { return phrases_; }

 private:
  [[nodiscard]] PhraseEvidence evidence(std::optional<std::string_view> code,
                                        std::span<const HeardWord> heard, bool anywhere) const;

  std::vector<Phrase> phrases_;
};

}  // namespace sotto
