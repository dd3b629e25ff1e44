// From written text to the tokens that sentence templates and names are compared in.
//
// Pure functions, any thread. Nothing here knows a language beyond the symbols named below; text is UTF-8,
// and bytes that are none are left out, so that what comes out is always UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nlu/transcript.hpp"

namespace sotto {

// Longest utterance that is understood, in tokens. Eight seconds of fast talk are under 40.
inline constexpr std::size_t kTokensMax = 200;

// One word as the matcher sees it: lower case, Latin accents folded ("José" is "jose"), apostrophes dropped
// ("what's" is "whats"), hyphens and slashes split, digits apart from letters ("21C" is "21", "c"), "%" is
// "percent", "°" is "degrees", "&" is "and", "½" is the number 0.5.
struct Token {
  std::string text;
  std::size_t word = 0;  // index of the word it came from; a word may give several tokens or none
  std::optional<std::int64_t> milli;  // thousandths, if it is written in digits: "19.5" is 19500

  friend bool operator==(const Token&, const Token&) = default;
};

// How Word::normalized is defined: lower case, accents folded, ASCII letters, digits and apostrophes inside
// the word only. "Alexa," is "alexa", "don't" stays, "19.5" is "195": use tokenize() for numbers. Other
// letters are kept.
[[nodiscard]] std::string normalize_word(std::string_view text);

// Words are whatever stands between spaces. At most kTokensMax + 1 tokens are returned; more than kTokensMax
// means that the utterance was too long.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);
[[nodiscard]] std::vector<Token> tokenize(std::span<const Word> words);

// The first letter large, if it is one of ASCII: how an answer begins.
[[nodiscard]] std::string capitalized(std::string text);

}  // namespace sotto
