#include "sim/household_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/assert.hpp"
#include "sim/material_random.hpp"

namespace sotto {
namespace {

// One performance of one block.
struct Take {
  std::vector<SpokenLine> lines;
  bool broadcast = false;

  [[nodiscard]] bool alone() const {
    return std::all_of(lines.begin(), lines.end(),
                       [&](const SpokenLine& line) { return line.speaker == lines.front().speaker; });
  }
};

bool is_broadcast(std::string_view kind) {
  constexpr std::array<std::string_view, 6> kKinds = {"news",  "adverts", "film",
                                                      "radio", "sport",   "documentary"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

std::vector<Take> takes_of(const HouseholdSettings& settings, std::span<const SpokenLine> catalog) {
  std::map<std::pair<std::string, int>, Take> takes;
  std::map<std::string, std::size_t> lines_of_block;
  for (const SpokenLine& line : catalog) {
    if (line.part != settings.part || line.set != settings.set) continue;
    Take& take = takes[{line.block, line.take}];
    take.lines.push_back(line);
    take.broadcast = is_broadcast(line.kind);
    lines_of_block[line.block] = std::max(lines_of_block[line.block], take.lines.size());
  }
  std::vector<Take> whole;
  for (auto& [name, take] : takes) {
    if (take.lines.size() < lines_of_block[name.first]) continue;
    std::sort(take.lines.begin(), take.lines.end(),
              [](const SpokenLine& a, const SpokenLine& b) { return a.line < b.line; });
    whole.push_back(std::move(take));
  }
  return whole;
}

// Deals the takes out like cards: shuffled, each once, then shuffled anew.
class Deck {
 public:
  Deck(std::vector<const Take*> takes, std::uint64_t seed, std::string_view name)
      : takes_(std::move(takes)), random_(seed, name), left_(0) {}

  [[nodiscard]] bool empty() const { return takes_.empty(); }

  const Take& deal() {
    SOTTO_ASSERT(!takes_.empty());
    if (left_ == 0) {
      left_ = takes_.size();
      for (std::size_t i = left_; i > 1; --i) std::swap(takes_[i - 1], takes_[random_.below(i)]);
    }
    return *takes_[--left_];
  }

 private:
  std::vector<const Take*> takes_;
  MaterialRandom random_;
  std::size_t left_;
};

SampleCount seconds(double length_s) {
  return static_cast<SampleCount>(length_s * kSampleRate);
}

// From the end of one line to the beginning of the next. Among people one line in five begins before the one
// before has ended; the other gaps are short and log-normal, as in conversations (Heldner and Edlund, Journal
// of Phonetics 38, 2010: overlaps 40 % of changes, median gap 0.1 to 0.2 s). On the phone the other side
// talks meanwhile; phrases of a list stand apart.
SampleCount gap_before(const Take& take, const HouseholdSettings& settings, MaterialRandom& random) {
  if (settings.set != "talk") return seconds(random.between(1.2, 3.0));
  if (!take.broadcast && take.alone()) return seconds(random.between(0.6, 4.0));
  if (!take.broadcast && random.chance(0.2)) return -seconds(random.between(0.1, 0.8));
  return seconds(std::min(4.0, 0.28 * std::exp(0.8 * random.normal())));
}

// How long nobody says anything between two conversations.
SampleCount rest_after(const HouseholdSettings& settings, MaterialRandom& random) {
  if (settings.set != "talk") return seconds(random.between(1.2, 3.0));
  return seconds(std::min(15.0, 0.6 - 3.5 * std::log(1.0 - random.unit())));
}

class Planner {
 public:
  explicit Planner(ShardPlan plan) : plan_(std::move(plan)), random_(plan_.seed, "what happens") {}

  // The main stream of talk: one conversation after the other; at times a second one at the same time.
  void fill_with_talk(Deck& talk) {
    SampleCount at = rest_after(plan_.settings, random_);
    while (at < plan_.length) {
      const SampleCount from = at;
      at = perform(talk.deal(), from, false, 0.0);
      const bool beside = plan_.settings.set == "talk" && random_.chance(0.12);
      // Others talk farther away, and the conversations begin at different moments.
      if (beside) perform(talk.deal(), from + seconds(random_.between(0.5, 6.0)), false, -6.0);
      at += rest_after(plan_.settings, random_);
    }
  }

  void fill_with_television(Deck& broadcast) {
    const double gain_db = random_.between(-12.0, -3.0);
    SampleCount at = seconds(random_.between(0.0, 2.0));
    while (at < plan_.length) {
      at = perform(broadcast.deal(), at, true, gain_db) + seconds(random_.between(0.3, 1.5));
    }
  }

  ShardPlan take_plan() {
    std::stable_sort(plan_.placed.begin(), plan_.placed.end(),
                     [](const PlacedLine& a, const PlacedLine& b) { return a.from < b.from; });
    return std::move(plan_);
  }

 private:
  // Returns where the last line ends. Lines that would not end within the shard are left out.
  SampleCount perform(const Take& take, SampleCount from, bool television, double gain_db) {
    const bool loudspeaker = television || take.broadcast;
    std::map<char, std::pair<std::size_t, double>> people;
    SampleCount end = from;
    for (std::size_t i = 0; i < take.lines.size(); ++i) {
      const SpokenLine& line = take.lines[i];
      if (!people.contains(line.speaker)) {
        const std::size_t seat = loudspeaker ? plan_.seats.size() - 1 : random_.below(plan_.seats.size() - 1);
        people[line.speaker] = {seat, gain_db + (television ? 0.0 : random_.between(-4.0, 4.0))};
      }
      const auto& [seat, loudness] = people[line.speaker];
      const SampleCount gap = i == 0 ? 0 : gap_before(take, plan_.settings, random_);
      const SampleCount begin = std::max(from, end + gap);
      // Nobody is equally loud twice.
      const double gain = loudness + random_.between(-1.5, 1.5);
      end = std::max(end, begin + line.samples);
      if (begin + line.samples > plan_.length) continue;
      plan_.placed.push_back({plan_.lines.size(), begin, seat, gain, loudspeaker});
      plan_.lines.push_back(line);
    }
    return end;
  }

  ShardPlan plan_;
  MaterialRandom random_;
};

// A place at least 0.4 m from every wall, and no nearer to the microphone than a person would stand.
RoomPoint draw_seat(const RoomShape& room, const RoomPoint& microphone, double height_from, double height_to,
                    MaterialRandom& random) {
  constexpr double kFromWall = 0.4;
  constexpr double kFromMicrophone = 0.6;
  RoomPoint point;
  do {
    point = {random.between(kFromWall, room.size.x - kFromWall),
             random.between(kFromWall, room.size.y - kFromWall), random.between(height_from, height_to)};
  } while (distance_m(point, microphone) < kFromMicrophone);
  return point;
}

ShardPlan draw_stage(const HouseholdSettings& settings, int number) {
  ShardPlan plan;
  plan.settings = settings;
  plan.number = number;
  MaterialRandom random(settings.seed, std::string(part_name(settings.part)) + " " + settings.set +
                                           " shard " + std::to_string(number));
  plan.seed = random.next();
  plan.length = to_samples(settings.shard_ms);
  const auto rooms = household_rooms();
  plan.room = rooms[random.below(rooms.size())];
  plan.room.rt60_s *= random.between(0.8, 1.2);
  // On a shelf, a sideboard or a worktop by one wall.
  plan.microphone = {random.between(0.5, plan.room.size.x - 0.5), random.between(0.12, 0.4),
                     random.between(0.8, 1.4)};
  constexpr std::size_t kSeats = 6;
  while (plan.seats.size() < kSeats)
    plan.seats.push_back(draw_seat(plan.room, plan.microphone, 1.1, 1.7, random));
  plan.seats.push_back(draw_seat(plan.room, plan.microphone, 0.7, 1.1, random));
  constexpr std::array<NoiseKind, 3> kKinds = {NoiseKind::kRoom, NoiseKind::kFan, NoiseKind::kKitchen};
  plan.noise = kKinds[random.below(kKinds.size())];
  // From a signal-to-noise ratio of about 30 dB at two metres down to about 8.
  plan.noise_dbfs =
      plan.noise == NoiseKind::kRoom ? random.between(-65.0, -52.0) : random.between(-52.0, -40.0);
  plan.television = settings.set == "talk" && random.chance(0.35);
  return plan;
}

}  // namespace

SampleCount ShardPlan::to(const PlacedLine& placed_line) const {
  return placed_line.from + lines[placed_line.line].samples;
}

std::vector<ShardPlan> plan_shards(const HouseholdSettings& settings, std::span<const SpokenLine> catalog) {
  SOTTO_ASSERT(settings.shards > 0);
  SOTTO_ASSERT(settings.shard_ms > 0 && settings.shard_ms <= kShardMsMax);
  const std::vector<Take> takes = takes_of(settings, catalog);
  if (takes.empty()) return {};
  std::vector<const Take*> all;
  std::vector<const Take*> broadcasts;
  for (const Take& take : takes) {
    all.push_back(&take);
    if (take.broadcast) broadcasts.push_back(&take);
  }
  Deck talk(std::move(all), settings.seed, "talk");
  Deck television(std::move(broadcasts), settings.seed, "television");
  std::vector<ShardPlan> plans;
  for (int number = 0; number < settings.shards; ++number) {
    ShardPlan stage = draw_stage(settings, number);
    const bool has_television = stage.television && !television.empty();
    stage.television = has_television;
    Planner planner(std::move(stage));
    planner.fill_with_talk(talk);
    if (has_television) planner.fill_with_television(television);
    plans.push_back(planner.take_plan());
  }
  return plans;
}

}  // namespace sotto
