// English numbers, read from words and digits, and written as words.
//
// Pure functions, any thread. Values are thousandths, so that halves are exact: "nineteen and a half" is
// 19500.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nlu/text.hpp"

namespace sotto {

struct NumberMatch {
  std::size_t tokens = 0;  // how many tokens it takes
  std::int64_t milli = 0;

  friend bool operator==(const NumberMatch&, const NumberMatch&) = default;
};

struct NumberReading {
  std::vector<NumberMatch>
      matches;        // every number that the tokens begin with, shortest first: "twenty", "twenty one"
  bool open = false;  // the tokens ended while a number could still go on: "twenty", "nineteen and a"
};

// Reads the numbers 0 to 999 in words ("a hundred and five", "twenty-one", "nineteen and a half", "nineteen
// point five") or digits ("21", "19.5", "19 and a half", "19 1/2") at the start of `tokens`. With `halves`
// false only whole numbers are read and `open` is about whole numbers.
[[nodiscard]] NumberReading read_number(std::span<const Token> tokens, bool halves);

// "twenty one", "one hundred five", "nineteen point five"; larger numbers up to 999,999,999,999, negative
// ones with "minus". Thousandths beyond that are dropped. For pronouncing.
[[nodiscard]] std::string number_words(std::int64_t milli);

// "21" or "19.5": with one decimal where it is not whole.
[[nodiscard]] std::string number_digits(std::int64_t milli);

}  // namespace sotto
