// Vocabulary and contacts: the words the core listens for, with their sounds. Plain values that arrive in
// events.
#pragma once

#include <string>
#include <vector>

#include "nlu/nearest_intent.hpp"
#include "nlu/phoneme.hpp"
#include "nlu/sentence_template.hpp"

namespace sotto {

// A text and the ways it may be pronounced, most usual first. Word breaks are not part of a pronunciation.
struct SpokenPhrase {
  std::string text;
  std::vector<Phonemes> pronunciations;

  friend bool operator==(const SpokenPhrase&, const SpokenPhrase&) = default;
};

struct Vocabulary {
  SpokenPhrase wake_word;
  std::vector<SpokenPhrase> greetings;   // one of them may go before the wake word ("hey")
  std::vector<SpokenPhrase> triggers;    // what resembles the wake word
  std::vector<SpokenPhrase> accepted;    // answers that confirm ("right, send it")
  std::vector<SpokenPhrase> bare;        // answers too thin on their own ("right")
  std::vector<SpokenPhrase> rejected;    // answers that refuse ("no")
  std::vector<SpokenPhrase> cancelling;  // what stops a held message ("cancel")
  std::vector<SpokenPhrase> challenges;  // "harbor cabin"; said back as "send it, harbor cabin"
  SentenceFile sentences;
  Lexicon lexicon;  // of the words in the sentences; for policies that take the nearest intent

  friend bool operator==(const Vocabulary&, const Vocabulary&) = default;
};

struct Contact {
  std::string id;    // stable, unique
  std::string name;  // as shown and spoken: "Maria Alvarez"
  bool allowed = false;
  std::vector<SpokenPhrase> spoken;  // full name first, then first name and nicknames

  friend bool operator==(const Contact&, const Contact&) = default;
};

}  // namespace sotto
