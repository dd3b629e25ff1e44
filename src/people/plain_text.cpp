#include "people/plain_text.hpp"

#include <cstdint>

namespace sotto {
namespace {

// The character at `at`, which moves behind it; 0xFFFFFFFF where there is none.
constexpr std::uint32_t kNone = 0xFFFFFFFF;

std::uint32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t first = byte(at++);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || at + more > text.size()) return kNone;
  std::uint32_t code = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const std::uint32_t next = byte(at++);
    if ((next & 0xC0U) != 0x80U) return kNone;
    code = (code << 6U) | (next & 0x3FU);
  }
  const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate || code > 0x10FFFF ? kNone : code;
}

bool is_control(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x200E && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (next_character(text, at) == kNone) return false;
  }
  return true;
}

bool is_plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_control(next_character(text, at))) return false;
  }
  return true;
}

std::string tidy_blanks(std::string_view text) {
  std::string tidy;
  bool blank = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool no_break = text.substr(i, 2) == "\xc2\xa0";
    if (text[i] == ' ' || text[i] == '\t' || no_break) {
      blank = true;
      if (no_break) ++i;
      continue;
    }
    if (blank && !tidy.empty()) tidy += ' ';
    blank = false;
    tidy += text[i];
  }
  return tidy;
}

}  // namespace sotto
