// Sessions: who has shown the token, and the cookies that say so from then on.
//
// The token belongs to one run and stands in the link that `sotto run` prints; a browser brings it once and
// gets a cookie. Of a cookie only its hash is kept, also on disk, so that whoever reads the file can use
// nothing in it. Thread-safety: one thread. Time is given from outside.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "journal/hash.hpp"

namespace sotto {

// Fills all of it with bytes that nobody can foretell.
using RandomFunction = void (*)(std::span<std::uint8_t> bytes);

// 32 random bytes in the letters of base64url: 256 bits, of which none can be guessed.
[[nodiscard]] std::string new_secret(RandomFunction random);

// Whether the text can be the hash of a cookie, as it is kept: 64 hexadecimal digits, small letters.
[[nodiscard]] bool is_cookie_hash(std::string_view text);

inline constexpr std::int64_t kSessionMs = std::int64_t{30} * 24 * 3600 * 1000;
inline constexpr std::size_t kSessionsMax = 16;  // browsers; the oldest makes room

struct SessionsOptions {
  std::string token;
  RandomFunction random = nullptr;
  HashFunction hash = nullptr;
  // What was saved before: lines of save(); whatever is wrong in it is left out.
  std::string saved;
  // Called with the text to keep whenever something has changed. May be empty.
  std::function<void(const std::string& text)> save;
};

class Sessions {
 public:
  explicit Sessions(SessionsOptions options);

  // The value of a new cookie; none where the token is wrong. Guesses are not counted: 256 bits cannot be
  // guessed, and whoever could lock the owner out by guessing would have a switch of their own.
  [[nodiscard]] std::optional<std::string> open(std::string_view token, std::int64_t wall_ms);
  [[nodiscard]] bool holds(std::string_view cookie, std::int64_t wall_ms) const;
  void close(std::string_view cookie);

 private:
  struct Session {
    std::string hash;  // hexadecimal
    std::int64_t ends_ms = 0;
  };
  [[nodiscard]] std::string hash_of(std::string_view cookie) const;
  void save() const;

  SessionsOptions options_;
  std::vector<Session> sessions_;  // oldest first
};

// The cookie of that name in a Cookie header; empty where it is not there.
[[nodiscard]] std::string_view find_cookie(std::string_view header, std::string_view name);

}  // namespace sotto
