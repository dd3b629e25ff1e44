#include <algorithm>
#include <set>

#include "rules.hpp"

// Names that are banned because something better exists, paths of one machine, and codes without an
// explanation.

namespace sotto::tidy {
namespace {

struct Banned {
  std::string_view name;
  std::vector<std::string_view> where;   // path prefixes that the ban covers
  std::vector<std::string_view> except;  // and those in which it does not hold
  std::string_view remedy;
};

const std::vector<std::string_view> kOurs = {"src/", "apps/", "tests/"};
const std::vector<std::string_view> kProduct = {"src/", "apps/"};
const std::vector<std::string_view> kPure = {"src/core/", "src/nlu/", "src/journal/"};
// The tests of the sound devices hold promises about real time, within bounds that no slow machine breaks.
const std::vector<std::string_view> kClockOwners = {
    "src/adapters/", "src/runtime/live", "apps/", "tests/live/", "tests/cli/", "tests/unit/portaudio/"};
// An AudioSink cannot be waited for, only asked whether it has finished; and a clock's adapter may wait.
const std::vector<std::string_view> kSleepers = {"apps/sotto/playing.cpp",
                                                 "tests/live/sound_devices_test.cpp", "src/adapters/posix/"};

constexpr std::string_view kClock =
    "time arrives inside events; only adapters, the live driver and apps read a clock";
constexpr std::string_view kSleep = "wait for an event with a deadline, never for time to pass";
constexpr std::string_view kRandom = "random choices arrive inside events; elsewhere use a seeded engine";
constexpr std::string_view kExit = "return an Error (or SOTTO_ASSERT for a programmer error)";
constexpr std::string_view kPrint = "a library prints nothing: return a value; printing belongs to apps/";
constexpr std::string_view kOrder = "its order differs from run to run: use std::map, std::set or a vector";
constexpr std::string_view kLocale = "it depends on the locale: use std::from_chars and std::to_chars";

// Names are matched as whole words of code, never in comments or strings.
const std::vector<Banned> kBanned = {
    {"::now(", kOurs, kClockOwners, kClock},
    {"clock_gettime(", kOurs, kClockOwners, kClock},
    {"gettimeofday(", kOurs, kClockOwners, kClock},
    {"std::time(", kOurs, kClockOwners, kClock},
    {"time(nullptr)", kOurs, kClockOwners, kClock},
    {"this_thread::sleep_for", kOurs, kSleepers, kSleep},
    {"this_thread::sleep_until", kOurs, kSleepers, kSleep},
    {"this_thread::yield", kProduct, {}, kSleep},
    {"usleep(", kOurs, kSleepers, kSleep},
    {"nanosleep(", kOurs, kSleepers, kSleep},
    {"::sleep(", kOurs, {}, kSleep},
    {"rand(", kOurs, {}, kRandom},
    {"srand(", kOurs, {}, kRandom},
    {"random_device", kOurs, {"src/adapters/", "apps/"}, kRandom},
    {"getenv", {"src/", "tests/unit/"}, {}, "only apps read the environment: take a parameter"},
    {"exit(", {"src/"}, {}, kExit},
    {"_exit(", {"src/"}, {}, kExit},
    {"quick_exit(", {"src/"}, {}, kExit},
    {"abort(", {"src/"}, {"src/base/assert.cpp"}, kExit},
    {"terminate(", {"src/"}, {}, kExit},
    {"throw", {"src/"}, {}, "errors travel as Result<T>: return an Error"},
    {"assert(", kOurs, {}, "use SOTTO_ASSERT, which is on in every build"},
    {"std::cout", {"src/"}, {}, kPrint},
    {"std::cerr", {"src/"}, {}, kPrint},
    {"std::clog", {"src/"}, {}, kPrint},
    {"printf(", {"src/"}, {}, kPrint},
    {"fprintf(", {"src/"}, {"src/base/assert.cpp"}, kPrint},
    {"puts(", {"src/"}, {}, kPrint},
    {"std::unordered_map", kPure, {}, kOrder},
    {"std::unordered_set", kPure, {}, kOrder},
    {"std::unordered_multimap", kPure, {}, kOrder},
    {"std::unordered_multiset", kPure, {}, kOrder},
    {"strtod(", kProduct, {}, kLocale},
    {"std::stod(", kProduct, {}, kLocale},
    {"std::stof(", kProduct, {}, kLocale},
    {"atof(", kProduct, {}, kLocale},
    {"setlocale(", kProduct, {}, kLocale},
    {"detach()", kProduct, {}, "a thread has an owner that joins it"},
};

bool in_any(const SourceFile& file, const std::vector<std::string_view>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return file.under(prefix); });
}

// Finds `name` in `line` where it does not continue a longer identifier on either side.
bool has_word(std::string_view line, std::string_view name) {
  for (std::size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool starts = !is_identifier_char(name.front()) || at == 0 || !is_identifier_char(line[at - 1]);
    const bool ends =
        !is_identifier_char(name.back()) || end == line.size() || !is_identifier_char(line[end]);
    if (starts && ends) return true;
  }
  return false;
}

void check_code_names(const SourceFile& file, Findings& findings) {
  for (const Banned& ban : kBanned) {
    if (!in_any(file, ban.where) || in_any(file, ban.except)) continue;
    for (std::size_t i = 0; i < file.code_lines.size(); ++i) {
      if (has_word(file.code_lines[i], ban.name))
        findings.push_back({file.path, i + 1, std::string(ban.name) + ": " + std::string(ban.remedy)});
    }
  }
}

// Scores become integers at the adapter's edge, so that equality and hashes are the same on every machine.
void check_core_floats(const SourceFile& file, Findings& findings) {
  if (!file.under("src/core/") || !file.is_header()) return;
  for (std::size_t i = 0; i < file.code_lines.size(); ++i) {
    if (has_word(file.code_lines[i], "float") || has_word(file.code_lines[i], "double"))
      findings.push_back(
          {file.path, i + 1, "no floating point in the core's types: use Permille or integers"});
  }
}

void check_assert_header(const SourceFile& file, Findings& findings) {
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (line == "#include <cassert>" || line == "#include <assert.h>")
      findings.push_back({file.path, i + 1, "use base/assert.hpp, which is on in every build"});
  }
}

bool is_code_file(std::string_view path) {
  for (std::string_view suffix : {".cpp", ".hpp", ".def", ".h", ".c", ".cc", ".py", ".sh", ".cmake", ".txt",
                                  ".js", ".css", ".html", ".toml"}) {
    if (path.ends_with(suffix)) return true;
  }
  return path == "Makefile";
}

// Unfinished work is an issue, not a comment. Looked for in comments too, which is where it stands.
void check_unfinished(const SourceFile& file, Findings& findings) {
  if (!is_code_file(file.path)) return;
  for (const std::string_view word : {"FIX"
                                      "ME",
                                      "TO"
                                      "DO",
                                      "XX"
                                      "X"}) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (has_word(file.lines[i], word))
        findings.push_back(
            {file.path, i + 1, std::string(word) + ": finish it, or open an issue and delete this"});
    }
  }
}

// After a letter, a digit or a dot the slash goes on with a relative path; after anything else the path is
// absolute.
bool begins_a_path(std::string_view line, std::string_view path) {
  for (std::size_t at = line.find(path); at != std::string_view::npos; at = line.find(path, at + 1)) {
    if (at == 0 || !(is_identifier_char(line[at - 1]) || line[at - 1] == '.')) return true;
  }
  return false;
}

struct Code {
  std::string name;
  std::size_t line = 0;
};

// The kebab-case names of a list such as src/base/error_codes.def: the first string of each SOTTO_ERROR(...)
// or SOTTO_REASON(...) line.
std::vector<Code> codes_of(const SourceFile& file) {
  std::vector<Code> codes;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& code = file.code_lines[i];
    if (!code.starts_with("SOTTO_ERROR(") && !code.starts_with("SOTTO_REASON(")) continue;
    const std::size_t open = file.lines[i].find('"');
    const std::size_t close = open == std::string::npos ? open : file.lines[i].find('"', open + 1);
    if (close == std::string::npos) continue;
    codes.push_back({file.lines[i].substr(open + 1, close - open - 1), i + 1});
  }
  return codes;
}

bool is_kebab(std::string_view code) {
  const bool letters = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  return letters && !code.empty() && code.front() != '-' && code.back() != '-' &&
         code.find("--") == std::string_view::npos;
}

// Explained: some line of docs/ has the code in backticks and a clause of its own besides.
bool explained(const Tree& tree, const std::string& code) {
  constexpr std::size_t kClauseLength = 20;
  for (const SourceFile& file : tree.files) {
    if (!file.under("docs/") || !file.path.ends_with(".md")) continue;
    for (const std::string& line : file.lines) {
      if (line.find("`" + code + "`") != std::string::npos && line.size() > code.size() + kClauseLength)
        return true;
    }
  }
  return false;
}

}  // namespace

Findings check_banned_names(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    check_unfinished(file, findings);
    // What the purity check is held against is impure on purpose.
    if (!file.is_cpp() || file.under("tests/tidy/impure/")) continue;
    check_code_names(file, findings);
    check_core_floats(file, findings);
    check_assert_header(file, findings);
  }
  return findings;
}

Findings check_machine_paths(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const std::string_view path : {"/wor"
                                          "k/",
                                          "/roo"
                                          "t/",
                                          "/tmp/bash"
                                          "_jobs"}) {
        if (begins_a_path(file.lines[i], path))
          findings.push_back(
              {file.path, i + 1, std::string(path) + "... is a path of one machine: make it relative"});
      }
    }
  }
  return findings;
}

Findings check_codes(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    if (!file.under("src/") || !file.path.ends_with(".def")) continue;
    std::set<std::string> seen;
    for (const Code& code : codes_of(file)) {
      if (!is_kebab(code.name))
        findings.push_back(
            {file.path, code.line, "\"" + code.name + "\" is not kebab-case (lower-case-with-hyphens)"});
      if (!seen.insert(code.name).second)
        findings.push_back(
            {file.path, code.line, "\"" + code.name + "\" stands twice: give each its own code"});
      if (!explained(tree, code.name))
        findings.push_back({file.path, code.line, "explain `" + code.name + "` in a line of docs/*.md"});
    }
  }
  return findings;
}

}  // namespace sotto::tidy
