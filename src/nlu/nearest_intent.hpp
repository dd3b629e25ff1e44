// NearestIntent: which intent any part of some talk is most like. It always finds one.
//
// This is how assistants that may not say "none" understand, and it exists to show what comes of that: only
// the policy "portland-2018" uses it. Whatever decides about sending uses SentenceMatcher, which takes a
// whole sentence or nothing.
//
// Method: every template is written out to its shortest forms (optionals left out, at most 64). Their words
// are aligned with any part of the talk (Needleman & Wunsch, J. Mol. Biol. 48, 1970, ends free): a word costs
// its phoneme distance to the word heard, at most 1000; a missing word 1000; a word between 150. A {list}
// costs the distance of its nearest value to any part of the talk, a {number} 0 if one was said, else 1000;
// {contact} does not count. Timers and lists (is_household) are found only when the talk is such a sentence
// as a whole. The score is
//   1000 - (cost + 250) / items      (250: how much one whole further word would be worth)
// so one word alone scores at most 750, "send message" 875. Talk that is a whole sentence scores 1000.
//
// Immutable after compile(); any thread. About 5 ms for a minute of talk.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "nlu/phoneme.hpp"
#include "nlu/request.hpp"
#include "nlu/sentence_template.hpp"
#include "nlu/template_parser.hpp"
#include "nlu/transcript.hpp"

namespace sotto {

// Most usual pronunciation of each word of SentenceMatcher::vocabulary(). A word that is missing is compared
// by letter.
using Lexicon = std::map<std::string, Phonemes, std::less<>>;

struct IntentGuess {
  Request request;       // lists and numbers filled with what was nearest; never a contact
  Permille score = 0;    // 0 to 1000
  std::string sentence;  // the template that was nearest

  friend bool operator==(const IntentGuess&, const IntentGuess&) = default;
};

class NearestIntent {
 public:
  // Errors: file-invalid (none that SentenceMatcher::compile() has not already found).
  [[nodiscard]] static Result<NearestIntent> compile(SentenceMatcher matcher, Lexicon lexicon);

  // The best guess of every intent, best first; equal ones in the order of the file. Empty talk gives no
  // guesses. Only the last kTokensMax words are looked at.
  [[nodiscard]] std::vector<IntentGuess> guesses(std::span<const Word> talk) const;

 private:
  struct Item {
    enum class Kind : std::uint8_t { kWord, kList, kNumber, kContact };
    Kind kind = Kind::kWord;
    std::int32_t symbol = 0;  // index into words_, the file's lists or its numbers
    std::string slot;
  };
  struct Form {
    std::int32_t intent = 0;  // index into the file's intents
    std::int32_t sentence = 0;
    std::vector<Item> items;
  };
  struct ListValue {
    std::string value;
    std::vector<Phonemes> pronunciations;
  };
  struct HeardList {
    Permille cost = 1000;
    std::string value;
  };
  struct HeardNumber {
    Permille cost = 1000;
    std::int64_t milli = 0;
  };
  class Talk;

  explicit NearestIntent(SentenceMatcher matcher, Lexicon lexicon)
      : matcher_(std::move(matcher)), lexicon_(std::move(lexicon)) {}

  Result<void> add_lists(const AutomatonBuilder& rules);
  Result<void> add_forms(const AutomatonBuilder& rules);
  std::vector<std::vector<Item>> expand(const TemplateNode& tree, const AutomatonBuilder& rules, int depth);
  std::vector<std::vector<Item>> expand_sequence(const TemplateNode& tree, const AutomatonBuilder& rules,
                                                 int depth);
  std::vector<Item> slot_item(const TemplateNode& tree) const;
  std::int32_t word_number(const std::string& word);

  SentenceMatcher matcher_;
  Lexicon lexicon_;
  std::vector<std::string> words_;
  std::map<std::string, std::int32_t, std::less<>> word_numbers_;
  std::vector<std::vector<ListValue>> lists_;
  std::vector<Form> forms_;
};

}  // namespace sotto
