// PronouncingDictionary: words to sounds with their stress, from files in the format of CMUdict.
//
// Speech needs the stress that ports/pronouncer.hpp leaves out, so this is a reader of its own. One
// pronunciation a word: the first that is found. Lines are "word P1 P2 ...", `#` begins a comment, further
// pronunciations "word(2)" are skipped. Thread-safety: const methods from any thread. Memory: the files'
// bytes and 4 bytes a line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "nlu/phoneme.hpp"

namespace sotto {

enum class Stress : std::uint8_t { kNone, kPrimary, kSecondary };  // the digits 0, 1 and 2 of CMUdict

struct StressedPhoneme {
  Phoneme phoneme = Phoneme::kAH;
  Stress stress = Stress::kNone;  // of a vowel; kNone for every consonant

  friend bool operator==(const StressedPhoneme&, const StressedPhoneme&) = default;
};

using Pronunciation = std::vector<StressedPhoneme>;

// "T UW1" -> sounds; nullopt if any symbol is unknown or there is none.
[[nodiscard]] std::optional<Pronunciation> parse_pronunciation(std::string_view symbols);

class PronouncingDictionary {
 public:
  // Files earlier in the list win. Errors: file-missing, file-unreadable,
  // file-invalid (the line is named).
  [[nodiscard]] static Result<PronouncingDictionary> load(const std::vector<std::filesystem::path>& files);

  // The same from text. Errors: file-invalid, with `name` in its detail.
  [[nodiscard]] static Result<PronouncingDictionary> parse(std::string text, const std::string& name);

  // `word` in lower case. Nullopt if it is not listed.
  [[nodiscard]] std::optional<Pronunciation> find(std::string_view word) const;

 private:
  struct Book {
    std::string text;
    std::vector<std::uint32_t> lines;  // offsets into text, sorted by the word that stands there

    [[nodiscard]] std::string_view word_at(std::uint32_t offset) const;
  };

  [[nodiscard]] static Result<Book> index(std::string text, const std::string& name);

  std::vector<Book> books_;
};

}  // namespace sotto
