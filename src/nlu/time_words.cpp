#include "nlu/time_words.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/assert.hpp"
#include "nlu/number_words.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kDurationMax = 24 * kHourMs;
constexpr int kHalfDay = 12 * 60;

struct Unit {
  std::string_view word;
  Milliseconds ms;
};

constexpr std::array<Unit, 16> kUnits = {{{"second", kSecondMs},
                                          {"seconds", kSecondMs},
                                          {"sec", kSecondMs},
                                          {"secs", kSecondMs},
                                          {"s", kSecondMs},
                                          {"minute", kMinuteMs},
                                          {"minutes", kMinuteMs},
                                          {"min", kMinuteMs},
                                          {"mins", kMinuteMs},
                                          {"m", kMinuteMs},
                                          {"hour", kHourMs},
                                          {"hours", kHourMs},
                                          {"hr", kHourMs},
                                          {"hrs", kHourMs},
                                          {"h", kHourMs},
                                          {"our", kHourMs}}};  // "an our": a usual slip of the recogniser

// Tokens from `at` on, seen by both readers.
class TokenReader {
 public:
  explicit TokenReader(std::span<const Token> tokens) : tokens_(tokens) {}

 protected:
  [[nodiscard]] bool ended(std::size_t at) const { return at >= tokens_.size(); }
  [[nodiscard]] bool is(std::size_t at, std::string_view word) const {
    return !ended(at) && tokens_[at].text == word;
  }

  // How many of `words` stand at `at`: all of them, or 0. Notes when the tokens end inside them.
  std::size_t take(std::size_t at, std::initializer_list<std::string_view> words) {
    std::size_t here = at;
    for (const std::string_view word : words) {
      if (ended(here)) {
        open_ = true;
        return 0;
      }
      if (!is(here, word)) return 0;
      ++here;
    }
    return here - at;
  }

  std::span<const Token> tokens_;
  bool open_ = false;
};

class DurationReader : private TokenReader {
 public:
  using TokenReader::TokenReader;

  DurationReading read() {
    component(0, 0, kDurationMax + 1);
    std::erase_if(matches_, [](const DurationMatch& match) {
      return match.ms < kSecondMs || match.ms > kDurationMax || match.ms % kSecondMs != 0;
    });
    std::stable_sort(matches_.begin(), matches_.end(),
                     [](const auto& a, const auto& b) { return a.tokens < b.tokens; });
    return {std::move(matches_), open_};
  }

 private:
  // One number with its unit, which must be smaller than `below`, and whatever may follow it.
  void component(std::size_t at, Milliseconds sum, Milliseconds below) {
    if (ended(at)) {
      open_ = true;
      return;
    }
    shares(at, sum, below);
    if (is(at, "a") || is(at, "an")) with_unit(at + 1, sum, 1000, below);
    if (const std::size_t couple = take(at, {"a", "couple", "of"})) with_unit(at + couple, sum, 2000, below);
    const NumberReading numbers = read_number(tokens_.subspan(at), true);
    open_ = open_ || numbers.open;
    for (const NumberMatch& number : numbers.matches) with_unit(at + number.tokens, sum, number.milli, below);
  }

  // "half an hour", "half a minute", "a quarter of an hour", "three quarters of an hour".
  void shares(std::size_t at, Milliseconds sum, Milliseconds below) {
    for (const std::size_t count : {take(at, {"half", "an"}), take(at, {"half", "a"}), take(at, {"half"})}) {
      if (count > 0) with_unit(at + count, sum, 500, below);
    }
    for (const std::size_t count :
         {take(at, {"a", "quarter", "of", "an"}), take(at, {"quarter", "of", "an"})}) {
      if (count > 0) with_unit(at + count, sum, 250, below);
    }
    if (const std::size_t count = take(at, {"three", "quarters", "of", "an"}))
      with_unit(at + count, sum, 750, below);
  }

  void with_unit(std::size_t at, Milliseconds sum, std::int64_t milli, Milliseconds below) {
    if (ended(at)) {
      open_ = true;
      return;
    }
    const auto unit =
        std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& each) { return is(at, each.word); });
    if (unit == kUnits.end() || unit->ms >= below || milli <= 0) return;
    const Milliseconds total = sum + milli * unit->ms / 1000;
    matches_.push_back({at + 1, total});
    after(at + 1, total, unit->ms);
  }

  void after(std::size_t at, Milliseconds sum, Milliseconds unit) {
    if (unit == kSecondMs) return;
    if (const std::size_t count = take(at, {"and", "a", "half"}))
      matches_.push_back({at + count, sum + unit / 2});
    if (const std::size_t count = take(at, {"and", "a", "quarter"}))
      matches_.push_back({at + count, sum + unit / 4});
    component(at, sum, unit);
    if (is(at, "and")) component(at + 1, sum, unit);
  }

  std::vector<DurationMatch> matches_;
};

class ClockReader : private TokenReader {
 public:
  using TokenReader::TokenReader;

  ClockReading read() {
    if (ended(0)) return {{}, true};
    if (is(0, "noon") || is(0, "midday")) matches_.push_back({1, {kHalfDay, true}});
    if (is(0, "midnight")) matches_.push_back({1, {0, true}});
    if (tokens_[0].milli) {
      digits();
    } else {
      hour_first(0);
    }
    beside_the_hour();
    std::stable_sort(matches_.begin(), matches_.end(),
                     [](const auto& a, const auto& b) { return a.tokens < b.tokens; });
    return {std::move(matches_), open_};
  }

 private:
  // Every whole number at `at` between the bounds, as tokens and value.
  std::vector<NumberMatch> numbers(std::size_t at, std::int64_t from, std::int64_t to) {
    if (ended(at)) {
      open_ = true;
      return {};
    }
    NumberReading reading = read_number(tokens_.subspan(at), false);
    std::erase_if(reading.matches, [from, to](const NumberMatch& match) {
      return match.milli < from * 1000 || match.milli > to * 1000;
    });
    open_ = open_ || reading.open;
    return std::move(reading.matches);
  }

  // "7:30" comes as two numbers, "7.30" and "0730" as one.
  void digits() {
    const std::string& text = tokens_[0].text;
    const std::size_t point = text.find('.');
    if (point != std::string::npos && text.size() == point + 3 && *tokens_[0].milli < 24'000) {
      const int minute = (text[point + 1] - '0') * 10 + (text[point + 2] - '0');
      add(1, static_cast<int>(*tokens_[0].milli / 1000), minute);
    } else if (point == std::string::npos && (text.size() == 3 || text.size() == 4)) {
      const auto number = static_cast<int>(*tokens_[0].milli / 1000);
      add(1, number / 100, number % 100, text.size() == 4 && text[0] == '0');
    }
    hour_first(0);
  }

  // "seven", "seven o'clock", "seven thirty", "seven oh five", "seven hundred" is none.
  void hour_first(std::size_t at) {
    for (const NumberMatch& hour : numbers(at, 0, 23)) {
      const auto h = static_cast<int>(hour.milli / 1000);
      const std::size_t next = at + hour.tokens;
      add(next, h, 0);
      if (is(next, "oclock")) add(next + 1, h, 0);
      if (const std::size_t count = take(next, {"o", "clock"})) add(next + count, h, 0);
      const bool leading_zero =
          !ended(next) && tokens_[next].text.size() == 2 && tokens_[next].text[0] == '0';
      for (const NumberMatch& minute : numbers(next, leading_zero ? 0 : 10, 59))
        add(next + minute.tokens, h, static_cast<int>(minute.milli / 1000));
      if (!is(next, "oh") && !is(next, "o")) continue;
      for (const NumberMatch& minute : numbers(next + 1, 1, 9))
        add(next + 1 + minute.tokens, h, static_cast<int>(minute.milli / 1000));
    }
  }

  // "half past six", "quarter to eight", "ten minutes to five".
  void beside_the_hour() {
    if (const std::size_t count = take(0, {"half", "past"})) past(count, 30);
    for (const std::size_t quarter : {take(0, {"a", "quarter"}), take(0, {"quarter"})}) {
      if (quarter > 0) past_or_to(quarter, 15);
    }
    for (const NumberMatch& minute : numbers(0, 1, 29)) {
      const auto m = static_cast<int>(minute.milli / 1000);
      past_or_to(minute.tokens, m);
      if (is(minute.tokens, "minutes") || is(minute.tokens, "minute")) past_or_to(minute.tokens + 1, m);
    }
  }

  void past_or_to(std::size_t at, int minutes) {
    if (ended(at)) open_ = true;
    if (is(at, "past") || is(at, "after")) past(at + 1, minutes);
    if (is(at, "to") || is(at, "till") || is(at, "before")) past(at + 1, -minutes);
  }

  void past(std::size_t at, int minutes) {
    if (minutes > 0 && is(at, "midnight")) matches_.push_back({at + 1, {minutes, true}});
    if (is(at, "noon") || is(at, "midday")) matches_.push_back({at + 1, {kHalfDay + minutes, true}});
    if (minutes < 0 && is(at, "midnight")) matches_.push_back({at + 1, {kDayMinutes + minutes, true}});
    for (const NumberMatch& hour : numbers(at, 1, 12)) {
      const auto total = static_cast<int>(hour.milli / 1000) * 60 + minutes;
      // "Quarter to one" is in no known half of the day either.
      add(at + hour.tokens, total < 60 ? kHalfDay / 60 : total / 60, total % 60);
    }
  }

  // A time that takes `tokens`, and what may say which half of the day it is in.
  void add(std::size_t tokens, int hour, int minute, bool of_a_day = false) {
    if (hour > 23 || minute > 59) return;
    const int all = hour * 60 + minute;
    if (hour > 12 || hour == 0 || of_a_day) {
      matches_.push_back({tokens, {all, true}});
      return;
    }
    const int half = all % kHalfDay;
    matches_.push_back({tokens, {half, false}});
    if (ended(tokens)) open_ = true;
    for (const std::size_t count : {take(tokens, {"am"}), take(tokens, {"a", "m"}), morning(tokens)}) {
      if (count > 0) matches_.push_back({tokens + count, {half, true}});
    }
    for (const std::size_t count :
         {take(tokens, {"pm"}), take(tokens, {"p", "m"}), take(tokens, {"in", "the", "afternoon"}),
          take(tokens, {"in", "the", "evening"})}) {
      if (count > 0) matches_.push_back({tokens + count, {half + kHalfDay, true}});
    }
    // "Two at night" is in the small hours, "ten at night" is not.
    if (const std::size_t count = take(tokens, {"at", "night"})) {
      constexpr int kSmallHours = 5 * 60;
      matches_.push_back({tokens + count, {half < kSmallHours ? half : half + kHalfDay, true}});
    }
  }

  std::size_t morning(std::size_t at) { return take(at, {"in", "the", "morning"}); }

  std::vector<ClockMatch> matches_;
};

std::string counted(std::int64_t count, const std::string& unit) {
  return number_words(count * 1000) + " " + unit + (count == 1 ? "" : "s");
}

std::string hour_name(int minutes) {
  const int hour = minutes / 60 % 12;
  return number_words((hour == 0 ? 12 : hour) * 1000);
}

}  // namespace

DurationReading read_duration(std::span<const Token> tokens) {
  return DurationReader(tokens).read();
}

ClockReading read_clock(std::span<const Token> tokens) {
  return ClockReader(tokens).read();
}

std::string clock_text(ClockTime time) {
  const int minute = time.minutes % 60;
  std::string text = std::to_string(time.minutes / 60) + (minute < 10 ? ":0" : ":") + std::to_string(minute);
  return time.exact ? text : text + "?";
}

ClockTime parse_clock_text(const std::string& text) {
  ClockTime time;
  const std::size_t colon = text.find(':');
  if (colon > 2 || text.size() < colon + 3) return time;  // without a colon it is npos
  for (const char c : text.substr(0, colon) + text.substr(colon + 1, 2)) {
    if (c < '0' || c > '9') return {};
  }
  int hour = 0;
  for (const char c : text.substr(0, colon)) hour = hour * 10 + (c - '0');
  const int minute = (text[colon + 1] - '0') * 10 + (text[colon + 2] - '0');
  time.minutes = (hour * 60 + minute) % kDayMinutes;
  time.exact = text.size() == colon + 3;
  return time;
}

std::string duration_words(Milliseconds ms) {
  std::int64_t seconds = (std::max<Milliseconds>(ms, 0) + kSecondMs / 2) / kSecondMs;
  constexpr std::int64_t kWholeMinutesFrom = 600;
  if (seconds > kWholeMinutesFrom) seconds = (seconds + 30) / 60 * 60;
  std::vector<std::string> parts;
  if (seconds >= 3600) parts.push_back(counted(seconds / 3600, "hour"));
  if (seconds % 3600 >= 60) parts.push_back(counted(seconds % 3600 / 60, "minute"));
  if (seconds % 60 > 0) parts.push_back(counted(seconds % 60, "second"));
  if (parts.empty()) return "no time";
  std::string words = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) words += " and " + parts[i];
  return words;
}

std::string clock_words(int minutes) {
  SOTTO_ASSERT(minutes >= 0 && minutes < kDayMinutes);
  if (minutes == 0) return "midnight";
  if (minutes == kHalfDay) return "noon";
  const int minute = minutes % 60;
  if (minute == 0) return hour_name(minutes) + " o'clock";
  if (minute == 15) return "quarter past " + hour_name(minutes);
  if (minute == 30) return "half past " + hour_name(minutes);
  if (minute == 45) return "quarter to " + hour_name(minutes + 15);
  return hour_name(minutes) + (minute < 10 ? " oh " : " ") + number_words(minute * 1000);
}

std::string part_of_day(int minutes) {
  if (minutes < 12 * 60) return "morning";
  if (minutes < 18 * 60) return "afternoon";
  return minutes < 22 * 60 ? "evening" : "night";
}

}  // namespace sotto
