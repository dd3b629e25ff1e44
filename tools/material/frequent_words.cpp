#include "frequent_words.hpp"

#include <set>

#include "adapters/flite/cmu_dictionary.hpp"

namespace sotto {
namespace {

void add_words(const std::string& text, std::set<std::string>& words) {
  std::string word;
  for (const char letter : text + " ") {
    if (letter >= 'A' && letter <= 'Z') {
      word += static_cast<char>(letter - 'A' + 'a');
    } else if ((letter >= 'a' && letter <= 'z') || letter == '\'') {
      word += letter;
    } else if (!word.empty()) {
      // Single letters but the two that are words are spelled, not said.
      if (word.size() > 1 || word == "a" || word == "i") words.insert(word);
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
