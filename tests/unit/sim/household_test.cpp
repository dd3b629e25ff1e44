#include "sim/household.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace sotto {
namespace {

// Blocks of four lines by two speakers, two takes each; every fourth block is news by one speaker.
std::vector<SpokenLine> catalog(int blocks) {
  std::vector<SpokenLine> lines;
  for (int block = 0; block < blocks; ++block) {
    for (int take = 0; take < 2; ++take) {
      for (int i = 0; i < 4; ++i) {
        SpokenLine line;
        line.part = block % 5 == 4 ? MaterialPart::kTuning : MaterialPart::kTest;
        line.set = "talk";
        line.kind = block % 4 == 3 ? "news" : "meals";
        line.block = "b-" + std::to_string(block);
        line.take = take;
        line.line = line.block + "-0" + std::to_string(i + 1);
        line.speaker = block % 4 == 3 || i % 2 == 0 ? 'A' : 'B';
        line.voice = std::string("voice ") + line.speaker;
        line.samples = 16000 + 1600 * i;
        line.file = line.line + " " + std::to_string(take);
        lines.push_back(line);
      }
    }
  }
  return lines;
}

HouseholdSettings settings(int shards, Milliseconds shard_ms) {
  return {MaterialPart::kTest, "talk", 7, shards, shard_ms};
}

// A tone at -20 dBFS, as long as the catalogue says.
Result<std::vector<float>> tone(const std::string& file) {
  const int line = file[file.find(' ') - 1] - '1';
  std::vector<float> sound(static_cast<std::size_t>(16000 + 1600 * line));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    sound[i] = static_cast<float>(0.1414 * std::sin(0.2 * static_cast<double>(i)));
  }
  return sound;
}

double level_dbfs(std::span<const float> sound) {
  double sum = 0.0;
  for (const float sample : sound) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return 10.0 * std::log10(sum / static_cast<double>(sound.size()) + 1e-20);
}

TEST(PlanShards, SameSeedSamePlanAndAnotherSeedAnother) {
  const auto lines = catalog(20);
  const auto first = plan_shards(settings(3, 120'000), lines);
  const auto again = plan_shards(settings(3, 120'000), lines);
  HouseholdSettings other = settings(3, 120'000);
  other.seed = 8;
  const auto different = plan_shards(other, lines);
  ASSERT_EQ(first.size(), 3U);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(format_truth(first[i], "", ""), format_truth(again[i], "", ""));
    EXPECT_NE(format_truth(first[i], "", ""), format_truth(different[i], "", ""));
  }
}

TEST(PlanShards, OnlyTheWantedPartAndOnlyWholeTakes) {
  auto lines = catalog(20);
  // The last line of one take has not been spoken.
  std::erase_if(lines, [](const SpokenLine& line) { return line.file == "b-0-04 1"; });
  for (const ShardPlan& plan : plan_shards(settings(4, 300'000), lines)) {
    for (const SpokenLine& line : plan.lines) {
      EXPECT_EQ(line.part, MaterialPart::kTest);
      EXPECT_FALSE(line.block == "b-0" && line.take == 1);
    }
  }
  EXPECT_TRUE(plan_shards(settings(1, 1000), {}).empty());
}

TEST(PlanShards, EveryTakeComesOnceBeforeOneComesAgain) {
  const HouseholdSettings wanted = settings(4, 60'000);
  std::set<std::string> seen;
  std::size_t count = 0;
  auto lines = catalog(60);
  for (SpokenLine& line : lines) line.kind = "meals";
  for (const ShardPlan& plan : plan_shards(wanted, lines)) {
    for (const PlacedLine& placed : plan.placed) {
      if (plan.lines[placed.line].line.ends_with("-01")) {
        seen.insert(plan.lines[placed.line].file);
        ++count;
      }
    }
  }
  EXPECT_GT(count, 3U);
  EXPECT_EQ(seen.size(), count);
}

TEST(PlanShards, TalkOverlapsPausesAndComesFromSeveralDistances) {
  int overlaps = 0;
  int pauses = 0;
  int television = 0;
  std::set<int> decimetres;
  for (const ShardPlan& plan : plan_shards(settings(12, 300'000), catalog(40))) {
    SampleCount end = 0;
    std::map<std::string, SampleCount> ends;  // of each conversation
    for (const PlacedLine& placed : plan.placed) {
      ASSERT_GE(placed.from, 0);
      ASSERT_LE(plan.to(placed), plan.length);
      // Within one conversation: two at a time overlap anyway. Only lines of one and the same performance
      // count.
      const SpokenLine& line = plan.lines[placed.line];
      SampleCount& block_end = ends[line.block + " " + std::to_string(line.take)];
      if (placed.from < block_end && placed.from + 16000 > block_end) ++overlaps;
      block_end = std::max(block_end, plan.to(placed));
      if (placed.from > end + 16000) ++pauses;
      end = std::max(end, plan.to(placed));
      if (placed.television) ++television;
      decimetres.insert(static_cast<int>(10.0 * distance_m(plan.seats[placed.seat], plan.microphone)));
    }
  }
  EXPECT_GT(overlaps, 50);
  EXPECT_GT(pauses, 50);
  EXPECT_GT(television, 50);
  EXPECT_GT(decimetres.size(), 12U);
}

TEST(PlanShards, ASpeakerStaysAtOneSeatForOneConversation) {
  const auto plans = plan_shards(settings(1, 120'000), catalog(40));
  std::map<std::string, std::set<std::size_t>> seats;
  for (const PlacedLine& placed : plans[0].placed) {
    const SpokenLine& line = plans[0].lines[placed.line];
    seats[line.block + std::to_string(line.take) + line.speaker].insert(placed.seat);
  }
  for (const auto& [speaker, places] : seats) EXPECT_EQ(places.size(), 1U) << speaker;
}

TEST(RenderShard, SameSamplesAgainAndNoneBeyondFullScale) {
  const auto plans = plan_shards(settings(2, 20'000), catalog(10));
  const auto first = render_shard(plans[1], tone);
  const auto again = render_shard(plans[1], tone);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first.value(), again.value());
  EXPECT_EQ(first.value().size(), 20U * 16000U);
  for (const float sample : first.value()) ASSERT_TRUE(sample >= -1.0F && sample < 1.0F);
}

TEST(RenderShard, AVoiceHasTheLevelThatItsDistanceGivesAndTheNoiseItsOwn) {
  auto plans = plan_shards(settings(1, 20'000), catalog(10));
  ShardPlan& plan = plans[0];
  plan.placed = {{0, 16000, 0, 0.0, false}};
  plan.noise = NoiseKind::kRoom;
  plan.noise_dbfs = -60.0;
  plan.room = household_rooms()[4];
  plan.microphone = {1.0, 1.0, 1.2};
  plan.seats = {{2.0, 1.0, 1.2}, {3.0, 3.0, 1.2}};
  const auto near = render_shard(plan, tone);
  ASSERT_TRUE(near);
  const std::span<const float> sound(near.value());
  // Direct sound of kVoiceLevelDbfs, and what the walls add.
  const double said = level_dbfs(sound.subspan(20000, 8000));
  EXPECT_GT(said, kVoiceLevelDbfs - 3.0);
  EXPECT_LT(said, kVoiceLevelDbfs + 6.0);
  EXPECT_NEAR(level_dbfs(sound.subspan(0, 15000)), -60.0, 1.5);
  EXPECT_NEAR(level_dbfs(sound.subspan(16000 * 10)), -60.0, 1.5);
  // A farther seat is quieter, a louder voice louder by just so much.
  plan.placed[0].gain_db = 6.0;
  const auto louder = render_shard(plan, tone);
  ASSERT_TRUE(louder);
  EXPECT_NEAR(level_dbfs(std::span<const float>(louder.value()).subspan(20000, 8000)), said + 6.0, 0.2);
}

TEST(RenderShard, TheTelevisionSoundsThinner) {
  auto plans = plan_shards(settings(1, 20'000), catalog(10));
  ShardPlan& plan = plans[0];
  plan.placed = {{0, 16000, 0, 0.0, false}};
  plan.noise_dbfs = -90.0;
  const auto low_tone = [&](const std::string& file) {
    auto sound = tone(file);
    for (std::size_t i = 0; i < sound.value().size(); ++i) {
      sound.value()[i] = static_cast<float>(0.1414 * std::sin(0.03 * static_cast<double>(i)));  // 76 Hz
    }
    return sound;
  };
  const auto mouth = render_shard(plan, low_tone);
  plan.placed[0].television = true;
  const auto loudspeaker = render_shard(plan, low_tone);
  ASSERT_TRUE(mouth && loudspeaker);
  EXPECT_LT(level_dbfs(loudspeaker.value()), level_dbfs(mouth.value()) - 9.0);
}

TEST(RenderShard, AFileOfAnotherLengthIsNamed) {
  const auto plans = plan_shards(settings(1, 20'000), catalog(10));
  const auto sound = render_shard(plans[0], [](const std::string&) {
    return Result<std::vector<float>>({0.0F, 0.1F});
  });
  ASSERT_FALSE(sound);
  EXPECT_EQ(sound.error().code, ErrorCode::kFileInvalid);
}

TEST(FormatTruth, SaysWhoSaidWhatWhen) {
  const auto plans = plan_shards(settings(1, 30'000), catalog(10));
  const auto truth = nlohmann::json::parse(format_truth(plans[0], "a.flac", "00"));
  EXPECT_EQ(truth.at("file"), "a.flac");
  EXPECT_EQ(truth.at("sha256"), "00");
  EXPECT_EQ(truth.at("part"), "test");
  EXPECT_EQ(truth.at("seed"), 7);
  EXPECT_EQ(truth.at("samples"), 30 * 16000);
  ASSERT_EQ(truth.at("utterances").size(), plans[0].placed.size());
  const auto& first = truth.at("utterances")[0];
  const PlacedLine& placed = plans[0].placed[0];
  EXPECT_EQ(first.at("who"), plans[0].lines[placed.line].voice);
  EXPECT_EQ(first.at("line"), plans[0].lines[placed.line].line);
  EXPECT_EQ(first.at("from"), placed.from);
  EXPECT_EQ(first.at("to"), plans[0].to(placed));
  EXPECT_EQ(first.at("kind"), plans[0].lines[placed.line].kind);
}

TEST(MakeNoise, HasItsLevelAndItsSeed) {
  for (const NoiseKind kind : {NoiseKind::kRoom, NoiseKind::kFan, NoiseKind::kKitchen}) {
    const auto noise = make_noise(kind, 20 * kSampleRate, 1);
    EXPECT_NEAR(level_dbfs(noise), kNoiseLevelDbfs, 0.5) << noise_name(kind);
    EXPECT_EQ(noise, make_noise(kind, 20 * kSampleRate, 1));
    EXPECT_NE(noise, make_noise(kind, 20 * kSampleRate, 2));
  }
}

}  // namespace
}  // namespace sotto
