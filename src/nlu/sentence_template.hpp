// SentenceMatcher: from an utterance to a Request by the templates of a SentenceFile.
//
// The whole utterance must be one sentence, with no word left over; nothing is guessed. The same walk tells
// the end-pointer whether the words so far can become a sentence, are one, or are one that can still go on.
// Method: the templates are one acyclic network of words (automaton.hpp) that is walked for all sentences at
// once, so the time is bounded by words times arcs, whatever is said (about 0.1 ms for 200 words).
//
// Immutable after compile(); any thread; copying copies the network.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "nlu/automaton.hpp"
#include "nlu/request.hpp"
#include "nlu/sentence_file.hpp"
#include "nlu/text.hpp"
#include "nlu/transcript.hpp"

namespace sotto {

struct Reading {
  Completeness completeness = Completeness::kNone;
  std::optional<Request> request;  // present exactly when the words are a sentence
  std::string sentence;            // the template that matched, as it stands in the file
  bool ambiguous = false;  // a sentence of another intent matches the same words; sending must not rely on it

  friend bool operator==(const Reading&, const Reading&) = default;
};

class SentenceMatcher {
 public:
  // Errors: file-invalid, the detail naming intent, line and template, and what is wrong with it.
  [[nodiscard]] static Result<SentenceMatcher> compile(SentenceFile file);

  // More than kTokensMax tokens are no sentence. No words at all are the beginning of every sentence.
  [[nodiscard]] Reading read(std::span<const Word> words) const;
  [[nodiscard]] Reading read(std::string_view text) const;

  // Every word of the templates, sorted: what the naive policy needs pronunciations for.
  [[nodiscard]] std::vector<std::string> vocabulary() const { return words_.sorted(); }

  [[nodiscard]] const SentenceFile& file() const { return file_; }

 private:
  friend class SentenceWalk;

  struct SentencePlace {
    std::int32_t intent = 0;  // index into file_.intents
    std::int32_t sentence = 0;
  };

  SentenceMatcher() = default;
  Result<void> build_lists(AutomatonBuilder& builder);
  Result<void> build_sentences(AutomatonBuilder& builder);
  [[nodiscard]] Reading read_tokens(const std::vector<Token>& tokens) const;

  SentenceFile file_;
  WordTable words_;
  std::vector<std::string> slot_names_;
  std::vector<Intent> intents_;  // of file_.intents
  Automaton sentences_;
  std::vector<Automaton> lists_;
  std::vector<SentencePlace> places_;      // by accept number
  std::vector<std::string> not_contacts_;  // sorted tokens
};

}  // namespace sotto
