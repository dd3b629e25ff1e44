// The source tree as the tidy rules see it: every text file, read once, with comments and literals blanked
// out of C++ code so that a rule about code does not fire on prose. Thread-safety: plain values.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::tidy {

struct SourceFile {
  std::string path;                // from the root, with forward slashes
  std::vector<std::string> lines;  // as they stand
  std::vector<std::string>
      code_lines;  // C++ only: the same columns, comments and literals replaced by blanks

  [[nodiscard]] bool is_cpp() const;     // .cpp, .hpp or .def
  [[nodiscard]] bool is_header() const;  // .hpp
  [[nodiscard]] bool under(std::string_view prefix) const { return path.starts_with(prefix); }
};

struct Tree {
  std::filesystem::path root;
  std::vector<SourceFile> files;  // sorted by path

  [[nodiscard]] const SourceFile* find(std::string_view path) const;
};

// Reads all text files below `root` except build output, version control and what is bigger than a megabyte.
[[nodiscard]] Tree load_tree(const std::filesystem::path& root);

// C++ text with the contents of comments, strings and character literals replaced by spaces; line breaks
// stay.
[[nodiscard]] std::string blank_comments_and_literals(std::string_view text);

[[nodiscard]] std::vector<std::string> split_lines(std::string_view text);

[[nodiscard]] bool is_identifier_char(char c);

}  // namespace sotto::tidy
