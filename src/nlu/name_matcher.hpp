// NameMatcher: whose name an answer is, by sound.
//
// It measures and never decides: the thresholds are the policy's. The whole answer is compared, ignoring word
// breaks and spelling ("Mariah Alvarez" is "Maria Alvarez"), with every form of every contact's name. What is
// also said
// ("Maria is out today") counts as distance, so talk is far from every name.
//
// Two slips of recognisers with lone names are allowed for, at kSlipCost each: a carrier "to" that grew onto
// the name
// ("Tunina" for "to Nina") and an ending that was not said ("Ben's" for "Ben"). Both were seen about once in
// twenty answers of synthetic voices.
//
// Immutable after construction; any thread. Cost: contacts x forms x pronunciations x readings x about 0.3
// us.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "nlu/phoneme.hpp"
#include "nlu/phoneme_distance.hpp"
#include "nlu/transcript.hpp"

namespace sotto {

// One word of an answer with all the ways to pronounce it, most usual first.
struct HeardWord {
  std::string normalized;  // as Word::normalized
  std::vector<Phonemes> pronunciations;

  friend bool operator==(const HeardWord&, const HeardWord&) = default;
};

[[nodiscard]] std::vector<HeardWord> heard_words(std::span<const Word> words);

// Pronunciations of all words joined, most usual first, at most kReadingsMax; one empty reading for no words.
inline constexpr std::size_t kReadingsMax = 16;
[[nodiscard]] std::vector<Phonemes> readings_of(std::span<const HeardWord> words);

inline constexpr MilliEdits kSlipCost = 250;

enum class NameKind : std::uint8_t { kFull, kFirst, kNickname };

struct NameForm {
  NameKind kind = NameKind::kFull;
  std::string text;                      // "Maria Alvarez"
  std::vector<Phonemes> pronunciations;  // most usual first

  friend bool operator==(const NameForm&, const NameForm&) = default;
};

struct ContactNames {
  std::string contact;  // the contact's id or display name, as the caller likes
  std::vector<NameForm> forms;

  friend bool operator==(const ContactNames&, const ContactNames&) = default;
};

struct NameEvidence {
  std::optional<std::size_t> contact;  // index of the nearest contact; none without contacts or without sound
  std::size_t form = 0;                // index of its form that is nearest
  Permille distance = kUnreachable;    // of the answer to that form, per sound of the form (relative_to)
  std::optional<std::size_t> second;   // the nearest other contact
  Permille second_distance = kUnreachable;
  Permille margin =
      0;  // second_distance - distance; 0 = two contacts fit equally; kUnreachable without a second
  std::size_t first_word = 0;  // the words that were taken as the name, carrier words ("send it to") left out
  std::size_t word_count = 0;

  friend bool operator==(const NameEvidence&, const NameEvidence&) = default;
};

class NameMatcher {
 public:
  explicit NameMatcher(std::vector<ContactNames> contacts) : contacts_(std::move(contacts)) {}

  // Evidence on the whole answer. Carrier words are known by exact word: "to", "it's", "it is", "for", "send
  // it to", "message", "please" and the like before or after the name; the answer is also tried as it stands.
  [[nodiscard]] NameEvidence match(std::span<const HeardWord> answer) const;

  // The contact whose name sounds most like any part of the talk; no cutoff, never none while there are
  // contacts and sounds. For a policy that shows how it goes wrong; a gate that decides about sending uses
  // match().
  [[nodiscard]] NameEvidence nearest(std::span<const HeardWord> talk) const;

  // How far apart two contacts' nearest forms are, to find pairs that need the full name: smallest relative
  // distance over forms of either length. REQUIRES: both indices < contacts().size().
  [[nodiscard]] Permille distance_between(std::size_t a, std::size_t b) const;

  [[nodiscard]] const std::vector<ContactNames>& contacts() const { return contacts_; }

 private:
  std::vector<ContactNames> contacts_;
};

}  // namespace sotto
