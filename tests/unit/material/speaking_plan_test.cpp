#include "tools/material/speaking_plan.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "sim/material_voices.hpp"
#include "tools/material/material_data.hpp"
#include "tools/material/speaking.hpp"

namespace sotto {
namespace {

std::vector<TalkBlock> blocks(int count) {
  std::vector<TalkBlock> made;
  for (int i = 0; i < count; ++i) {
    const std::string name = "b-" + std::to_string(i);
    made.push_back(
        {name,
         i % 2 == 0 ? MaterialPart::kTest : MaterialPart::kTuning,
         "meals",
         {{name + "-01", 'A', "One."}, {name + "-02", 'B', "Two."}, {name + "-03", 'A', "Three."}}});
  }
  return made;
}

TEST(SpeakingPlan, SameSeedSamePlanAndAnotherSeedAnother) {
  const std::vector<SpeakingSet> sets = {{"talk", blocks(8), 2}};
  EXPECT_EQ(plan_speaking(sets, 1), plan_speaking(sets, 1));
  EXPECT_NE(plan_speaking(sets, 1), plan_speaking(sets, 2));
}

TEST(SpeakingPlan, EveryVoiceBelongsToThePartOfTheLine) {
  std::map<MaterialPart, std::set<std::string>> names;
  for (const MaterialPart part : {MaterialPart::kTuning, MaterialPart::kTest}) {
    for (const MaterialVoice& voice : material_voices(part)) names[part].insert(voice.name);
  }
  for (const SpokenLine& line : plan_speaking({{"talk", blocks(20), 3}}, 7)) {
    EXPECT_TRUE(names[line.part].contains(line.voice)) << line.voice;
    EXPECT_GE(line.speed, 800);
    EXPECT_LE(line.speed, 1250);
  }
}

TEST(SpeakingPlan, ASpeakerKeepsTheVoiceAndNobodySharesIt) {
  std::map<std::string, std::map<char, std::set<std::string>>> casts;
  for (const SpokenLine& line : plan_speaking({{"talk", blocks(20), 3}}, 7)) {
    casts[line.block + " " + std::to_string(line.take)][line.speaker].insert(line.voice);
  }
  for (const auto& [block, cast] : casts) {
    EXPECT_EQ(cast.at('A').size(), 1U) << block;
    EXPECT_EQ(cast.at('B').size(), 1U) << block;
    EXPECT_NE(cast.at('A'), cast.at('B')) << block;
  }
}

TEST(SpeakingPlan, ABlockMoreChangesNothingForTheOthers) {
  const auto by_file = [](const std::vector<SpokenLine>& plan) {
    std::map<std::string, SpokenLine> lines;
    for (const SpokenLine& line : plan) lines[line.file] = line;
    return lines;
  };
  const auto few = by_file(plan_speaking({{"talk", blocks(6), 2}}, 1));
  const auto more = by_file(plan_speaking({{"talk", blocks(7), 2}}, 1));
  EXPECT_EQ(few.size() + 6, more.size());
  for (const auto& [file, line] : few) EXPECT_EQ(more.at(file), line);
}

TEST(SpeakingPlan, BothPartsComeInTurnFromTheBeginning) {
  const std::vector<SpokenLine> plan = plan_speaking({{"talk", blocks(8), 1}}, 1);
  EXPECT_EQ(plan[0].part, MaterialPart::kTest);
  EXPECT_EQ(plan[3].part, MaterialPart::kTuning);
  EXPECT_EQ(plan[6].part, MaterialPart::kTest);
}

TEST(StillToSpeak, WorkersShareThePlanWithoutOverlap) {
  const std::vector<SpokenLine> plan = plan_speaking({{"talk", blocks(12), 2}}, 1);
  const auto first = still_to_speak(plan, {}, {0, 2});
  const auto second = still_to_speak(plan, {}, {1, 2});
  EXPECT_EQ(first.size() + second.size(), plan.size());
  std::set<std::string> files;
  for (const auto* lines : {&first, &second}) {
    for (const SpokenLine& line : *lines) EXPECT_TRUE(files.insert(line.file).second);
  }
  EXPECT_GT(first.size(), plan.size() / 4);
  EXPECT_GT(second.size(), plan.size() / 4);
}

TEST(StillToSpeak, SpokenLinesAreLeftOutUnlessTheirTextChanged) {
  const std::vector<SpokenLine> plan = plan_speaking({{"talk", blocks(2), 1}}, 1);
  std::vector<SpokenLine> spoken = plan;
  EXPECT_TRUE(still_to_speak(plan, spoken, {0, 1}).empty());
  spoken[2].text = "What it said before.";
  const auto left = still_to_speak(plan, spoken, {0, 1});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].file, plan[2].file);
}

}  // namespace
}  // namespace sotto
