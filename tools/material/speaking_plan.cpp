#include "speaking_plan.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/assert.hpp"
#include "sim/material_random.hpp"
#include "sim/material_voices.hpp"

namespace sotto {
namespace {

// A comfortable span of speeds: beyond it the voices begin to slur or drag.
constexpr double kSpeedMin = 880.0;
constexpr double kSpeedMax = 1180.0;

// The numbers 0 to count - 1, shuffled (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t count, MaterialRandom& random) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

std::vector<char> speakers_of(const TalkBlock& block) {
  std::vector<char> speakers;
  for (const TalkLine& line : block.lines) {
    if (std::find(speakers.begin(), speakers.end(), line.speaker) == speakers.end()) {
      speakers.push_back(line.speaker);
    }
  }
  return speakers;
}

void plan_block(const SpeakingSet& set, const TalkBlock& block, int take, std::uint64_t seed,
                std::vector<SpokenLine>& plan) {
  const std::vector<MaterialVoice>& voices = material_voices(block.part);
  // One order of the voices for a block; each take goes on where the one before stopped.
  MaterialRandom casting(seed, "voices of " + set.name + " " + block.name);
  const std::vector<std::size_t> order = shuffled(voices.size(), casting);
  const std::vector<char> speakers = speakers_of(block);
  SOTTO_ASSERT(speakers.size() <= voices.size());
  MaterialRandom pace(seed, "pace of " + set.name + " " + block.name + " " + std::to_string(take));
  std::map<char, std::pair<const MaterialVoice*, double>> cast;
  for (std::size_t i = 0; i < speakers.size(); ++i) {
    const std::size_t place = (static_cast<std::size_t>(take) * speakers.size() + i) % voices.size();
    cast[speakers[i]] = {&voices[order[place]], pace.between(kSpeedMin, kSpeedMax)};
  }
  for (const TalkLine& said : block.lines) {
    const auto& [voice, speed] = cast.at(said.speaker);
    SpokenLine line;
    line.part = block.part;
    line.set = set.name;
    line.kind = block.kind;
    line.block = block.name;
    line.take = take;
    line.line = said.id;
    line.speaker = said.speaker;
    line.voice = voice->name;
    // Nobody keeps one speed: a few percent from line to line.
    line.speed = static_cast<Permille>(speed * pace.between(0.96, 1.04));
    line.seed = seed;
    line.text = said.text;
    line.file =
        std::string(part_name(block.part)) + "/" + set.name + "/" + voice->name + "/" + said.id + ".flac";
    plan.push_back(std::move(line));
  }
}

struct Turn {
  std::uint64_t order = 0;
  std::size_t set = 0;
  std::size_t block = 0;
};

// The blocks of one part in their shuffled order, a number for each drawn from its own name.
std::vector<Turn> turns_of(const std::vector<SpeakingSet>& sets, MaterialPart part, int take,
                           std::uint64_t seed) {
  std::vector<Turn> turns;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    if (take >= sets[set].takes) continue;
    for (std::size_t block = 0; block < sets[set].blocks.size(); ++block) {
      const TalkBlock& each = sets[set].blocks[block];
      if (each.part != part) continue;
      MaterialRandom random(seed, "order of " + sets[set].name + " " + each.name);
      turns.push_back({random.next(), set, block});
    }
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.order, a.set, a.block) < std::tie(b.order, b.set, b.block);
  });
  return turns;
}

}  // namespace

std::vector<SpokenLine> plan_speaking(const std::vector<SpeakingSet>& sets, std::uint64_t seed) {
  std::vector<SpokenLine> plan;
  int takes = 0;
  for (const SpeakingSet& set : sets) takes = std::max(takes, set.takes);
  for (int take = 0; take < takes; ++take) {
    const std::vector<Turn> test = turns_of(sets, MaterialPart::kTest, take, seed);
    const std::vector<Turn> tuning = turns_of(sets, MaterialPart::kTuning, take, seed);
    for (std::size_t i = 0; i < std::max(test.size(), tuning.size()); ++i) {
      for (const std::vector<Turn>* turns : {&test, &tuning}) {
        if (i >= turns->size()) continue;
        const Turn& turn = (*turns)[i];
        plan_block(sets[turn.set], sets[turn.set].blocks[turn.block], take, seed, plan);
      }
    }
  }
  return plan;
}

}  // namespace sotto
