// English lengths of time and times of day, read from words and digits, and written as words.
//
// Pure functions, any thread. Like read_number(), the readers give every reading that the tokens begin with,
// and say whether a longer one could follow.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "nlu/text.hpp"

namespace sotto {

inline constexpr Milliseconds kSecondMs = 1000;
inline constexpr Milliseconds kMinuteMs = 60 * kSecondMs;
inline constexpr Milliseconds kHourMs = 60 * kMinuteMs;
inline constexpr Milliseconds kDayMs = 24 * kHourMs;
inline constexpr int kDayMinutes = 24 * 60;

struct DurationMatch {
  std::size_t tokens = 0;  // how many tokens it takes
  Milliseconds ms = 0;     // 1 s to 24 h

  friend bool operator==(const DurationMatch&, const DurationMatch&) = default;
};

struct DurationReading {
  std::vector<DurationMatch> matches;  // shortest first
  bool open = false;                   // the tokens ended where a length could go on
};

// "ten minutes", "10 min", "eight and a half minutes", "an hour and twenty minutes", "half an hour",
// "a quarter of an hour", "an hour and a half", "a couple of minutes".
[[nodiscard]] DurationReading read_duration(std::span<const Token> tokens);

// A time of day. "Seven" may be either of two; "seven in the evening", "19:00" and "noon" are exact.
struct ClockTime {
  int minutes = 0;     // since midnight, 0 to 1439; of one that is not exact, 0 to 719
  bool exact = false;  // which half of the day is known

  friend bool operator==(const ClockTime&, const ClockTime&) = default;
};

struct ClockMatch {
  std::size_t tokens = 0;
  ClockTime time;

  friend bool operator==(const ClockMatch&, const ClockMatch&) = default;
};

struct ClockReading {
  std::vector<ClockMatch> matches;  // shortest first
  bool open = false;
};

// "seven", "seven o'clock", "seven thirty", "7:30", "7.30", "0730", "seven oh five", "half past six",
// "quarter to eight", "ten past five", "noon", "midnight", each with or without "am", "pm", "in the morning",
// "in the afternoon", "in the evening", "at night". "Half seven" is nothing: it means two different times.
[[nodiscard]] ClockReading read_clock(std::span<const Token> tokens);

// How a Slot holds a time: "19:30", or "7:30?" where the half of the day is open.
[[nodiscard]] std::string clock_text(ClockTime time);
// The inverse; nothing valid gives midnight. For texts that clock_text() made.
[[nodiscard]] ClockTime parse_clock_text(const std::string& text);

// "ten minutes", "one hour and twenty minutes", "one minute and one second". Rounded to the nearest second,
// and to the nearest minute from ten minutes on. "no time" below half a second.
[[nodiscard]] std::string duration_words(Milliseconds ms);

// "half past seven", "quarter to eight", "seven oh five", "seven twenty", "seven o'clock", "noon",
// "midnight". REQUIRES: 0 <= minutes < kDayMinutes.
[[nodiscard]] std::string clock_words(int minutes);

// "morning" (0 to 11:59), "afternoon" (to 17:59), "evening" (to 21:59), "night".
[[nodiscard]] std::string part_of_day(int minutes);

}  // namespace sotto
