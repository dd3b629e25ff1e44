// From the text of one sentence template to its tree. Internal to the sentence templates; sentence_file.hpp
// tells the language. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

// Limits that keep a hostile or mistyped template from costing more than a moment.
inline constexpr std::size_t kTemplateBytesMax = 4000;
inline constexpr int kTemplateDepthMax = 24;
inline constexpr std::size_t kTemplateGluedMax = 64;      // spellings of one word with endings
inline constexpr std::size_t kTemplatePermutedMax = 4;    // items of (a;b;c)
inline constexpr std::size_t kTemplateNodesMax = 20'000;  // of a tree with its permutations written out

struct TemplateNode {
  enum class Kind { kWord, kSequence, kAlternatives, kOptional, kSlot, kRule };
  Kind kind = Kind::kSequence;
  std::string text;  // kWord: one token; kSlot: the list's name; kRule: the rule's name
  std::string slot;  // kSlot: the slot that it fills
  std::vector<TemplateNode> children;
};

// Errors: file-invalid, the detail saying what is wrong in words ("')' without '('"), without naming the
// file.
[[nodiscard]] Result<TemplateNode> parse_template(std::string_view text);

}  // namespace sotto
