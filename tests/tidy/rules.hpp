// The house rules that a program can check. Each function looks at the whole tree and returns what breaks its
// rule, with the place and the remedy. What the rules are and why stands beside each in its .cpp file.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "tree.hpp"

namespace sotto::tidy {

struct Finding {
  std::string path;
  std::size_t line = 1;  // counted from 1
  std::string remedy;    // what is wrong and what to do instead

  [[nodiscard]] std::string text() const { return path + ":" + std::to_string(line) + ": " + remedy; }
};

using Findings = std::vector<Finding>;

// Dependencies between the rooms point one way.
[[nodiscard]] Findings check_directions(const Tree& tree);

// Third-party headers stand only where the table says.
[[nodiscard]] Findings check_third_party(const Tree& tree);

// Names that have a better replacement.
[[nodiscard]] Findings check_banned_names(const Tree& tree);

// Files of at most 500 lines, functions of at most 60, lines of C++ of at most 110 characters, of
// anything else 120.
[[nodiscard]] Findings check_sizes(const Tree& tree);

// Headers: an opening comment, #pragma once, no using-directive.
[[nodiscard]] Findings check_headers(const Tree& tree);

// No path of somebody's machine.
[[nodiscard]] Findings check_machine_paths(const Tree& tree);

// Every code of a .def list is kebab-case, unique in its list, and explained in docs/.
[[nodiscard]] Findings check_codes(const Tree& tree);

// Every C++ file under tests/ and bench/ is named by a CMakeLists.txt, so that no test is forgotten.
[[nodiscard]] Findings check_registered(const Tree& tree);

}  // namespace sotto::tidy
