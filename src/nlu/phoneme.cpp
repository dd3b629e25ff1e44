#include "nlu/phoneme.hpp"

#include <array>

namespace sotto {
namespace {

constexpr std::array<std::string_view, kPhonemeCount> kSymbols = {
    "AA", "AE", "AH", "AO", "AW", "AY", "B",  "CH", "D", "DH", "EH", "ER", "EY",
    "F",  "G",  "HH", "IH", "IY", "JH", "K",  "L",  "M", "N",  "NG", "OW", "OY",
    "P",  "R",  "S",  "SH", "T",  "TH", "UH", "UW", "V", "W",  "Y",  "Z",  "ZH",
};

}  // namespace

std::optional<Phoneme> parse_phoneme(std::string_view symbol) {
  if (symbol.size() > 1 && symbol.back() >= '0' && symbol.back() <= '2') symbol.remove_suffix(1);
  for (std::size_t i = 0; i < kSymbols.size(); ++i) {
    if (kSymbols[i] == symbol) return static_cast<Phoneme>(i);
  }
  return std::nullopt;
}

std::optional<Phonemes> parse_phonemes(std::string_view symbols) {
  Phonemes phonemes;
  std::size_t at = 0;
  while (at < symbols.size()) {
    if (symbols[at] == ' ' || symbols[at] == '\t') {
      ++at;
      continue;
    }
    std::size_t end = symbols.find_first_of(" \t", at);
    if (end == std::string_view::npos) end = symbols.size();
    const auto phoneme = parse_phoneme(symbols.substr(at, end - at));
    if (!phoneme) return std::nullopt;
    phonemes.push_back(*phoneme);
    at = end;
  }
  return phonemes;
}

std::string format_phonemes(const Phonemes& phonemes) {
  std::string text;
  for (const Phoneme phoneme : phonemes) {
    if (!text.empty()) text += ' ';
    text += kSymbols[static_cast<std::size_t>(phoneme)];
  }
  return text;
}

bool is_vowel(Phoneme phoneme) {
  switch (phoneme) {
    case Phoneme::kAA:
    case Phoneme::kAE:
    case Phoneme::kAH:
    case Phoneme::kAO:
    case Phoneme::kAW:
    case Phoneme::kAY:
    case Phoneme::kEH:
    case Phoneme::kER:
    case Phoneme::kEY:
    case Phoneme::kIH:
    case Phoneme::kIY:
    case Phoneme::kOW:
    case Phoneme::kOY:
    case Phoneme::kUH:
    case Phoneme::kUW:
      return true;
    default:
      return false;
  }
}

}  // namespace sotto
