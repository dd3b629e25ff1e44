// The lines of a vCard: joined where they were folded, and taken apart into name, parameters and value
// (RFC 6350 part 3, RFC 2426, and vCard 2.1 as telephones still write it).
//
// Memory is bounded whatever comes in: what a line has beyond kLineBytesMax (photographs) is dropped, and the
// line says so. Pure; one thread an assembler.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto {

inline constexpr std::size_t kLineBytesMax = 8192;

struct ContentLine {
  std::string group;  // "item1" of "item1.EMAIL"; upper case like name and parameter names
  std::string name;
  // Bare parameters of vCard 2.1 (";CELL") have the name TYPE; values are as written, quotes apart.
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string value;  // as written
  bool cut = false;   // it was longer than kLineBytesMax

  // Whether some parameter called `wanted` has this value, alone or in a list. Both in upper case.
  [[nodiscard]] bool has(std::string_view wanted, std::string_view upper_value) const;
  // The first parameter called `wanted`.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view wanted) const;
};

// Nothing where the line has no name and colon.
[[nodiscard]] std::optional<ContentLine> parse_content_line(std::string_view text);

// Joins folded lines, and the soft line breaks of quoted-printable values.
class LineAssembler {
 public:
  // `take` gets every whole line that is not empty; `cut` says that its end is missing.
  explicit LineAssembler(std::function<void(std::string_view line, bool cut)> take)
      : take_(std::move(take)) {}

  void read(std::string_view bytes);
  void finish();

 private:
  void add(char c);
  void end_physical_line();
  void end_line();
  [[nodiscard]] bool is_quoted_printable() const;

  std::function<void(std::string_view line, bool cut)> take_;
  std::string line_;
  char last_ = '\0';  // of the line, also where it was cut
  bool cut_ = false;
  bool at_start_ = false;  // a physical line has just ended; what comes next tells whether the line goes on
  bool carriage_ = false;  // the byte before was CR
};

// "a\,b\;c\nd" -> "a,b;c d".
[[nodiscard]] std::string unescape_value(std::string_view value);

// Splits where `separator` stands without a backslash before it; parts are as written.
[[nodiscard]] std::vector<std::string_view> split_value(std::string_view value, char separator);

// Nothing where it is no quoted-printable text.
[[nodiscard]] std::optional<std::string> decode_quoted_printable(std::string_view text);

// ASCII letters only.
[[nodiscard]] std::string upper_case(std::string_view text);

}  // namespace sotto
