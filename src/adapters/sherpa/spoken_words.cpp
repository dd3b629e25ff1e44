#include "adapters/sherpa/spoken_words.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "nlu/number_words.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kMilli = 1000;
constexpr std::size_t kWholeDigitsMax = 9;  // longer runs of digits are codes and are read digit by digit

// Base letters of U+00C0 to U+00FF and of U+0100 to U+017F, in order; '*' has none.
constexpr std::string_view kLatin1Letters =
    "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
constexpr std::string_view kExtendedLetters =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLl"
    "NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kLatin1Letters.size() == 0x40);
static_assert(kExtendedLetters.size() == 0x80);

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// The code point at `at`, which is moved behind it; U+FFFD for a broken byte.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  constexpr char32_t kBroken = 0xFFFD;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0 || at + more > text.size()) return kBroken;
  char32_t code = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return kBroken;
    code = code << 6U | (byte(at + i) & 0x3FU);
  }
  at += more;
  return code;
}

// What stands for a character beyond ASCII; a space for what cannot be spoken.
std::string_view ascii_for(char32_t code) {
  if (code >= 0xC0 && code <= 0xFF) return kLatin1Letters.substr(code - 0xC0, 1);
  if (code >= 0x100 && code <= 0x17F) return kExtendedLetters.substr(code - 0x100, 1);
  switch (code) {
    case 0x2018:
    case 0x2019:
      return "'";
    case 0x2013:
    case 0x2014:
      return ", ";
    case 0x2026:
      return ".";
    case 0xB0:
      return " degrees ";
    case 0xBD:
      return ".5 ";
    case 0x20AC:
      return " euros ";
    case 0xA3:
      return " pounds ";
    default:
      return " ";
  }
}

std::string to_ascii(std::string_view text) {
  std::string ascii;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code = next_code_point(text, at);
    if (code < 0x80) {
      ascii += static_cast<char>(code);
    } else {
      ascii += ascii_for(code);
    }
  }
  return ascii;
}

std::string_view sign_word(char c) {
  switch (c) {
    case '%':
      return "percent";
    case '&':
      return "and";
    case '+':
      return "plus";
    case '=':
      return "equals";
    case '@':
      return "at";
    case '$':
      return "dollars";
    default:
      return {};
  }
}

std::string ordinal_of(const std::string& cardinal) {
  struct Irregular {
    std::string_view cardinal;
    std::string_view ordinal;
  };
  constexpr std::array<Irregular, 7> kIrregular = {{{"one", "first"},
                                                    {"two", "second"},
                                                    {"three", "third"},
                                                    {"five", "fifth"},
                                                    {"eight", "eighth"},
                                                    {"nine", "ninth"},
                                                    {"twelve", "twelfth"}}};
  for (const Irregular& irregular : kIrregular) {
    if (cardinal == irregular.cardinal) return std::string(irregular.ordinal);
  }
  if (cardinal.ends_with('y')) return cardinal.substr(0, cardinal.size() - 1) + "ieth";
  return cardinal + "th";
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<SpokenPart> read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_letter(c)) {
        read_word();
      } else if (is_digit(c) || (c == '.' && is_digit(peek(1)) && !follows_letter_or_digit())) {
        read_number(false);
      } else if (c == '-' && is_digit(peek(1)) && !follows_letter_or_digit()) {
        ++at_;
        read_number(true);
      } else {
        read_sign(c);
        ++at_;
      }
    }
    while (!parts_.empty() && parts_.back().pause != 0 && !ends_sentence(parts_.back().pause))
      parts_.pop_back();
    if (!parts_.empty() && parts_.back().pause == 0) add_pause('.');
    return std::move(parts_);
  }

 private:
  static bool ends_sentence(char pause) { return pause == '.' || pause == '?' || pause == '!'; }

  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool follows_letter_or_digit() const {
    return at_ > 0 && (is_letter(text_[at_ - 1]) || is_digit(text_[at_ - 1]));
  }

  // Of two pauses in a row the stronger one stays: "what?..." is a question.
  void add_pause(char pause) {
    if (parts_.empty()) return;
    if (parts_.back().pause == 0) {
      parts_.push_back({"", pause, false});
    } else if (!ends_sentence(parts_.back().pause)) {
      parts_.back().pause = pause;
    }
  }

  void add_words(std::string_view words) {
    std::string word;
    for (const char c : words) {
      if (is_letter(c)) {
        word += c;
      } else if (!word.empty()) {
        parts_.push_back({std::exchange(word, {}), 0, false});
      }
    }
    if (!word.empty()) parts_.push_back({std::move(word), 0, false});
  }

  void read_word() {
    SpokenPart part;
    bool capitals = true;
    std::size_t letters = 0;
    while (is_letter(peek(0)) || (peek(0) == '\'' && is_letter(peek(1)))) {
      const char c = text_[at_++];
      if (is_letter(c)) {
        ++letters;
        capitals = capitals && is_upper(c);
      }
      part.word += lower(c);
    }
    part.capitals = capitals && letters > 0;
    parts_.push_back(std::move(part));
  }

  void read_sign(char c) {
    if (c == ',' || c == '.' || c == '?' || c == '!' || c == ';' || c == ':') {
      add_pause(c);
    } else {
      add_words(sign_word(c));
    }
  }

  // "1,200" gives "1200": commas only where groups of three follow.
  std::string take_digits() {
    std::string digits;
    while (is_digit(peek(0))) digits += text_[at_++];
    const auto group_follows = [&] {
      return peek(0) == ',' && is_digit(peek(1)) && is_digit(peek(2)) && is_digit(peek(3)) &&
             !is_digit(peek(4));
    };
    while (!digits.empty() && digits.size() <= 6 && group_follows()) {
      digits += text_.substr(at_ + 1, 3);
      at_ += 4;
    }
    return digits;
  }

  static std::int64_t value_of(std::string_view digits) {
    std::int64_t value = 0;
    for (const char digit : digits) value = value * 10 + (digit - '0');
    return value;
  }

  void add_digit_by_digit(std::string_view digits) {
    for (const char digit : digits) add_words(number_words((digit - '0') * kMilli));
  }

  void add_whole(std::string_view digits) {
    if (digits.size() > kWholeDigitsMax || (digits.size() > 1 && digits.front() == '0')) {
      add_digit_by_digit(digits);
    } else {
      add_words(number_words(value_of(digits) * kMilli));
    }
  }

  // "3rd", "21st": the suffix must end there.
  bool take_ordinal(std::string_view digits) {
    const std::string suffix = {lower(peek(0)), lower(peek(1))};
    const bool known = suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th";
    if (!known || is_letter(peek(2)) || digits.size() > kWholeDigitsMax) return false;
    at_ += 2;
    const std::string words = number_words(value_of(digits) * kMilli);
    const std::size_t last = words.find_last_of(" -");
    const std::size_t start = last == std::string::npos ? 0 : last + 1;
    add_words(words.substr(0, start) + ordinal_of(words.substr(start)));
    return true;
  }

  // "7:30" after the 7. A full hour is "o'clock", minutes below ten get an "oh".
  bool take_minutes(std::string_view hours) {
    const bool fits = hours.size() <= 2 && peek(0) == ':' && is_digit(peek(1)) && is_digit(peek(2)) &&
                      !is_digit(peek(3)) && peek(1) <= '5';
    if (!fits) return false;
    const std::int64_t minutes = (peek(1) - '0') * 10 + (peek(2) - '0');
    at_ += 3;
    add_words(number_words(value_of(hours) * kMilli));
    if (minutes == 0) {
      parts_.push_back({"o'clock", 0, false});
    } else {
      if (minutes < 10) add_words("oh");
      add_words(number_words(minutes * kMilli));
    }
    return true;
  }

  void read_number(bool negative) {
    if (negative) add_words("minus");
    const std::string digits = take_digits();
    if (!digits.empty() && (take_ordinal(digits) || take_minutes(digits))) return;
    if (!digits.empty()) add_whole(digits);
    if (peek(0) == '.' && is_digit(peek(1))) {
      ++at_;
      add_words("point");
      std::string decimals;
      while (is_digit(peek(0))) decimals += text_[at_++];
      add_digit_by_digit(decimals);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<SpokenPart> parts_;
};

}  // namespace

std::vector<SpokenPart> spoken_words(std::string_view text) {
  const std::string ascii = to_ascii(text);
  return Reader(ascii).read();
}

}  // namespace sotto
