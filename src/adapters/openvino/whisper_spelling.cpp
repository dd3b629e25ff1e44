#include "adapters/openvino/whisper_spelling.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace sotto {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool belongs_to_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const char small = lower(c);
  return byte >= 0x80 || (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '\'';
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    if (belongs_to_word(c)) {
      if (!inside) words.emplace_back();
      words.back().push_back(c);
    }
    inside = belongs_to_word(c);
  }
  return words;
}

std::string lowered(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(), lower);
  return word;
}

std::string capitalized(std::string word) {
  if (!word.empty()) word.front() = upper(word.front());
  return word;
}

void add(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

using Words = std::vector<std::string>;

// The words as given, in lower case, and as the start of a sentence.
std::vector<Words> cases(const Words& given) {
  Words low = given;
  std::transform(low.begin(), low.end(), low.begin(), lowered);
  Words sentence = low;
  sentence.front() = capitalized(sentence.front());
  std::vector<Words> found{given};
  for (Words& other : std::array{std::move(sentence), std::move(low)}) {
    if (std::find(found.begin(), found.end(), other) == found.end()) found.push_back(std::move(other));
  }
  return found;
}

// The words with spaces between them, but with `mark` before word number `at`; a full stop starts a sentence.
std::string joined(const Words& words, std::size_t at, char mark) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == at) text.push_back(mark);
    text += " " + (i == at && mark == '.' ? capitalized(words[i]) : words[i]);
  }
  return text;
}

}  // namespace

std::vector<std::string> whisper_spellings(std::string_view text, std::size_t most) {
  const Words words = words_of(text);
  if (words.empty()) return {};
  const std::vector<Words> usual = cases(words);
  std::vector<std::string> found;
  for (const Words& form : usual) add(found, joined(form, words.size(), ' '));
  for (std::size_t at = 1; at < words.size(); ++at) {
    for (const char mark : {',', '.'}) {
      for (const Words& form : usual) add(found, joined(form, at, mark));
    }
  }
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace sotto
