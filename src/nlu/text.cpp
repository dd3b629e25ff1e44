#include "nlu/text.hpp"

#include <array>

namespace sotto {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};

// Reads one code point; a byte that begins none is returned as U+FFFD of one byte.
CodePoint read_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {0xFFFD, 1};
  char32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return {0xFFFD, 1};
  return {value, length};
}

// Base letters of U+00C0 to U+017F; a space where there is none.
constexpr std::string_view kFolded =
    "aaaaaaaceeeeiiiidnooooo ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnn"
    "oooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kFolded.size() == 0x180 - 0xC0);

enum class CharKind { kBreak, kApostrophe, kSilent, kDigit, kLetter, kSymbol };

struct Char {
  CharKind kind = CharKind::kBreak;
  std::string text;  // what it contributes; for a symbol the word it stands for
  std::size_t bytes = 1;
};

Char ascii_char(char c) {
  const char low = lower(c);
  if (is_digit(low)) return {CharKind::kDigit, std::string(1, low), 1};
  if (is_letter(low)) return {CharKind::kLetter, std::string(1, low), 1};
  switch (low) {
    case '\'':
    case '`':
      return {CharKind::kApostrophe, "'", 1};
    case '%':
      return {CharKind::kSymbol, "percent", 1};
    case '&':
    case '+':
      return {CharKind::kSymbol, "and", 1};
    case '$':
      return {CharKind::kSymbol, "dollars", 1};
    default:
      return {CharKind::kBreak, {}, 1};
  }
}

Char read_char(std::string_view text) {
  const CodePoint point = read_code_point(text);
  if (point.value < 0x80) return ascii_char(text[0]);
  const std::string same(text.substr(0, point.bytes));
  switch (point.value) {
    case U'\u2018':
    case U'\u2019':
    case U'\u02BC':
      return {CharKind::kApostrophe, "'", point.bytes};
    case U'\u00B0':
    case U'\u00BA':
      return {CharKind::kSymbol, "degrees", point.bytes};
    case U'\u2103':
      return {CharKind::kSymbol, "degrees celsius", point.bytes};
    case U'\u2109':
      return {CharKind::kSymbol, "degrees fahrenheit", point.bytes};
    case U'\u00BD':
      return {CharKind::kSymbol, "\u00BD", point.bytes};
    case U'\u20AC':
      return {CharKind::kSymbol, "euros", point.bytes};
    case U'\u00A3':
      return {CharKind::kSymbol, "pounds", point.bytes};
    case U'\u00D7':
    case U'\u00F7':
      return {CharKind::kBreak, {}, point.bytes};
    default:
      break;
  }
  if (point.value == 0xFFFD) return {CharKind::kBreak, {}, point.bytes};
  if (point.value >= 0x300 && point.value <= 0x36F) return {CharKind::kSilent, {}, point.bytes};
  if (point.value >= 0xC0 && point.value < 0x180) {
    return {CharKind::kLetter, std::string(1, kFolded[point.value - 0xC0]), point.bytes};
  }
  const bool punctuation = point.value < 0xC0 || (point.value >= 0x2000 && point.value <= 0x206F) ||
                           (point.value >= 0x3000 && point.value <= 0x303F) || point.value == 0xFEFF;
  if (punctuation) return {CharKind::kBreak, {}, point.bytes};
  return {CharKind::kLetter, same, point.bytes};
}

class Tokenizer {
 public:
  void add(std::string_view text, std::size_t word) {
    word_ = word;
    std::size_t at = 0;
    while (at < text.size() && tokens_.size() <= kTokensMax) {
      if (is_digit(text[at])) {
        flush();
        at += add_number(text.substr(at));
        continue;
      }
      const Char next = read_char(text.substr(at));
      at += next.bytes;
      if (next.kind == CharKind::kLetter) {
        current_ += next.text;
      } else if (next.kind == CharKind::kBreak) {
        flush();
        // A sign before a number changes it; it must not be lost as punctuation.
        if (at < text.size() && is_digit(text[at]) && text[at - 1] == '-' && at == 1)
          push("minus", std::nullopt);
      } else if (next.kind == CharKind::kSymbol) {
        flush();
        add_symbol(next.text);
      }
    }
    flush();
  }

  [[nodiscard]] std::vector<Token> take() {
    if (tokens_.size() > kTokensMax + 1) tokens_.resize(kTokensMax + 1);
    return std::move(tokens_);
  }

 private:
  void push(std::string text, std::optional<std::int64_t> milli) {
    if (tokens_.size() <= kTokensMax) tokens_.push_back({std::move(text), word_, milli});
  }

  void flush() {
    if (!current_.empty()) push(std::move(current_), std::nullopt);
    current_.clear();
  }

  void add_symbol(const std::string& text) {
    if (text == "\u00BD") {
      push("1/2", 500);
    } else if (const std::size_t space = text.find(' '); space != std::string::npos) {
      push(text.substr(0, space), std::nullopt);
      push(text.substr(space + 1), std::nullopt);
    } else {
      push(text, std::nullopt);
    }
  }

  // Reads "21", "1,000", "19.5" or "1/2" from the start of `text` and returns its length.
  std::size_t add_number(std::string_view text) {
    if (text.starts_with("1/2") && (text.size() == 3 || !is_digit(text[3]))) {
      push("1/2", 500);
      return 3;
    }
    std::string digits;
    std::size_t at = 0;
    while (at < text.size() && (is_digit(text[at]) || thousands_comma(text, at))) {
      if (text[at] != ',') digits += text[at];
      ++at;
    }
    std::string fraction;
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
      for (++at; at < text.size() && is_digit(text[at]); ++at) fraction += text[at];
    }
    push(fraction.empty() ? digits : digits + "." + fraction, value_of(digits, fraction));
    return at;
  }

  static bool thousands_comma(std::string_view text, std::size_t at) {
    if (text[at] != ',' || at == 0 || at + 3 >= text.size()) return false;
    const bool three = is_digit(text[at + 1]) && is_digit(text[at + 2]) && is_digit(text[at + 3]);
    return three && (at + 4 >= text.size() || !is_digit(text[at + 4]));
  }

  static std::optional<std::int64_t> value_of(const std::string& digits, std::string fraction) {
    if (digits.size() > 12 || fraction.size() > 3) return std::nullopt;
    fraction.resize(3, '0');
    std::int64_t value = 0;
    for (const char c : digits + fraction) value = value * 10 + (c - '0');
    return value;
  }

  std::vector<Token> tokens_;
  std::string current_;
  std::size_t word_ = 0;
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string normalize_word(std::string_view text) {
  std::string word;
  std::size_t at = 0;
  while (at < text.size()) {
    const Char next = read_char(text.substr(at));
    at += next.bytes;
    const bool kept = next.kind == CharKind::kLetter || next.kind == CharKind::kDigit;
    if (kept || (next.kind == CharKind::kApostrophe && !word.empty())) word += next.text;
  }
  while (!word.empty() && word.back() == '\'') word.pop_back();
  return word;
}

std::vector<Token> tokenize(std::string_view text) {
  Tokenizer tokenizer;
  std::size_t at = 0;
  std::size_t word = 0;
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    tokenizer.add(text.substr(at, end - at), word++);
    at = end;
  }
  return tokenizer.take();
}

std::vector<Token> tokenize(std::span<const Word> words) {
  Tokenizer tokenizer;
  for (std::size_t i = 0; i < words.size(); ++i) tokenizer.add(words[i].text, i);
  return tokenizer.take();
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace sotto
