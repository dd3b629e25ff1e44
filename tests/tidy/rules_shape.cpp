#include <algorithm>
#include <optional>

#include "rules.hpp"

// How big things may be, how headers begin, and whether tests are registered.

namespace sotto::tidy {
namespace {

constexpr std::size_t kLongestFile = 500;
constexpr std::size_t kLongestFunction = 60;
constexpr std::size_t kLongestLine = 110;       // of what clang-format looks after
constexpr std::size_t kLongestOtherLine = 120;  // of everything else

bool is_measured(const SourceFile& file) {
  if (file.under("third_party/")) return false;
  for (std::string_view suffix :
       {".cpp", ".hpp", ".def", ".h", ".c", ".py", ".sh", ".cmake", ".js", ".css", ".html"}) {
    if (file.path.ends_with(suffix)) return true;
  }
  return file.path.ends_with("CMakeLists.txt");
}

// Characters, not bytes: continuation bytes of UTF-8 do not count.
std::size_t width(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(
      line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Finds functions in clang-formatted C++ by matching braces: an opening brace outside of any function and of
// any parenthesis, whose head (what stands since the last `;`, `{` or `}`) holds a parameter list, opens a
// function.
class FunctionFinder {
 public:
  struct Function {
    std::size_t first_line = 0;  // of its head, counted from 1
    std::size_t last_line = 0;
  };

  explicit FunctionFinder(const std::vector<std::string>& code_lines) : lines_(code_lines) {}

  std::vector<Function> run() {
    bool in_directive = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::string& line = lines_[i];
      const std::size_t first = line.find_first_not_of(' ');
      const bool directive = in_directive || (first != std::string::npos && line[first] == '#');
      in_directive = directive && line.ends_with('\\');
      if (directive) continue;
      for (const char c : line) take(c, i + 1);
      take(' ', i + 1);
      if (head_is_macro_call()) head_.clear();
    }
    return functions_;
  }

 private:
  struct Scope {
    bool function = false;
    std::size_t first_line = 0;
    int parentheses = 0;  // open ones of the scope around it
  };

  static bool begins_scope(std::string_view head) {
    for (std::string_view word : {"namespace", "class", "struct", "enum", "union", "extern"}) {
      if (head.starts_with(word) && (head.size() == word.size() || !is_identifier_char(head[word.size()])))
        return true;
    }
    return false;
  }

  // A macro that stands alone on its line, as NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(T, a) does, ends without a
  // semicolon.
  bool head_is_macro_call() const {
    const std::size_t name_end = head_.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return parentheses_ == 0 && name_end != std::string::npos && name_end > 1 && head_[name_end] == '(' &&
           head_.ends_with(") ");
  }

  bool head_is_function() const {
    std::string_view head = head_;
    while (!head.empty() && head.back() == ' ') head.remove_suffix(1);
    if (head.starts_with("template")) {
      int depth = 0;
      std::size_t at = head.find('<');
      for (; at < head.size(); ++at) {
        depth += head[at] == '<' ? 1 : head[at] == '>' ? -1 : 0;
        if (depth == 0) break;
      }
      head.remove_prefix(std::min(at + 1, head.size()));
      while (!head.empty() && head.front() == ' ') head.remove_prefix(1);
    }
    return head.find('(') != std::string_view::npos && !head.ends_with('=') && !begins_scope(head);
  }

  void take(char c, std::size_t line) {
    if (c == '(' || c == ')') parentheses_ += c == '(' ? 1 : -1;
    if (c == '{') return open(line);
    if (c == '}') return close(line);
    if (c == ';' && parentheses_ == 0) return head_.clear();
    if (head_.empty() && c == ' ') return;
    if (head_.empty()) head_line_ = line;
    head_ += c;
  }

  void open(std::size_t line) {
    const bool inside = !scopes_.empty() && scopes_.back().function;
    const bool function = !inside && parentheses_ == 0 && head_is_function();
    scopes_.push_back({inside || function, function ? (head_.empty() ? line : head_line_) : 0, parentheses_});
    parentheses_ = 0;
    head_.clear();
  }

  void close(std::size_t line) {
    head_.clear();
    if (scopes_.empty()) return;
    if (scopes_.back().first_line != 0) functions_.push_back({scopes_.back().first_line, line});
    parentheses_ = scopes_.back().parentheses;
    scopes_.pop_back();
  }

  const std::vector<std::string>& lines_;
  std::vector<Scope> scopes_;
  std::vector<Function> functions_;
  std::string head_;
  std::size_t head_line_ = 0;
  int parentheses_ = 0;
};

bool has_line(const SourceFile& file, std::string_view text) {
  return std::find(file.lines.begin(), file.lines.end(), text) != file.lines.end();
}

// The CMakeLists.txt that speaks for a file: the nearest one above it.
const SourceFile* nearest_list(const Tree& tree, const std::string& path) {
  std::string folder = path;
  while (!folder.empty()) {
    const std::size_t slash = folder.rfind('/');
    folder = slash == std::string::npos ? "" : folder.substr(0, slash);
    const SourceFile* list = tree.find(folder.empty() ? "CMakeLists.txt" : folder + "/CMakeLists.txt");
    if (list != nullptr) return list;
  }
  return nullptr;
}

}  // namespace

Findings check_sizes(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    if (!is_measured(file)) continue;
    if (file.lines.size() > kLongestFile)
      findings.push_back({file.path, file.lines.size(), "over 500 lines: split the file by purpose"});
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const bool formatted = file.path.ends_with(".cpp") || file.is_header();
      const std::size_t longest = formatted ? kLongestLine : kLongestOtherLine;
      if (width(file.lines[i]) > longest)
        findings.push_back(
            {file.path, i + 1, "over " + std::to_string(longest) + " characters: break the line"});
    }
    for (const auto& function : FunctionFinder(file.code_lines).run()) {
      const std::size_t length = function.last_line - function.first_line + 1;
      if (length > kLongestFunction)
        findings.push_back(
            {file.path, function.first_line,
             "a function of " + std::to_string(length) + " lines (at most 60): name its parts"});
    }
  }
  return findings;
}

Findings check_headers(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    if (!file.is_header() || file.under("third_party/")) continue;
    if (file.lines.empty() || !file.lines[0].starts_with("// "))
      findings.push_back(
          {file.path, 1, "begin the header with a comment: purpose, thread-safety, ownership, units"});
    if (!has_line(file, "#pragma once")) findings.push_back({file.path, 1, "add #pragma once"});
    for (std::size_t i = 0; i < file.code_lines.size(); ++i) {
      if (file.code_lines[i].find("using namespace") != std::string::npos)
        findings.push_back(
            {file.path, i + 1, "no using-directive in a header: it reaches everybody who includes it"});
    }
  }
  return findings;
}

Findings check_registered(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    if (!file.path.ends_with(".cpp") || !(file.under("tests/") || file.under("bench/"))) continue;
    const SourceFile* list = nearest_list(tree, file.path);
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    const bool named =
        list != nullptr && std::any_of(list->lines.begin(), list->lines.end(), [&](const auto& line) {
          return line.find(name) != std::string::npos || line.find("GLOB") != std::string::npos;
        });
    if (!named)
      findings.push_back({file.path, 1, "no CMakeLists.txt names this file: register it, or delete it"});
  }
  return findings;
}

}  // namespace sotto::tidy
