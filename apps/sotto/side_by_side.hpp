// SideBySide: what two policies made of the same sound, in two columns, and gate by gate.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

class SideBySide {
 public:
  // REQUIRES: two names.
  SideBySide(std::string left_name, std::string right_name);

  // Takes an event line (JSON) of column 0 or 1.
  void add(std::size_t column, std::string_view json_line);

  // Lines no wider than `width` characters (at least 60), the last ones being the table of gates.
  [[nodiscard]] std::vector<std::string> lines(std::size_t width) const;

 private:
  struct Entry {
    double seconds = 0.0;
    std::string text;
  };

  void add_rows(std::vector<std::string>& lines, std::size_t column_width) const;
  void add_gates(std::vector<std::string>& lines, std::size_t column_width) const;

  std::array<std::string, 2> names_;
  std::array<std::vector<Entry>, 2> entries_;
  std::array<std::map<std::string, std::string>, 2> gates_;  // last verdict of each gate
  std::array<std::string, 2> summaries_;
};

}  // namespace sotto
