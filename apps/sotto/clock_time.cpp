#include "sotto/clock_time.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string_view>

namespace sotto {
namespace {

constexpr std::int64_t kSecondMs = 1000;

// Exactly as many digits as the pattern has D's, and the pattern's other letters as they are.
bool fits(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == 'D' ? !digit : text[i] != pattern[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  for (const char digit : text.substr(from, count)) number = number * 10 + (digit - '0');
  return number;
}

bool is_of_a_calendar(const std::tm& time) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const std::chrono::year_month_day date(year(time.tm_year + 1900),
                                         month(static_cast<unsigned>(time.tm_mon + 1)),
                                         day(static_cast<unsigned>(time.tm_mday)));
  return date.ok() && time.tm_hour < 24 && time.tm_min < 60 && time.tm_sec < 60;
}

std::optional<std::int64_t> milliseconds_of(std::tm time, bool utc) {
  if (!is_of_a_calendar(time)) return std::nullopt;
  time.tm_isdst = -1;
  const std::time_t seconds = utc ? ::timegm(&time) : std::mktime(&time);
  return static_cast<std::int64_t>(seconds) * kSecondMs;
}

}  // namespace

Result<std::int64_t> parse_clock_time(const std::string& text) {
  std::string_view rest = text;
  const bool utc = rest.size() > 10 && rest[10] == 'T' && rest.ends_with('Z');
  if (utc) rest.remove_suffix(1);
  const bool day = fits(rest, "DDDD-DD-DD");
  const bool minute = fits(rest, utc ? "DDDD-DD-DDTDD:DD" : "DDDD-DD-DD DD:DD");
  const bool second = fits(rest, utc ? "DDDD-DD-DDTDD:DD:DD" : "DDDD-DD-DD DD:DD:DD");
  if (day || minute || second) {
    std::tm time{};
    time.tm_year = number_at(rest, 0, 4) - 1900;
    time.tm_mon = number_at(rest, 5, 2) - 1;
    time.tm_mday = number_at(rest, 8, 2);
    if (!day) time.tm_hour = number_at(rest, 11, 2);
    if (!day) time.tm_min = number_at(rest, 14, 2);
    if (second) time.tm_sec = number_at(rest, 17, 2);
    if (const auto ms = milliseconds_of(time, utc)) return *ms;
  }
  return Error{ErrorCode::kUsage,
               "'" + text + "' is no time: 2026-11-23, \"2026-11-23 19:04\" or 2026-11-23T18:04:05Z"};
}

std::string clock_time(std::int64_t wall_ms) {
  const auto seconds = static_cast<std::time_t>(wall_ms / kSecondMs);
  std::tm time{};
  if (::localtime_r(&seconds, &time) == nullptr) return "at no time";
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &time);
  return text.data();
}

std::string utc_time(std::int64_t wall_ms) {
  const auto seconds = static_cast<std::time_t>(wall_ms / kSecondMs);
  std::tm time{};
  if (::gmtime_r(&seconds, &time) == nullptr) return "at no time";
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &time);
  std::snprintf(text.data() + length, text.size() - length, ".%03dZ", static_cast<int>(wall_ms % kSecondMs));
  return text.data();
}

}  // namespace sotto
