#include "frequent_words.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "adapters/flite/cmu_dictionary.hpp"

namespace sotto {
namespace {

// What is no word of a phrase: cries, and the wake word with its short form, of which anything is near.
constexpr std::array<std::string_view, 20> kNoWords = {"'em", "ah",  "alexa", "alexes", "eh",  "er", "ha",
                                                       "hm",  "hmm", "lex",   "mm",     "ngh", "oh", "ooh",
                                                       "ow",  "sh",  "uh",    "um",     "ho",  "huh"};

bool is_word(std::string_view word) {
  // Single letters but the two that are words are spelled, not said.
  if (word.size() == 1) return word == "a" || word == "i";
  return std::find(kNoWords.begin(), kNoWords.end(), word) == kNoWords.end();
}

void add_words(const std::string& text, std::set<std::string>& words) {
  std::string word;
  for (const char letter : text + " ") {
    if (letter >= 'A' && letter <= 'Z') {
      word += static_cast<char>(letter - 'A' + 'a');
    } else if ((letter >= 'a' && letter <= 'z') || letter == '\'') {
      word += letter;
    } else if (!word.empty()) {
      if (is_word(word)) words.insert(word);
      word.clear();
    }
  }
}

}  // namespace

Result<std::vector<PronouncedWord>> read_frequent_words(std::span<const TalkBlock> blocks,
                                                        const std::string& dictionary) {
  const Result<CmuDictionary> listed = CmuDictionary::load(dictionary);
  if (!listed) return listed.error();
  std::set<std::string> words;
  for (const TalkBlock& block : blocks) {
    for (const TalkLine& line : block.lines) add_words(line.text, words);
  }
  std::vector<PronouncedWord> pronounced;
  for (const std::string& word : words) {
    std::vector<Phonemes> sounds = listed.value().lookup(word);
    if (!sounds.empty()) pronounced.push_back({word, std::move(sounds.front())});
  }
  return pronounced;
}

}  // namespace sotto
