// Household talk written for this project (tools/material/talk): conversations, each of one kind and for one
// part of the campaign.
//
// The form of a file: `#` begins a comment line, `= NAME PART KIND` a conversation, every other line is
// "SPEAKER: what is said", where a speaker is one capital letter:
//   = meals-01 test meals
//   A: Is there any rice left?
//   B: In the, um, blue bowl.
// Plain values; parsing is pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

// What thresholds are chosen on, and what is looked at once they stand. Neither line nor voice is in both.
enum class MaterialPart { kTuning, kTest };

[[nodiscard]] std::string_view part_name(MaterialPart part);  // "tuning" or "test"

struct TalkLine {
  std::string id;  // "meals-01-03": the conversation and the line's number in it, from 1
  char speaker = 'A';
  std::string text;

  friend bool operator==(const TalkLine&, const TalkLine&) = default;
};

struct TalkBlock {
  std::string name;  // small letters, digits and "-"
  MaterialPart part = MaterialPart::kTuning;
  std::string kind;  // a word: "meals", "news"
  std::vector<TalkLine> lines;

  friend bool operator==(const TalkBlock&, const TalkBlock&) = default;
};

// Longest line in bytes: what a synthesiser takes at once.
inline constexpr std::size_t kTalkLineBytesMax = 500;

// `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong"; an empty
// conversation and a name that stands twice are wrong too.
[[nodiscard]] Result<std::vector<TalkBlock>> parse_talk(std::string_view text, const std::string& name);

}  // namespace sotto
