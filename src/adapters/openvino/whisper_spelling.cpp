#include "adapters/openvino/whisper_spelling.hpp"

#include <algorithm>
#include <cstddef>

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

// What may stand for one word, the usual first. "I" and the like keep their capital because the given form is
// tried too.
std::vector<std::string> forms(const std::string& word) {
  std::vector<std::string> found;
  add(found, word);
  add(found, lowered(word));
  add(found, capitalized(lowered(word)));
  return found;
}

}  // namespace

std::vector<std::string> whisper_spellings(std::string_view text, std::size_t most) {
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return {};
  std::vector<std::string> found;
  for (const std::string& form : forms(words.front())) add(found, " " + form);
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::vector<std::string> longer;
    for (const std::string& form : forms(words[i])) {
      for (const std::string_view between : {" ", ", "}) {
        for (const std::string& start : found) add(longer, start + std::string(between) + form);
      }
    }
    const std::string restart = ". " + capitalized(lowered(words[i]));
    for (const std::string& start : found) add(longer, start + restart);
    if (longer.size() > most) longer.resize(most);
    found = std::move(longer);
  }
  const std::size_t spaced = found.size();
  for (std::size_t i = 0; i < spaced; ++i) add(found, found[i].substr(1));
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace sotto
