// Automaton: the sentences of a file as one network of words. Internal to the sentence templates.
//
// States are numbered; arcs of a state are tried in order. There are no cycles, because templates cannot
// repeat and rules cannot contain themselves, so work on an utterance is bounded by words times arcs. Plain
// values, any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "nlu/sentence_file.hpp"
#include "nlu/template_parser.hpp"

namespace sotto {

inline constexpr std::size_t kAutomatonStatesMax = 200'000;
inline constexpr int kRuleDepthMax = 16;
inline constexpr int kBuildStepsMax = 1'000'000;  // for one template with its rules
inline constexpr std::size_t kContactTokensMax = 4;
inline constexpr std::size_t kLabelTokensMax = 3;
inline constexpr std::size_t kWordsTokensMax = 12;

struct Arc {
  // kOpen takes a word whatever it is: of a {contact}, a {label} or of free {words}.
  enum class Kind : std::uint8_t { kEmpty, kWord, kList, kNumber, kOpen, kDuration, kClock };
  Kind kind = Kind::kEmpty;
  bool quiet = false;       // the end-pointer does not wait for it
  bool continues = false;   // kOpen: one more word of the slot that the arc before began
  bool any_word = false;    // kOpen: of free {words}; others take no digits and none of not_contacts
  std::int32_t symbol = 0;  // kWord: word number; kList and kNumber: index into the file's lists or numbers
  std::int32_t slot = 0;    // index into slot_names
  std::int32_t target = 0;
};

struct State {
  std::vector<Arc> arcs;
  std::int32_t accept = -1;  // number of the sentence or list value that ends here
};

struct Automaton {
  std::vector<State> states = {State{}};  // state 0 is the start
};

// Every distinct word of all templates, numbered in order of appearance.
class WordTable {
 public:
  std::int32_t add(const std::string& word);
  [[nodiscard]] std::int32_t find(std::string_view word) const;  // -1 if no template has it
  [[nodiscard]] std::vector<std::string> sorted() const;

 private:
  std::map<std::string, std::int32_t, std::less<>> numbers_;
};

// Adds templates to automata, resolving rules and names against one file.
class AutomatonBuilder {
 public:
  // `file` must outlive the builder. Parses all rules: errors as from parse_template, with the rule named.
  [[nodiscard]] static Result<AutomatonBuilder> make(const SentenceFile& file);

  // Appends `says` to `automaton` from state `from` on and returns the state where it ends. With
  // `allow_slots` false a slot is an error. Errors: file-invalid; `where` ("intent 'dim'") begins the detail.
  [[nodiscard]] Result<std::int32_t> add(Automaton& automaton, std::int32_t from, const SentenceText& says,
                                         const std::string& where, bool allow_slots, bool quiet);

  [[nodiscard]] const WordTable& words() const { return words_; }
  [[nodiscard]] const std::vector<std::string>& slot_names() const { return slot_names_; }
  [[nodiscard]] const TemplateNode* rule(std::string_view name) const;

  // Whether a template added since the last call has free {words}.
  [[nodiscard]] bool take_has_words() { return std::exchange(has_words_, false); }

  // "intent 'dim', line 7: \"dim {lite}\"".
  [[nodiscard]] static std::string place(const std::string& where, const SentenceText& says);

 private:
  struct Rule {
    TemplateNode tree;
    bool quiet = false;
  };
  struct Context {
    Automaton* automaton;
    bool allow_slots;
    bool quiet;
    bool has_open;
    int rule_depth;
    int steps;
  };

  explicit AutomatonBuilder(const SentenceFile& file) : file_(&file) {}

  Result<std::int32_t> build(const TemplateNode& tree, std::int32_t from, Context& context);
  Result<std::int32_t> build_choice(const TemplateNode& tree, std::int32_t from, Context& context);
  Result<std::int32_t> build_slot(const TemplateNode& tree, std::int32_t from, Context& context);
  Result<std::int32_t> build_open(const TemplateNode& tree, const Arc& first, std::int32_t from,
                                  Context& context);
  Result<std::int32_t> build_rule(const TemplateNode& tree, std::int32_t from, Context& context);
  std::int32_t slot_number(const std::string& name);

  const SentenceFile* file_;
  std::map<std::string, Rule, std::less<>> rules_;
  WordTable words_;
  std::vector<std::string> slot_names_;
  bool has_words_ = false;
};

}  // namespace sotto
