#include "adapters/curl/mail_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::size_t kAddressMax = 254;  // RFC 5321 4.5.3.1.3, less its brackets
constexpr std::size_t kNameMax = 200;
// An encoded word holds at most 75 letters: "=?UTF-8?B?", 60 of base64, "?=".
constexpr std::size_t kWordBytes = 45;

// How many bytes the character that begins here has, or 0 where it is no UTF-8.
std::size_t character_length(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond Unicode.
  const unsigned char second = byte(1);
  const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  if (character.size() == 2) return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
  // Line and paragraph separators, and the marks that turn the direction of writing around.
  const std::string_view turned[] = {"\u2028", "\u2029", "\u202A", "\u202B", "\u202C", "\u202D",
                                     "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"};
  return std::find(std::begin(turned), std::end(turned), character) != std::end(turned);
}

// The characters of a text, each whole; what may not stand in a line is one blank.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(1, length));
    all.push_back(length == 0 || is_control(character) ? std::string_view(" ") : character);
    text.remove_prefix(character.size());
  }
  return all;
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const std::string_view character : characters(text)) {
    if (character == " " && (line.empty() || line.back() == ' ')) continue;
    line += character;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t offset) {
      return i + offset < bytes.size() ? static_cast<unsigned char>(bytes[i + offset]) : 0U;
    };
    const unsigned int group = (byte(0) << 16U) | (byte(1) << 8U) | byte(2);
    text += kDigits[(group >> 18U) & 63U];
    text += kDigits[(group >> 12U) & 63U];
    text += i + 1 < bytes.size() ? kDigits[(group >> 6U) & 63U] : '=';
    text += i + 2 < bytes.size() ? kDigits[group & 63U] : '=';
  }
  return text;
}

// Words on lines of their own, so that no line grows too long; a reader joins them again.
std::string encoded_words(std::string_view text) {
  std::string words;
  std::string part;
  const auto end_part = [&] {
    if (part.empty()) return;
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(part) + "?=";
    part.clear();
  };
  for (const std::string_view character : characters(text)) {
    if (part.size() + character.size() > kWordBytes) end_part();
    part += character;
  }
  end_part();
  return words;
}

std::string shortened(std::string text) {
  if (text.size() <= kNameMax) return text;
  text.resize(kNameMax);
  return one_line(text);  // a character that was cut in two goes
}

// Lines of at most 76 bytes, broken at blanks where there are any.
std::string wrapped(std::string_view line) {
  constexpr std::size_t kLineMax = 76;
  std::string text;
  while (line.size() > kLineMax) {
    std::size_t end = line.rfind(' ', kLineMax);
    if (end == std::string_view::npos || end == 0) {
      end = kLineMax;
      // Not within a character.
      while (end > 1 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80) --end;
    }
    text += std::string(line.substr(0, end)) + "\r\n";
    line.remove_prefix(line[end] == ' ' ? end + 1 : end);
  }
  return text + std::string(line) + "\r\n";
}

}  // namespace

bool is_mail_address(std::string_view text) {
  if (text.size() > kAddressMax || text.starts_with('-')) return false;
  constexpr std::string_view kForbidden = "\"(),:;<>[\\]";
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return c > ' ' && c < 0x7F && kForbidden.find(c) == std::string_view::npos;
  });
  const std::size_t at = text.find('@');
  return plain && at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.rfind('@') == at;
}

std::string header_text(std::string_view text) {
  const std::string line = shortened(one_line(text));
  // What looks like an encoded word must not be read as one.
  return is_ascii(line) && line.find("=?") == std::string::npos ? line : encoded_words(line);
}

std::string header_mailbox(std::string_view name, std::string_view address) {
  SOTTO_ASSERT(is_mail_address(address));
  const std::string line = shortened(one_line(name));
  const std::string bracketed = "<" + std::string(address) + ">";
  if (line.empty()) return bracketed;
  if (!is_ascii(line) || line.find("=?") != std::string::npos) {
    return encoded_words(line) + "\r\n " + bracketed;
  }
  std::string quoted = "\"";
  for (const char letter : line) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + "\"\r\n " + bracketed;
}

std::string mail_date(std::int64_t wall_ms) {
  namespace ch = std::chrono;
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const ch::sys_seconds time{ch::seconds(wall_ms / 1000)};
  const auto day = ch::floor<ch::days>(time);
  const ch::year_month_day date(day);
  const ch::hh_mm_ss clock(time - day);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s, %u %s %04d %02d:%02d:%02d +0000",
                kDays[ch::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string message_id(std::string_view key, std::string_view from_address) {
  std::string name;
  for (const char letter : key) {
    const bool plain = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                       (letter >= 'A' && letter <= 'Z') || letter == '-';
    if (plain) name += letter;
  }
  return "<sotto." + name + "@" + std::string(from_address.substr(from_address.find('@') + 1)) + ">";
}

std::vector<std::string> header_lines(const Parcel& parcel, std::string_view from_name,
                                      std::string_view from_address) {
  return {"From: " + header_mailbox(from_name, from_address),
          "To: " + header_mailbox(parcel.contact, parcel.address), "Subject: " + header_text(parcel.subject),
          "Date: " + mail_date(parcel.wall_ms), "Message-ID: " + message_id(parcel.key, from_address)};
}

std::string body_text(const Parcel& parcel) {
  const auto seconds = std::to_string((parcel.length_ms + 500) / 1000);
  std::string text = wrapped("A voice message for " + one_line(parcel.contact) + ", " + seconds +
                             " seconds long, recorded on " + mail_date(parcel.wall_ms) +
                             ". It is attached: " + parcel.file_name);
  const std::string said = one_line(parcel.transcript);
  if (!said.empty()) {
    text += "\r\nWhat was understood, which nobody has checked:\r\n\r\n" + wrapped(said);
  }
  return text;
}

}  // namespace sotto
