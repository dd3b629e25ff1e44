// CmuDictionary: the pronouncing dictionary of Carnegie Mellon University (CMUdict, BSD licence), read from
// its text.
//
// Keeps the file's text and one 32-bit offset a line, sorted by word: 4.2 MB for 135,000 lines, read in about
// 20 ms. Immutable after load(); any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "nlu/phoneme.hpp"

namespace sotto {

class CmuDictionary {
 public:
  // Lines are "word P H O1 N E", further pronunciations "word(2) ..."; '#' begins a comment, ";;;" a comment
  // line. Errors: model-missing, model-damaged (names the file and the first line that is no entry).
  [[nodiscard]] static Result<CmuDictionary> load(const std::string& path);

  // Pronunciations of exactly this spelling (lower case), most usual first; empty if it is not listed.
  [[nodiscard]] std::vector<Phonemes> lookup(std::string_view word) const;

  [[nodiscard]] std::size_t lines() const { return lines_.size(); }

 private:
  [[nodiscard]] std::string_view word_at(std::uint32_t offset) const;
  [[nodiscard]] std::string_view sounds_at(std::uint32_t offset) const;
  Result<void> index(const std::string& path);

  std::string text_;
  std::vector<std::uint32_t> lines_;  // where entries begin, ordered by word, then as in the file
};

}  // namespace sotto
