// From the text that Whisper writes to words: what is not speech is taken out. Pure functions; text is UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

// Lower case, letters, digits and apostrophes only: "Alexa," -> "alexa". Bytes above ASCII count as letters.
[[nodiscard]] std::string normalized_word(std::string_view word);

// normalized_word of each word, separated by one space; hyphens part words. Empty if there is none.
[[nodiscard]] std::string letters_of(std::string_view text);

// True if two pieces of text differ in capitals and punctuation at most; a space in front counts.
[[nodiscard]] bool same_letters(std::string_view a, std::string_view b);

// True if all of `text` is a note about sound rather than words: "(music)", "[BLANK_AUDIO]", "*sighs*",
// "...".
[[nodiscard]] bool is_note_about_sound(std::string_view text);

// True if `text` is one of the sentences that Whisper writes when nobody speaks, learned from the ends of
// videos: "Thank you.", "you", "Thanks for watching!" People say some of them too, so other evidence is
// needed besides.
[[nodiscard]] bool is_usual_hallucination(std::string_view text);

// A word of a text and the tokens [first, last) it was written with.
struct TextWord {
  std::string text;  // without spaces
  std::size_t first = 0;
  std::size_t last = 0;
};

// Splits a text, given as the bytes of its tokens, at spaces. Punctuation that stands alone belongs to the
// word before it.
[[nodiscard]] std::vector<TextWord> split_words(const std::vector<std::string_view>& tokens);

}  // namespace sotto
