#include "sotto/explain_which.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace sotto {
namespace {

constexpr Milliseconds kSecond = 1000;
constexpr Milliseconds kMinute = 60 * kSecond;

Error no_time(const std::string& text) {
  return {ErrorCode::kUsage, "'" + text + "' is no time: \"2026-11-23 19:04\" or \"0:12.3\""};
}

// "12.3" -> 12300; nothing else may follow.
std::optional<Milliseconds> parse_seconds(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view part = point == std::string_view::npos ? "" : text.substr(point + 1);
  int seconds = 0;
  const auto read = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  const bool fine = read.ec == std::errc() && read.ptr == whole.data() + whole.size() && seconds >= 0 &&
                    seconds < 60 && whole.size() <= 2;
  if (!fine || part.size() > 3 || part.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  Milliseconds milliseconds = 0;
  Milliseconds unit = 100;
  for (const char digit : part) {
    milliseconds += unit * (digit - '0');
    unit /= 10;
  }
  // "0:12.3" means all of that tenth of a second.
  return seconds * kSecond + milliseconds + (unit == 0 ? 0 : unit * 10 - 1);
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool fine = read.ec == std::errc() && read.ptr == text.data() + text.size() && !text.empty();
  return fine && value >= 0 && text.size() <= 9 ? std::optional(value) : std::nullopt;
}

// "M:SS", "M:SS.d", "H:MM:SS.d": time of a run.
std::optional<Milliseconds> parse_run_time(const std::string& text) {
  const std::size_t last = text.rfind(':');
  if (last == std::string::npos) return std::nullopt;
  const auto seconds = parse_seconds(std::string_view(text).substr(last + 1));
  const std::string_view before = std::string_view(text).substr(0, last);
  const std::size_t first = before.find(':');
  const auto minutes = parse_whole(first == std::string_view::npos ? before : before.substr(first + 1));
  const auto hours =
      first == std::string_view::npos ? std::optional<std::int64_t>(0) : parse_whole(before.substr(0, first));
  if (!seconds || !minutes || !hours) return std::nullopt;
  return (*hours * 60 + *minutes) * kMinute + *seconds;
}

struct WallTime {
  std::int64_t from_ms = 0;  // the minute or the second that was named
  std::int64_t to_ms = 0;
};

// "2026-11-23 19:04", with or without seconds, on the clock of this machine.
std::optional<WallTime> parse_wall_time(const std::string& text) {
  std::tm time{};
  int read = 0;
  const bool minutes = std::sscanf(text.c_str(), "%4d-%2d-%2d %2d:%2d%n", &time.tm_year, &time.tm_mon,
                                   &time.tm_mday, &time.tm_hour, &time.tm_min, &read) == 5;
  if (!minutes) return std::nullopt;
  Milliseconds length = kMinute;
  if (static_cast<std::size_t>(read) != text.size()) {
    int more = 0;
    if (std::sscanf(text.c_str() + read, ":%2d%n", &time.tm_sec, &more) != 1) return std::nullopt;
    if (static_cast<std::size_t>(read) + static_cast<std::size_t>(more) != text.size()) return std::nullopt;
    length = kSecond;
  }
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  time.tm_isdst = -1;
  const std::tm asked = time;
  const std::time_t seconds = std::mktime(&time);
  const bool real = seconds != -1 && asked.tm_mday == time.tm_mday && asked.tm_mon == time.tm_mon &&
                    asked.tm_min == time.tm_min;
  if (!real) return std::nullopt;
  return WallTime{seconds * kSecond, seconds * kSecond + length - 1};
}

}  // namespace

Result<Which> parse_which(const Wanted& wanted, std::time_t now) {
  Which which;
  which.refused_too = wanted.refused_too;
  if (wanted.which != "last") {
    const auto id = parse_whole(wanted.which);
    if (!id || *id == 0) {
      return Error{ErrorCode::kUsage, "'" + wanted.which + "' is neither 'last' nor the number of a record"};
    }
    if (!wanted.at.empty()) return Error{ErrorCode::kUsage, "give a number or --at, not both"};
    which.id = static_cast<std::uint64_t>(*id);
    return which;
  }
  if (wanted.at.empty()) return which;
  if (const auto run = parse_run_time(wanted.at); run && wanted.at.find('-') == std::string::npos) {
    which.run_at = *run;
    return which;
  }
  const auto wall = parse_wall_time(wanted.at);
  if (!wall) return no_time(wanted.at);
  if (wall->from_ms > now * kSecond) {
    return Error{ErrorCode::kUsage, "'" + wanted.at + "' lies in the future"};
  }
  which.wall_ms = wall->to_ms;
  return which;
}

std::string local_time(std::int64_t wall_ms) {
  const auto seconds = static_cast<std::time_t>(wall_ms / kSecond);
  std::tm time{};
  if (localtime_r(&seconds, &time) == nullptr) return "an unknown day";
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d at %H:%M:%S", &time);
  return text.data();
}

}  // namespace sotto
