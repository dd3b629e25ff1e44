// What is written under tools/material/talk.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/material/material_data.hpp"

namespace sotto {
namespace {

class WrittenTalk : public testing::Test {
 protected:
  void SetUp() override {
    auto read = read_talk_folder(std::filesystem::path(SOTTO_SOURCE_DIR) / "tools/material/talk");
    ASSERT_TRUE(read) << read.error().line();
    blocks_ = std::move(read).value();
  }

  std::vector<TalkBlock> blocks_;
};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char letter : text) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '\'') {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

TEST_F(WrittenTalk, IsEnough) {
  std::map<MaterialPart, std::size_t> lines;
  std::map<MaterialPart, std::set<std::string>> kinds;
  for (const TalkBlock& block : blocks_) {
    lines[block.part] += block.lines.size();
    kinds[block.part].insert(block.kind);
  }
  EXPECT_GE(lines[MaterialPart::kTest] + lines[MaterialPart::kTuning], 2000U);
  EXPECT_GE(lines[MaterialPart::kTuning], 700U);
  EXPECT_GE(kinds[MaterialPart::kTest].size(), 20U);
  EXPECT_GE(kinds[MaterialPart::kTuning].size(), 20U);
}

TEST_F(WrittenTalk, IsPlainText) {
  for (const TalkBlock& block : blocks_) {
    for (const TalkLine& line : block.lines) {
      for (const char letter : line.text) {
        EXPECT_TRUE(letter >= ' ' && letter <= '~') << line.id;
      }
    }
  }
}

// Two lines of four words and more are nearly equal if four of five of their pairs of neighbouring words are
// the same; shorter ones if all their words are.
TEST_F(WrittenTalk, HasNoTwoLinesThatAreNearlyEqual) {
  struct Line {
    std::string id;
    std::set<std::string> pairs;
  };
  std::vector<Line> lines;
  std::map<std::string, std::vector<std::size_t>> places;
  std::map<std::string, std::string> short_lines;
  for (const TalkBlock& block : blocks_) {
    for (const TalkLine& said : block.lines) {
      const std::vector<std::string> words = words_of(said.text);
      ASSERT_FALSE(words.empty()) << said.id;
      std::string whole;
      for (const std::string& word : words) whole += word + " ";
      const auto [found, is_new] = short_lines.emplace(whole, said.id);
      EXPECT_TRUE(is_new) << said.id << " says the same as " << found->second;
      if (words.size() < 4) continue;
      Line line{said.id, {}};
      for (std::size_t i = 0; i + 1 < words.size(); ++i) line.pairs.insert(words[i] + " " + words[i + 1]);
      for (const std::string& pair : line.pairs) places[pair].push_back(lines.size());
      lines.push_back(std::move(line));
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::map<std::size_t, std::size_t> shared;
    for (const std::string& pair : lines[i].pairs) {
      for (const std::size_t other : places[pair]) {
        if (other < i) ++shared[other];
      }
    }
    for (const auto& [other, count] : shared) {
      const std::size_t all = lines[i].pairs.size() + lines[other].pairs.size() - count;
      EXPECT_LT(5 * count, 4 * all) << lines[i].id << " nearly says what " << lines[other].id << " says";
    }
  }
}

TEST_F(WrittenTalk, HasTheWordsThatMatter) {
  std::map<MaterialPart, std::map<std::string, int>> counts;
  for (const TalkBlock& block : blocks_) {
    for (const TalkLine& line : block.lines) {
      for (const std::string& word : words_of(line.text)) ++counts[block.part][word];
    }
  }
  for (const MaterialPart part : {MaterialPart::kTuning, MaterialPart::kTest}) {
    for (const char* const word : {"election", "letter", "lexus",   "texas", "alex",   "alexis", "alexandra",
                                   "flooring", "send",   "message", "text",  "right",  "ken",    "kim",
                                   "maria",    "ben",    "yes",     "who",   "cancel", "lights", "turn"}) {
      EXPECT_GE(counts[part][word], 3) << word << " in " << part_name(part);
    }
  }
}

}  // namespace
}  // namespace sotto
