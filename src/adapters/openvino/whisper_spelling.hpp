// The spellings under which Whisper may write one spoken text, for forced scoring.
// Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sotto {

// "Maria Alvarez" -> " Maria Alvarez", " Maria alvarez", " maria alvarez", " Maria, Alvarez", " Maria.
// Alvarez" ...: as given, as the start of a sentence, in lower case, and each of them with one mark between
// two words. All begin with a space, as Whisper's texts do, and differ; at most `most`, the usual ones first.
// What follows the last word is left open. Empty if `text` has no word.
[[nodiscard]] std::vector<std::string> whisper_spellings(std::string_view text, std::size_t most);

}  // namespace sotto
