// SoundCheck: which contacts the contact gate could not tell apart, and which sound like something else that
// is said at home.
//
// It asks the gate's own question (nlu/name_matcher.hpp, the policy's distance and margin) of every form of
// every allowed contact as if it had been heard perfectly: what is ambiguous then is ambiguous always. Those
// who are not allowed count as rivals, as they do in the gate. Pure, any thread. Cost: forms of the allowed
// contacts x forms of all x about 1 us.
#pragma once

#include <string>
#include <vector>

#include "base/units.hpp"
#include "core/policy.hpp"
#include "core/vocabulary.hpp"

namespace sotto {

enum class SoundTrouble : std::uint8_t {
  kAlike,        // two contacts share a sound
  kUnreachable,  // no form of the contact's name is the contact's alone
  kUnspeakable,  // the name has no sound that is known
  kCommonName,   // a first name that talk is full of
  kCommonWord,   // a word that is often said alone
  kAnswer,       // "no", "stop", "right, send it"
  kChallenge,    // a word of a challenge phrase
  kWakeWord,     // the wake word, or what resembles it
};

struct SoundFinding {
  SoundTrouble trouble = SoundTrouble::kAlike;
  std::string contact;     // display name
  std::string form;        // of the contact: "Ken"
  std::string other;       // the other contact's display name, or the word
  std::string other_form;  // of the other contact: "Kim"
  Permille distance = 0;
  std::string say;  // kAlike: a form of `contact` that is the contact's alone; empty: there is none
  friend bool operator==(const SoundFinding&, const SoundFinding&) = default;
};

// What names are held against, besides each other.
struct SoundWords {
  std::vector<SpokenPhrase> names;  // common in talk
  std::vector<SpokenPhrase> words;  // common in talk, said alone
  std::vector<SpokenPhrase> answers;
  std::vector<SpokenPhrase> challenges;  // word by word
  std::vector<SpokenPhrase> wake;        // the wake word and what resembles it
};

// Findings of allowed contacts, those about other contacts first, in the order of the contacts.
[[nodiscard]] std::vector<SoundFinding> check_sounds(const std::vector<Contact>& contacts,
                                                     const SoundWords& words, const ContactRules& rules);

// What a change has brought: those of `after` that are not in `before`.
[[nodiscard]] std::vector<SoundFinding> added_findings(const std::vector<SoundFinding>& before,
                                                       std::vector<SoundFinding> after);

// "Ken and Kim sound alike: say the surname"
[[nodiscard]] std::string finding_text(const SoundFinding& finding);

// "alike", "unreachable" ...
[[nodiscard]] std::string_view trouble_name(SoundTrouble trouble);

}  // namespace sotto
