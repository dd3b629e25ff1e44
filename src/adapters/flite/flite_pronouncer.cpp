#include "adapters/flite/flite_pronouncer.hpp"

// flite's headers do not say that they are C.
extern "C" {
#include <flite/cst_lexicon.h>
#include <flite/cst_val.h>

cst_lexicon* cmu_lex_init(void);
}

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/flite/cmu_dictionary.hpp"
#include "nlu/number_words.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kPronunciationsMax = 4;
constexpr std::size_t kTextBytesMax = 8000;
constexpr std::size_t kLettersMax = 32;  // of one word at once for the letter-to-sound rules
constexpr std::size_t kInitialismLettersMax = 5;

constexpr std::array<std::string_view, 26> kLetterNames = {"EY",
                                                           "B IY",
                                                           "S IY",
                                                           "D IY",
                                                           "IY",
                                                           "EH F",
                                                           "JH IY",
                                                           "EY CH",
                                                           "AY",
                                                           "JH EY",
                                                           "K EY",
                                                           "EH L",
                                                           "EH M",
                                                           "EH N",
                                                           "OW",
                                                           "P IY",
                                                           "K Y UW",
                                                           "AA R",
                                                           "EH S",
                                                           "T IY",
                                                           "Y UW",
                                                           "V IY",
                                                           "D AH B AH L Y UW",
                                                           "EH K S",
                                                           "W AY",
                                                           "Z IY"};

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// flite's American phone set is CMUdict's with a few reduced sounds more.
std::optional<Phoneme> from_flite(std::string_view phone) {
  while (!phone.empty() && is_digit(phone.back())) phone.remove_suffix(1);
  if (phone == "ax") return Phoneme::kAH;
  if (phone == "ix") return Phoneme::kIH;
  if (phone == "axr") return Phoneme::kER;
  if (phone == "dx") return Phoneme::kT;
  if (phone == "nx") return Phoneme::kN;
  if (phone == "el") return Phoneme::kL;
  if (phone == "em") return Phoneme::kM;
  if (phone == "en") return Phoneme::kN;
  std::string upper(phone);
  for (char& c : upper) {
    if (is_letter(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return parse_phoneme(upper);
}

class LetterToSound {
 public:
  // REQUIRES: letters a to z only.
  [[nodiscard]] Phonemes pronounce(std::string_view letters) const {
    // The tables are filled once per process and looked at by one thread at a time: flite promises no more.
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    static const cst_lexicon* lexicon = cmu_lex_init();
    Phonemes phonemes;
    while (!letters.empty()) {
      const std::string piece(letters.substr(0, kLettersMax));
      letters.remove_prefix(piece.size());
      cst_val* phones = lex_lookup(lexicon, piece.c_str(), nullptr, nullptr);
      for (const cst_val* phone = phones; phone != nullptr; phone = val_cdr(phone)) {
        if (const auto phoneme = from_flite(val_string(val_car(phone)))) phonemes.push_back(*phoneme);
      }
      delete_val(phones);
    }
    return phonemes;
  }
};

Phonemes spell(std::string_view letters) {
  Phonemes phonemes;
  for (const char c : letters) {
    if (!is_letter(c)) continue;
    const Phonemes name = *parse_phonemes(kLetterNames[static_cast<std::size_t>(c - 'a')]);
    phonemes.insert(phonemes.end(), name.begin(), name.end());
  }
  return phonemes;
}

std::string letters_only(std::string_view word) {
  std::string letters;
  for (const char c : word) {
    if (is_letter(c)) letters += c;
  }
  return letters;
}

// "T.V." and "U.S.": single letters with dots.
bool is_dotted(std::string_view written) {
  if (written.size() < 4) return false;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const char c = written[i];
    const bool letter = is_upper(c) || is_letter(c);
    if (i % 2 == 0 ? !letter : c != '.') return false;
  }
  return true;
}

bool is_initialism(std::string_view written, std::string_view letters) {
  if (letters.size() > kInitialismLettersMax || letters.size() < 2) return letters.size() == 1;
  if (letters.find_first_of("aeiouy") == std::string_view::npos) return true;
  return std::all_of(written.begin(), written.end(), is_upper);
}

// The ending of "'s" after the last sound of the word.
Phonemes possessive_ending(const Phonemes& word) {
  using enum Phoneme;
  switch (word.back()) {
    case kS:
    case kZ:
    case kSH:
    case kZH:
    case kCH:
    case kJH:
      return {kIH, kZ};
    case kP:
    case kT:
    case kK:
    case kF:
    case kTH:
      return {kS};
    default:
      return {kZ};
  }
}

// Every head with every tail, most usual first, at most kPronunciationsMax.
std::vector<Phonemes> combine(const std::vector<Phonemes>& heads, const std::vector<Phonemes>& tails) {
  if (heads.empty()) return tails;
  if (tails.empty()) return heads;
  std::vector<Phonemes> joined;
  for (std::size_t rank = 0; rank < heads.size() + tails.size() - 1; ++rank) {
    for (std::size_t i = 0; i <= rank; ++i) {
      if (rank - i >= heads.size() || i >= tails.size() || joined.size() >= kPronunciationsMax) continue;
      Phonemes& phrase = joined.emplace_back(heads[rank - i]);
      phrase.insert(phrase.end(), tails[i].begin(), tails[i].end());
    }
  }
  return joined;
}

class FlitePronouncer : public Pronouncer {
 public:
  FlitePronouncer(CmuDictionary dictionary, std::optional<CmuDictionary> supplement)
      : dictionary_(std::move(dictionary)), supplement_(std::move(supplement)) {}

  [[nodiscard]] std::vector<Phonemes> pronounce(std::string_view text) const override {
    text = text.substr(0, kTextBytesMax);
    std::vector<Phonemes> spoken;
    std::size_t at = 0;
    while (at < text.size()) {
      // Hyphens and slashes part words; whatever else is not a word is left out by the reading of one.
      const std::size_t end = std::min(text.find_first_of(" \t\r\n-/", at), text.size());
      if (end > at) spoken = combine(spoken, pronounce_written(text.substr(at, end - at)));
      at = end + 1;
    }
    return spoken;
  }

 private:
  [[nodiscard]] std::vector<Phonemes> pronounce_written(std::string_view written) const {
    const bool symbols = std::any_of(written.begin(), written.end(), [](char c) {
      return is_digit(c) || c == '%' || c == '&' || c == '\xC2';
    });
    return symbols ? pronounce_symbols(written) : pronounce_word(written);
  }

  [[nodiscard]] std::vector<Phonemes> pronounce_symbols(std::string_view written) const {
    std::vector<Phonemes> spoken;
    for (const Token& token : tokenize(written)) {
      const std::string words = token.text == "1/2" ? "half"
                                : token.milli       ? number_words(*token.milli)
                                                    : token.text;
      std::size_t at = 0;
      while (at < words.size()) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        spoken = combine(spoken, pronounce_word(std::string_view(words).substr(at, end - at)));
        at = end + 1;
      }
    }
    return spoken;
  }

  // REQUIRES: no space and no digit that number_words() did not take.
  [[nodiscard]] std::vector<Phonemes> pronounce_word(std::string_view written) const {
    const std::string word = normalize_word(written);
    if (auto listed = lookup(word); !listed.empty()) return listed;
    if (is_dotted(written)) return {spell(word)};
    if (word.ends_with("'s")) return possessive(std::string_view(word).substr(0, word.size() - 2));
    const std::string letters = letters_only(word);
    if (letters.empty()) return {};
    if (auto listed = lookup(letters); !listed.empty()) return listed;
    if (is_initialism(written, letters)) return {spell(letters)};
    Phonemes guessed = rules_.pronounce(letters);
    if (guessed.empty()) guessed = spell(letters);
    return {std::move(guessed)};
  }

  [[nodiscard]] std::vector<Phonemes> possessive(std::string_view owner) const {
    std::vector<Phonemes> spoken = pronounce_word(owner);
    for (Phonemes& each : spoken) {
      const Phonemes ending = possessive_ending(each);
      each.insert(each.end(), ending.begin(), ending.end());
    }
    return spoken;
  }

  [[nodiscard]] std::vector<Phonemes> lookup(std::string_view word) const {
    std::vector<Phonemes> listed;
    if (supplement_) listed = supplement_->lookup(word);
    for (Phonemes& each : dictionary_.lookup(word)) {
      if (std::find(listed.begin(), listed.end(), each) == listed.end()) listed.push_back(std::move(each));
    }
    if (listed.size() > kPronunciationsMax) listed.resize(kPronunciationsMax);
    return listed;
  }

  CmuDictionary dictionary_;
  std::optional<CmuDictionary> supplement_;
  LetterToSound rules_;
};

}  // namespace

Result<std::unique_ptr<Pronouncer>> make_flite_pronouncer(const std::string& cmudict_path,
                                                          const std::string& supplement_path) {
  auto dictionary = CmuDictionary::load(cmudict_path);
  if (!dictionary) return dictionary.error();
  std::optional<CmuDictionary> supplement;
  if (!supplement_path.empty()) {
    auto loaded = CmuDictionary::load(supplement_path);
    if (!loaded) return loaded.error();
    supplement = std::move(loaded).value();
  }
  return std::unique_ptr<Pronouncer>(
      std::make_unique<FlitePronouncer>(std::move(dictionary).value(), std::move(supplement)));
}

}  // namespace sotto
