#include "tree.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sotto::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = 1U << 20U;

bool skipped_folder(const std::string& name) {
  return name == ".git" || name == ".cache" || name == "build" || name.starts_with("build-") ||
         name == "out" || name == "node_modules" || name == "__pycache__" || name == "shared";
}

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&](auto suffix) { return path.ends_with(suffix); });
}

// A `'` between the digits of a number separates them and opens no character literal.
bool is_digit_separator(std::string_view text, std::size_t at) {
  if (at == 0 || at + 1 >= text.size() || !is_identifier_char(text[at + 1])) return false;
  std::size_t start = at;
  while (start > 0 && (is_identifier_char(text[start - 1]) || text[start - 1] == '\'')) --start;
  return start < at && text[start] >= '0' && text[start] <= '9';
}

// Walks over C++ text and blanks what is not code. One object, one pass.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (looking_at("//")) {
        blank_until(text_.find('\n', at_));
      } else if (looking_at("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        blank_until(end == std::string_view::npos ? end : end + 2);
      } else if (text_[at_] == '"' && at_ > 0 && text_[at_ - 1] == 'R') {
        raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_digit_separator(text_, at_))) {
        literal(text_[at_]);
      } else {
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  bool looking_at(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  void blank_until(std::size_t end) {
    end = std::min(end, text_.size());
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') out_[at_] = ' ';
    }
  }

  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2U : 1U;
    ++at_;
    blank_until(end);
    if (at_ < text_.size() && text_[at_] == quote) ++at_;
  }

  void raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_until(open);
    const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const std::size_t end = text_.find(close, open);
    blank_until(end == std::string_view::npos ? end : end + close.size());
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_identifier_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string blank_comments_and_literals(std::string_view text) {
  return Blanker(text).run();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool SourceFile::is_cpp() const {
  return ends_with_any(path, {".cpp", ".hpp", ".def", ".h", ".c", ".cc"});
}

bool SourceFile::is_header() const {
  return ends_with_any(path, {".hpp", ".h"});
}

const SourceFile* Tree::find(std::string_view path) const {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const SourceFile& file, std::string_view p) { return file.path < p; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

Tree load_tree(const fs::path& root) {
  Tree tree{root, {}};
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator();
       ++entry) {
    if (entry->is_directory()) {
      if (skipped_folder(entry->path().filename().string())) entry.disable_recursion_pending();
      continue;
    }
    if (entry->path().filename() == ".git") continue;  // a second working tree has a file of that name
    if (!entry->is_regular_file() || entry->file_size() > kLargestFile) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry->path(), std::ios::binary).rdbuf();
    const std::string text = bytes.str();
    if (text.find('\0') != std::string::npos) continue;
    SourceFile file{entry->path().lexically_relative(root).generic_string(), split_lines(text), {}};
    if (file.is_cpp()) file.code_lines = split_lines(blank_comments_and_literals(text));
    tree.files.push_back(std::move(file));
  }
  std::sort(tree.files.begin(), tree.files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return tree;
}

}  // namespace sotto::tidy
