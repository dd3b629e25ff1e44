// The spellings under which Whisper may write one spoken text, for forced scoring.
// Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sotto {

// "alexa send it" -> " alexa send it", " Alexa send it", " Alexa, send it", "Alexa, send it" ... With and
// without a space in front; as given, in lower case, with a first capital; and, where `text` has several
// words, with the punctuation that may stand between them. All differ, none is the beginning of another up to
// a word's end, at most `most`, the usual ones first. What follows the last word is left open. Empty if
// `text` has no word.
[[nodiscard]] std::vector<std::string> whisper_spellings(std::string_view text, std::size_t most);

}  // namespace sotto
