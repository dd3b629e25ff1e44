#include "sim/material_talk.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace sotto {
namespace {

bool is_small_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
  });
}

// "= meals-01 test meals".
std::optional<TalkBlock> read_heading(const std::string& line) {
  std::istringstream words(line);
  std::string sign;
  std::string part;
  std::string more;
  TalkBlock block;
  if (!(words >> sign >> block.name >> part >> block.kind) || (words >> more)) return std::nullopt;
  if (sign != "=" || !is_small_word(block.name) || !is_small_word(block.kind)) return std::nullopt;
  if (part != "tuning" && part != "test") return std::nullopt;
  block.part = part == "test" ? MaterialPart::kTest : MaterialPart::kTuning;
  return block;
}

// "A: what is said".
std::optional<TalkLine> read_line(std::string_view line) {
  constexpr std::size_t kTextAt = 3;
  if (line.size() <= kTextAt || line.size() > kTextAt + kTalkLineBytesMax) return std::nullopt;
  if (line[0] < 'A' || line[0] > 'Z' || line[1] != ':' || line[2] != ' ') return std::nullopt;
  return TalkLine{{}, line[0], std::string(line.substr(kTextAt))};
}

std::string line_id(const TalkBlock& block) {
  std::string number = std::to_string(block.lines.size() + 1);
  if (number.size() < 2) number.insert(0, "0");
  return block.name + "-" + number;
}

Error fault(const std::string& name, int number, const std::string& what) {
  return {ErrorCode::kFileInvalid, name + ":" + std::to_string(number) + ": " + what};
}

}  // namespace

std::string_view part_name(MaterialPart part) {
  return part == MaterialPart::kTest ? "test" : "tuning";
}

Result<std::vector<TalkBlock>> parse_talk(std::string_view text, const std::string& name) {
  std::vector<TalkBlock> blocks;
  std::set<std::string, std::less<>> names;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '=') {
      if (!blocks.empty() && blocks.back().lines.empty())
        return fault(name, number, "nothing is said before");
      std::optional<TalkBlock> block = read_heading(line);
      if (!block) return fault(name, number, "not = NAME tuning|test KIND");
      if (!names.insert(block->name).second) return fault(name, number, "the name stands twice");
      blocks.push_back(std::move(*block));
      continue;
    }
    std::optional<TalkLine> said = read_line(line);
    if (!said || blocks.empty()) return fault(name, number, "not SPEAKER: what is said");
    said->id = line_id(blocks.back());
    blocks.back().lines.push_back(std::move(*said));
  }
  if (!blocks.empty() && blocks.back().lines.empty()) return fault(name, 0, "nothing is said at the end");
  return blocks;
}

}  // namespace sotto
