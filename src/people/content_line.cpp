#include "people/content_line.hpp"

#include <algorithm>

namespace sotto {
namespace {

constexpr std::string_view kQuotedPrintable = "QUOTED-PRINTABLE";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool is_name_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Where the value's colon stands: the first outside of quotes.
std::size_t find_colon(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == ':' && !quoted) return i;
  }
  // A quote that never ends belongs to no parameter.
  return quoted ? text.find(':') : std::string_view::npos;
}

std::string without_quotes(std::string_view text) {
  std::string plain;
  std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](char c) { return c != '"'; });
  return plain;
}

void add_parameter(ContentLine& line, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string_view::npos) {
    line.parameters.emplace_back(upper_case(text.substr(0, equals)), without_quotes(text.substr(equals + 1)));
    return;
  }
  const std::string upper = upper_case(text);
  const bool encoding = upper == kQuotedPrintable || upper == "BASE64" || upper == "8BIT";
  line.parameters.emplace_back(encoding ? "ENCODING" : "TYPE", std::string(text));
}

void add_parameters(ContentLine& line, std::string_view text) {
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '"') quoted = !quoted;
    if (i < text.size() && (text[i] != ';' || quoted)) continue;
    if (i > begin) add_parameter(line, text.substr(begin, i - begin));
    begin = i + 1;
  }
}

}  // namespace

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

bool ContentLine::has(std::string_view wanted, std::string_view upper_value) const {
  for (const auto& [key, text] : parameters) {
    if (key != wanted) continue;
    for (const std::string_view each : split_value(text, ',')) {
      if (upper_case(each) == upper_value) return true;
    }
  }
  return false;
}

std::optional<std::string_view> ContentLine::parameter(std::string_view wanted) const {
  for (const auto& [key, text] : parameters) {
    if (key == wanted) return text;
  }
  return std::nullopt;
}

std::optional<ContentLine> parse_content_line(std::string_view text) {
  const std::size_t colon = find_colon(text);
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view head = text.substr(0, colon);
  const std::size_t name_end = std::min(head.find(';'), head.size());
  std::string_view name = head.substr(0, name_end);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  ContentLine line;
  if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
    line.group = upper_case(name.substr(0, dot));
    name.remove_prefix(dot + 1);
  }
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_char)) return std::nullopt;
  line.name = upper_case(name);
  if (name_end < head.size()) add_parameters(line, head.substr(name_end + 1));
  line.value = text.substr(colon + 1);
  return line;
}

void LineAssembler::read(std::string_view bytes) {
  for (const char c : bytes) {
    const bool after_carriage = carriage_;
    carriage_ = c == '\r';
    if (c == '\r' || c == '\n') {
      if (c == '\n' && after_carriage) continue;
      end_physical_line();
      continue;
    }
    if (at_start_) {
      at_start_ = false;
      if (c == ' ' || c == '\t') continue;  // the line goes on; the one blank is not part of it
      end_line();
    }
    add(c);
  }
}

void LineAssembler::finish() {
  end_line();
  at_start_ = carriage_ = false;
}

void LineAssembler::add(char c) {
  last_ = c;
  if (line_.size() < kLineBytesMax) {
    line_ += c;
  } else {
    cut_ = true;
  }
}

void LineAssembler::end_physical_line() {
  if (at_start_) return end_line();  // an empty line ends what came before
  if (last_ == '=' && is_quoted_printable()) {
    if (!cut_) line_.pop_back();
    last_ = '\0';
    return;
  }
  at_start_ = true;
}

void LineAssembler::end_line() {
  if (!line_.empty()) take_(line_, cut_);
  line_.clear();
  last_ = '\0';
  cut_ = at_start_ = false;
}

bool LineAssembler::is_quoted_printable() const {
  const std::size_t colon = find_colon(line_);
  if (colon == std::string::npos) return false;
  return upper_case(std::string_view(line_).substr(0, colon)).find(kQuotedPrintable) != std::string::npos;
}

std::string unescape_value(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text += value[i];
      continue;
    }
    const char escaped = value[++i];
    text += escaped == 'n' || escaped == 'N' ? ' ' : escaped;
  }
  return text;
}

std::vector<std::string_view> split_value(std::string_view value, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == separator) {
      parts.push_back(value.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(value.substr(begin));
  return parts;
}

std::optional<std::string> decode_quoted_printable(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

}  // namespace sotto
