// SpeechSounds: from text to the letters of Kokoro's sound alphabet, sentence by sentence.
//
// The alphabet is that of Kokoro-82M (its vocab.json): IPA, with single letters for diphthongs (A I O W Y)
// and affricates (ʤ ʧ), and ˈ ˌ before a stressed vowel. All voices get American sounds. Little words (a,
// the, to, of ...) lose their stress inside a sentence, as people say them; "the" and "to" change before a
// vowel.
//
// A word that no dictionary lists is, in this order: a possessive of a listed word; spelled, if it was
// written in capitals or has no vowel letter; pronounced by the Pronouncer with a guessed stress; spelled.
//
// Thread-safety: const methods from any thread, as far as the pronouncer allows it. Pure apart from the
// pronouncer.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sherpa/pronouncing_dictionary.hpp"
#include "adapters/sherpa/spoken_words.hpp"
#include "ports/pronouncer.hpp"

namespace sotto {

class SpeechSounds {
 public:
  // `pronouncer` may be null: unlisted words are then spelled.
  SpeechSounds(PronouncingDictionary dictionary, std::shared_ptr<const Pronouncer> pronouncer);

  // Stretches to be spoken one after the other, in code points of the alphabet. Sentences share a stretch up
  // to about 200 code points, since the voice is steadier over more than a few words; none is longer than 450
  // (the model takes 510). Empty if there is nothing to speak.
  [[nodiscard]] std::vector<std::u32string> stretches(std::string_view text) const;

 private:
  [[nodiscard]] Pronunciation pronounce(const SpokenPart& part) const;
  [[nodiscard]] Pronunciation pronounce_unlisted(const SpokenPart& part) const;
  [[nodiscard]] Pronunciation spell(std::string_view word) const;
  [[nodiscard]] std::vector<Pronunciation> pronounce_sentence(const std::vector<SpokenPart>& words) const;

  PronouncingDictionary dictionary_;
  std::shared_ptr<const Pronouncer> pronouncer_;
};

// One pronunciation in the alphabet, for example T UW1 -> "tˈu".
[[nodiscard]] std::u32string kokoro_symbols(const Pronunciation& pronunciation);

}  // namespace sotto
