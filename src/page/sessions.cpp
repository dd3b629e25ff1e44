#include "page/sessions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "journal/base64.hpp"
#include "page/guard.hpp"

namespace sotto {
namespace {

constexpr std::size_t kHashDigits = 64;

}  // namespace

bool is_cookie_hash(std::string_view text) {
  return text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string new_secret(RandomFunction random) {
  std::array<std::uint8_t, 32> bytes{};
  random(bytes);
  std::string text = encode_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& letter : text) letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
  return text;
}

Sessions::Sessions(SessionsOptions options) : options_(std::move(options)) {
  std::string_view rest = options_.saved;
  while (!rest.empty() && sessions_.size() < kSessionsMax) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t blank = line.find(' ');
    Session session{std::string(line.substr(0, blank)), 0};
    if (blank == std::string_view::npos || !is_cookie_hash(session.hash)) continue;
    const std::string_view number = line.substr(blank + 1);
    const auto read = std::from_chars(number.data(), number.data() + number.size(), session.ends_ms);
    if (read.ec == std::errc() && read.ptr == number.data() + number.size()) sessions_.push_back(session);
  }
}

std::string Sessions::hash_of(std::string_view cookie) const {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(cookie.data());
  return to_hex(options_.hash({bytes, cookie.size()}));
}

std::optional<std::string> Sessions::open(std::string_view token, std::int64_t wall_ms) {
  if (!equal_in_constant_time(token, options_.token)) return std::nullopt;
  std::erase_if(sessions_, [wall_ms](const Session& session) { return session.ends_ms <= wall_ms; });
  if (sessions_.size() >= kSessionsMax) sessions_.erase(sessions_.begin());
  const std::string cookie = new_secret(options_.random);
  sessions_.push_back({hash_of(cookie), wall_ms + kSessionMs});
  save();
  return cookie;
}

bool Sessions::holds(std::string_view cookie, std::int64_t wall_ms) const {
  if (cookie.empty()) return false;
  const std::string hash = hash_of(cookie);
  bool found = false;
  for (const Session& session : sessions_) {
    found = (equal_in_constant_time(session.hash, hash) && session.ends_ms > wall_ms) || found;
  }
  return found;
}

void Sessions::close(std::string_view cookie) {
  const std::string hash = hash_of(cookie);
  if (std::erase_if(sessions_, [&hash](const Session& session) { return session.hash == hash; }) > 0) save();
}

void Sessions::save() const {
  if (!options_.save) return;
  std::string text;
  for (const Session& session : sessions_)
    text += session.hash + " " + std::to_string(session.ends_ms) + "\n";
  options_.save(text);
}

std::string_view find_cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
  }
  return {};
}

}  // namespace sotto
