// SentenceFile: what data/sentences/LANGUAGE.toml says, as a value. Reading the TOML is an adapter's work;
// compiling it is sentence_template.hpp. Plain values, any thread.
//
// The TOML form, key by key:
//   before, after            templates around every sentence (wake word, politeness); optional
//   not_contacts = [..]      words that are never part of a {contact}
//   [rules]        name = "template"                 used as <name>
//   [quiet_rules]  name = "template"                 the same, but the end-pointer does not wait for them
//   [numbers]      name = {from = 5, to = 30, step = 0.5}    used as {name}
//   [lists]        name = [{text = "template", value = "code"}, ..]    used as {name}
//   [[intent]]     name = "switch-on", sentences = ["template", ..], slots = {device = "all_lights"}
//
// Templates, in the manner of Home Assistant's hassil:
//   (a|b)  one of    [a]  may be missing    [a|b]  one of or none    (a;b)  all, in any order, at most four
//   light[s]  a word with an optional ending    <rule>    {slot}    {list:slot}  a list filling a slot of
//   another name {contact}  one to four words, whatever they are but not_contacts and digits    {label}  one
//   to three such words    {words}  one to twelve words of any kind; never in a sentence that sends. At most
//   one of these three in a sentence.    {duration}, {clock}  a length of time, a time of day
//   (nlu/time_words.hpp)
// Words are compared after tokenize() (text.hpp), so case, punctuation, apostrophes and hyphens do not
// matter.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sotto {

struct SentenceText {
  std::string text;
  int line = 0;  // in the file, for messages; 0 = unknown

  friend bool operator==(const SentenceText&, const SentenceText&) = default;
};

struct SentenceIntent {
  std::string name;  // one of intent_names()
  std::vector<SentenceText> sentences;
  std::vector<std::pair<std::string, std::string>> slots;  // fixed ones: name and value

  friend bool operator==(const SentenceIntent&, const SentenceIntent&) = default;
};

struct SentenceListValue {
  SentenceText says;  // a template without slots
  std::string value;

  friend bool operator==(const SentenceListValue&, const SentenceListValue&) = default;
};

struct SentenceList {
  std::string name;
  std::vector<SentenceListValue> values;

  friend bool operator==(const SentenceList&, const SentenceList&) = default;
};

struct SentenceNumber {
  std::string name;
  std::int64_t from_milli = 0;  // thousandths, inclusive
  std::int64_t to_milli = 0;
  std::int64_t step_milli = 1000;  // 500 allows halves

  friend bool operator==(const SentenceNumber&, const SentenceNumber&) = default;
};

struct SentenceRule {
  std::string name;
  SentenceText says;
  bool quiet = false;

  friend bool operator==(const SentenceRule&, const SentenceRule&) = default;
};

struct SentenceFile {
  SentenceText before;
  SentenceText after;  // always quiet
  std::vector<std::string> not_contacts;
  std::vector<SentenceRule> rules;
  std::vector<SentenceNumber> numbers;
  std::vector<SentenceList> lists;
  std::vector<SentenceIntent> intents;  // where two sentences match the same words, the first one counts

  friend bool operator==(const SentenceFile&, const SentenceFile&) = default;
};

}  // namespace sotto
