#include <string>

#include "explain/story.hpp"
#include "explain/wording.hpp"

namespace sotto {
namespace {

constexpr std::size_t kWidth = 100;

// Characters, not bytes: what was heard may hold any.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char byte : text) width += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
  return width;
}

// What was heard may hold anything, and a terminal obeys control characters.
std::string printable(std::string_view text) {
  std::string clean;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    clean += code < 0x20 || code == 0x7F ? ' ' : byte;
  }
  return clean;
}

// `text` after `lead`, its further lines as far in.
void wrap(std::string& out, const std::string& lead, std::string_view raw) {
  const std::string text = printable(raw);
  std::string line = lead;
  bool empty = true;
  std::size_t from = 0;
  while (from < text.size()) {
    std::size_t to = text.find(' ', from);
    if (to == std::string::npos) to = text.size();
    const std::string word = text.substr(from, to - from);
    if (!empty && width_of(line) + 1 + width_of(word) > kWidth) {
      out += line + '\n';
      line = std::string(lead.size(), ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
    from = to + 1;
  }
  out += line + '\n';
}

void list(std::string& out, const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) wrap(out, "  - ", entry);
}

std::string numbered(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 2 ? 1 : 0, ' ') + digits + ". ";
}

}  // namespace

std::string story_text(const Story& story) {
  std::string out;
  wrap(out, "", story.headline);
  wrap(out, "", story.where);
  out += '\n';
  for (std::size_t i = 0; i < story.steps.size(); ++i) {
    const StoryStep& step = story.steps[i];
    wrap(out, numbered(i + 1), run_time(step.at) + "  " + step.text);
    for (const Check& check : step.checks) wrap(out, check.held ? "      + " : "      ! ", check_text(check));
  }
  if (!story.different.empty()) {
    out += '\n';
    wrap(out, "", story.question);
    list(out, story.different);
  }
  if (!story.remarks.empty()) {
    out += '\n';
    for (const std::string& remark : story.remarks) wrap(out, "", remark);
  }
  if (!story.terms.empty()) {
    out += "\nWhat the numbers mean (+ met, ! not met):\n";
    list(out, story.terms);
  }
  return out;
}

}  // namespace sotto
