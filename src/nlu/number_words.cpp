#include "nlu/number_words.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace sotto {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {"",      "",      "twenty",  "thirty", "forty",
                                                    "fifty", "sixty", "seventy", "eighty", "ninety"};

std::optional<int> small_number(const std::string& word) {
  for (std::size_t i = 0; i < kSmall.size(); ++i) {
    if (word == kSmall[i]) return static_cast<int>(i);
  }
  return std::nullopt;
}

std::optional<int> tens_number(const std::string& word) {
  if (word == "fourty") return 40;
  for (std::size_t i = 2; i < kTens.size(); ++i) {
    if (word == kTens[i]) return static_cast<int>(i) * 10;
  }
  return std::nullopt;
}

class NumberReader {
 public:
  NumberReader(std::span<const Token> tokens, bool halves) : tokens_(tokens), halves_(halves) {}

  NumberReading read() {
    if (tokens_.empty()) return {};
    if (tokens_[0].milli) {
      read_digits();
    } else {
      below_hundred(0, 0);
      read_hundreds();
    }
    const auto shorter = [](const NumberMatch& a, const NumberMatch& b) { return a.tokens < b.tokens; };
    std::stable_sort(reading_.matches.begin(), reading_.matches.end(), shorter);
    return std::move(reading_);
  }

 private:
  [[nodiscard]] bool ended(std::size_t at) const { return at >= tokens_.size(); }
  [[nodiscard]] bool is(std::size_t at, std::string_view word) const {
    return !ended(at) && tokens_[at].text == word;
  }

  void read_digits() {
    const std::int64_t milli = *tokens_[0].milli;
    if (milli % 1000 == 0) {
      accept(1, milli / 1000);
    } else if (halves_) {
      reading_.matches.push_back({1, milli});
    }
  }

  // A whole number of `count` tokens, and what may follow it.
  void accept(std::size_t count, std::int64_t value) {
    reading_.matches.push_back({count, value * 1000});
    if (!halves_) return;
    if (ended(count)) reading_.open = true;
    if (is(count, "1/2")) reading_.matches.push_back({count + 1, value * 1000 + 500});
    read_words_after(count, value, {"and", "a", "half"});
    read_words_after(count, value, {"and", "half"});
    if (!is(count, "point")) return;
    if (ended(count + 1)) {
      reading_.open = true;
    } else if (const auto digit = digit_at(count + 1)) {
      reading_.matches.push_back({count + 2, value * 1000 + *digit * 100});
    }
  }

  void read_words_after(std::size_t at, std::int64_t value, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
      if (ended(at)) {
        reading_.open = true;
        return;
      }
      if (!is(at, word)) return;
      ++at;
    }
    reading_.matches.push_back({at, value * 1000 + 500});
  }

  [[nodiscard]] std::optional<std::int64_t> digit_at(std::size_t at) const {
    if (tokens_[at].milli && *tokens_[at].milli < 10000) return *tokens_[at].milli / 1000;
    const auto digit = small_number(tokens_[at].text);
    if (digit && *digit < 10) return *digit;
    return std::nullopt;
  }

  // "seven", "twenty", "twenty one" from token `at` on, added to `base`.
  void below_hundred(std::size_t at, std::int64_t base) {
    if (ended(at)) {
      reading_.open = true;
      return;
    }
    if (const auto small = small_number(tokens_[at].text)) {
      if (base == 0 || *small > 0) accept(at + 1, base + *small);
    } else if (const auto tens = tens_number(tokens_[at].text)) {
      accept(at + 1, base + *tens);
      if (ended(at + 1)) {
        reading_.open = true;
      } else if (const auto unit = digit_at(at + 1); unit && *unit > 0) {
        accept(at + 2, base + *tens + *unit);
      }
    }
  }

  // "a hundred", "two hundred", "one hundred and five".
  void read_hundreds() {
    std::int64_t hundreds = 1;
    std::size_t at = 0;
    if (!is(0, "hundred")) {
      const auto count = is(0, "a") ? std::optional<int>(1) : small_number(tokens_[0].text);
      if (!count || *count == 0 || *count > 9) return;
      hundreds = *count;
      at = 1;
      if (ended(at)) {
        reading_.open = true;
        return;
      }
      if (!is(at, "hundred")) return;
    }
    ++at;
    accept(at, hundreds * 100);
    below_hundred(at, hundreds * 100);
    if (is(at, "and")) below_hundred(at + 1, hundreds * 100);
  }

  std::span<const Token> tokens_;
  bool halves_;
  NumberReading reading_;
};

void append_word(std::string& text, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += word;
}

void append_below_thousand(std::string& text, std::int64_t value) {
  if (value >= 100) {
    append_word(text, kSmall[static_cast<std::size_t>(value / 100)]);
    append_word(text, "hundred");
    value %= 100;
    if (value == 0) return;
  }
  if (value >= 20) {
    append_word(text, kTens[static_cast<std::size_t>(value / 10)]);
    value %= 10;
    if (value == 0) return;
  }
  append_word(text, kSmall[static_cast<std::size_t>(value)]);
}

}  // namespace

NumberReading read_number(std::span<const Token> tokens, bool halves) {
  return NumberReader(tokens, halves).read();
}

std::string number_words(std::int64_t milli) {
  std::string text;
  constexpr std::int64_t kLimit = 1'000'000'000'000'000;
  milli = std::clamp(milli, -kLimit + 1, kLimit - 1);
  if (milli < 0) append_word(text, "minus");
  const std::int64_t size = milli < 0 ? -milli : milli;
  const std::int64_t whole = size / 1000;
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> kGroups = {
      {{1'000'000'000, "billion"}, {1'000'000, "million"}, {1000, "thousand"}}};
  std::int64_t rest = whole;
  for (const auto& [unit, name] : kGroups) {
    if (rest < unit) continue;
    append_below_thousand(text, rest / unit);
    append_word(text, name);
    rest %= unit;
  }
  if (rest > 0 || whole == 0) append_below_thousand(text, rest);
  std::int64_t fraction = size % 1000;
  if (fraction > 0) append_word(text, "point");
  for (std::int64_t unit = 100; fraction > 0; unit /= 10) {
    append_word(text, kSmall[static_cast<std::size_t>(fraction / unit)]);
    fraction %= unit;
  }
  return text;
}

std::string number_digits(std::int64_t milli) {
  const std::string whole = std::to_string(milli / 1000);
  return milli % 1000 == 0 ? whole : whole + "." + std::to_string(milli % 1000 / 100);
}

}  // namespace sotto
