// Phonemes: the 39 sounds of CMUdict (ARPAbet without stress), and strings of them.
// Pure values; the pronouncing itself is an adapter behind ports/pronouncer.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

// clang-format off
enum class Phoneme : std::uint8_t {
  kAA, kAE, kAH, kAO, kAW, kAY, kB, kCH, kD, kDH, kEH, kER, kEY, kF, kG, kHH, kIH, kIY, kJH, kK,
  kL, kM, kN, kNG, kOW, kOY, kP, kR, kS, kSH, kT, kTH, kUH, kUW, kV, kW, kY, kZ, kZH,
};
// clang-format on
inline constexpr int kPhonemeCount = 39;

// One pronunciation, without word breaks.
using Phonemes = std::vector<Phoneme>;

// "EH" or "EH1" -> kEH; nullopt for anything else.
[[nodiscard]] std::optional<Phoneme> parse_phoneme(std::string_view symbol);

// "AH L EH K S AH" -> phonemes; nullopt if any symbol is unknown. Stress digits are ignored.
[[nodiscard]] std::optional<Phonemes> parse_phonemes(std::string_view symbols);

// The inverse, symbols separated by one space.
[[nodiscard]] std::string format_phonemes(const Phonemes& phonemes);

[[nodiscard]] bool is_vowel(Phoneme phoneme);

}  // namespace sotto
