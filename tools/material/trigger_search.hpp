// The search for word strings that sound like the wake word: words of a pronouncing dictionary, one to three
// in a row, within a phonetic distance (nlu/phoneme_distance.hpp). Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nlu/phoneme_distance.hpp"

namespace sotto {

struct PronouncedWord {
  std::string word;
  Phonemes sounds;
};

struct TriggerPhrase {
  std::string text;
  Phonemes sounds;
  MilliEdits distance = 0;

  friend bool operator==(const TriggerPhrase&, const TriggerPhrase&) = default;
};

// Strings of one to three of the words whose distance to the wake word is at most `distance_max`, nearest
// first, then by text. Of two or three words each has to fit its own part of the wake word, and the misfits
// of the parts add up to no more than that distance.
[[nodiscard]] std::vector<TriggerPhrase> search_triggers(std::span<const PronouncedWord> words,
                                                         const Phonemes& wake, MilliEdits distance_max);

// Keeps, from the front, what lies at least `apart` from all that was kept before and from all of `known`.
[[nodiscard]] std::vector<TriggerPhrase> spread_out(std::span<const TriggerPhrase> phrases,
                                                    std::span<const Phonemes> known, MilliEdits apart,
                                                    std::size_t count_max);

}  // namespace sotto
