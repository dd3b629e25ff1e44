#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "tools/material/material_data.hpp"
#include "tools/material/trigger_search.hpp"

namespace sotto {
namespace {

Phonemes sounds(std::string_view symbols) {
  return parse_phonemes(symbols).value();
}

const Phonemes kWake = parse_phonemes("AH L EH K S AH").value_or(Phonemes{});

std::vector<PronouncedWord> words() {
  return {{"a", sounds("AH")},          {"election", sounds("IH L EH K SH AH N")},
          {"her", sounds("HH ER")},     {"kitchen", sounds("K IH CH AH N")},
          {"legs", sounds("L EH G Z")}, {"lexus", sounds("L EH K S AH S")},
          {"sir", sounds("S ER")},      {"unless", sounds("AH N L EH S")},
          {"leg", sounds("L EH G")}};
}

TEST(SearchTriggers, FindsStringsOfWordsThatAreNear) {
  const auto found = search_triggers(words(), kWake, 1600);
  const auto has = [&](const std::string& text) {
    return std::any_of(found.begin(), found.end(),
                       [&](const TriggerPhrase& phrase) { return phrase.text == text; });
  };
  EXPECT_TRUE(has("a lexus"));
  EXPECT_TRUE(has("election"));
  EXPECT_TRUE(has("a legs a"));
  EXPECT_TRUE(has("a leg sir"));
  EXPECT_FALSE(has("kitchen"));
  EXPECT_FALSE(has("a kitchen"));
  EXPECT_FALSE(has("unless"));
}

TEST(SearchTriggers, EachDistanceIsTheDistanceAndTheNearestComesFirst) {
  const auto found = search_triggers(words(), kWake, 1600);
  ASSERT_GT(found.size(), 5U);
  std::set<std::string> texts;
  MilliEdits before = 0;
  for (const TriggerPhrase& phrase : found) {
    EXPECT_EQ(phrase.distance, phoneme_distance(kWake, phrase.sounds)) << phrase.text;
    EXPECT_LE(phrase.distance, 1600) << phrase.text;
    EXPECT_GE(phrase.distance, before) << phrase.text;
    EXPECT_TRUE(texts.insert(phrase.text).second) << phrase.text;
    before = phrase.distance;
  }
}

// What the parts of one to three words add up to is found by trying all of them.
TEST(SearchTriggers, MissesNothingThatFitsPartByPart) {
  const auto all = words();
  std::set<std::string> found;
  for (const TriggerPhrase& phrase : search_triggers(all, kWake, 1300)) found.insert(phrase.text);
  for (const PronouncedWord& first : all) {
    EXPECT_TRUE(phoneme_distance(kWake, first.sounds) > 1300 || found.contains(first.word)) << first.word;
    for (const PronouncedWord& second : all) {
      for (std::size_t cut = 1; cut < kWake.size(); ++cut) {
        const std::span<const Phoneme> wake(kWake);
        const MilliEdits misfit = phoneme_distance(wake.subspan(0, cut), first.sounds) +
                                  phoneme_distance(wake.subspan(cut), second.sounds);
        if (misfit > 1300) continue;
        EXPECT_TRUE(found.contains(first.word + " " + second.word)) << first.word << " " << second.word;
      }
    }
  }
}

TEST(SpreadOut, KeepsWhatEarsTellApart) {
  const std::vector<TriggerPhrase> phrases = {{"a lexa", sounds("AH L EH K S AH"), 0},
                                              {"lexa", sounds("L EH K S AH"), 400},
                                              {"lexus", sounds("L EH K S AH S"), 1150}};
  const std::vector<Phonemes> known = {kWake};
  const auto kept = spread_out(phrases, known, 401, 5);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].text, "lexus");
  EXPECT_EQ(spread_out(phrases, {}, 100, 2).size(), 2U);
}

class WrittenTriggers : public testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path root = SOTTO_SOURCE_DIR;
    sources_.data = root / "tools/material";
    sources_.known_triggers = root / "data/triggers/en.toml";
    auto read = read_triggers(sources_);
    ASSERT_TRUE(read) << read.error().line();
    blocks_ = std::move(read).value();
  }

  MaterialSources sources_;
  std::vector<TalkBlock> blocks_;
};

TEST_F(WrittenTriggers, AreEnoughAndUnseenOnesStandInNoList) {
  std::map<std::string, std::set<std::string>> phrases;  // by kind and part
  std::set<std::string> names;
  for (const TalkBlock& block : blocks_) {
    EXPECT_TRUE(names.insert(block.name).second) << block.name;
    phrases[block.kind + " " + std::string(part_name(block.part))].insert(block.lines[0].text);
    ASSERT_EQ(block.lines.size(), 2U);
    EXPECT_EQ(block.lines[1].text.find("{}"), std::string::npos);
  }
  EXPECT_GE(phrases["unseen test"].size(), 50U);
  EXPECT_GE(phrases["unseen tuning"].size(), 50U);
  EXPECT_GE(phrases["known test"].size() + phrases["unseen test"].size(), 150U);
  EXPECT_EQ(phrases["known test"], phrases["known tuning"]);
  for (const std::string& phrase : phrases["unseen test"]) {
    EXPECT_FALSE(phrases["known test"].contains(phrase)) << phrase;
    EXPECT_FALSE(phrases["unseen tuning"].contains(phrase)) << phrase;
  }
}

TEST_F(WrittenTriggers, AllMaterialCanBePlanned) {
  const auto sets = read_material_data(sources_);
  ASSERT_TRUE(sets) << sets.error().line();
  ASSERT_EQ(sets.value().size(), 3U);
  std::set<std::string> files;
  for (const SpokenLine& line : plan_speaking(sets.value(), 1)) {
    EXPECT_TRUE(files.insert(line.file).second) << line.file;
    EXPECT_LE(line.text.size(), kTalkLineBytesMax);
  }
}

TEST(ParseUnseen, NamesTheLineThatIsWrong) {
  const auto good = parse_unseen("# x\ntest 812 a leg sir\n", "u");
  ASSERT_TRUE(good);
  EXPECT_EQ(good.value()[0], (UnseenPhrase{MaterialPart::kTest, 812, "a leg sir"}));
  for (const char* const bad : {"test 812\n", "test x a\n", "both 1 a\n", "test 1 \n", "test -1 a\n"}) {
    EXPECT_FALSE(parse_unseen(bad, "u")) << bad;
  }
  EXPECT_FALSE(parse_carriers("test: no place\n", "c"));
  EXPECT_FALSE(parse_carriers("test: only {}\n", "c"));
}

}  // namespace
}  // namespace sotto
