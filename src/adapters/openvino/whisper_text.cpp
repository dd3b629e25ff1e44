#include "adapters/openvino/whisper_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sotto {
namespace {

// What Whisper is known to write for silence and noise, from the captions of videos that it learned from.
constexpr std::array<std::string_view, 17> kHallucinations{
    "you",
    "bye",
    "bye bye",
    "okay",
    "so",
    "the end",
    "thanks",
    "thank you",
    "thank you very much",
    "thank you so much",
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "thank you for watching and i'll see you in the next video",
    "i'll see you next time",
    "please subscribe",
    "subtitles by the amara org community",
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool belongs_to_word(char c) {
  const char small = lower(c);
  return static_cast<unsigned char>(c) >= 0x80 || (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
         c == '\'';
}

// The text without what stands in brackets or between asterisks.
std::string without_notes(std::string_view text) {
  std::string kept;
  int depth = 0;
  bool starred = false;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      depth = std::max(0, depth - 1);
    } else if (c == '*') {
      starred = !starred;
    } else if (depth == 0 && !starred) {
      kept.push_back(c);
    }
  }
  return kept;
}

}  // namespace

std::string normalized_word(std::string_view word) {
  std::string normal;
  for (const char c : word) {
    if (belongs_to_word(c)) normal.push_back(lower(c));
  }
  if (std::all_of(normal.begin(), normal.end(), [](char c) { return c == '\''; })) normal.clear();
  return normal;
}

std::string letters_of(std::string_view text) {
  std::string letters;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" -"), text.size());
    const std::string word = normalized_word(text.substr(0, end));
    if (!word.empty()) {
      if (!letters.empty()) letters.push_back(' ');
      letters += word;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return letters;
}

bool same_letters(std::string_view a, std::string_view b) {
  const bool a_spaced = !a.empty() && a.front() == ' ';
  const bool b_spaced = !b.empty() && b.front() == ' ';
  const std::string a_letters = normalized_word(a);
  const std::string b_letters = normalized_word(b);
  if (a_letters.empty() && b_letters.empty()) return true;
  return a_spaced == b_spaced && a_letters == b_letters;
}

bool is_note_about_sound(std::string_view text) {
  return letters_of(without_notes(text)).empty();
}

bool is_usual_hallucination(std::string_view text) {
  const std::string letters = letters_of(text);
  return std::find(kHallucinations.begin(), kHallucinations.end(), letters) != kHallucinations.end();
}

std::vector<TextWord> split_words(const std::vector<std::string_view>& tokens) {
  std::vector<TextWord> chunks;
  bool broken = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (const char c : tokens[i]) {
      if (c == ' ') {
        broken = true;
        continue;
      }
      const bool after_hyphen =
          !chunks.empty() && chunks.back().text.size() > 1 && chunks.back().text.back() == '-';
      if (broken || (after_hyphen && belongs_to_word(c))) chunks.push_back({"", i, i});
      broken = false;
      chunks.back().text.push_back(c);
      chunks.back().last = i + 1;
    }
  }
  std::vector<TextWord> words;
  for (TextWord& chunk : chunks) {
    if (words.empty() || !normalized_word(chunk.text).empty()) {
      words.push_back(std::move(chunk));
    } else {
      words.back().text += chunk.text;
      words.back().last = chunk.last;
    }
  }
  return words;
}

}  // namespace sotto
