// Plans of household sound: who says what, when, where in which room, and what else is to be heard. A plan is
// drawn from a seed and a catalogue of spoken lines and needs no sound, so the truth about twenty hours is
// known in a second; render_shard() (household.hpp) makes the sound of one shard of it.
//
// Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "sim/household_noise.hpp"
#include "sim/material_catalog.hpp"
#include "sim/room_impulse.hpp"

namespace sotto {

// Longer shards take too long to do again after a crash.
inline constexpr Milliseconds kShardMsMax = 20 * 60 * 1000;

struct HouseholdSettings {
  MaterialPart part = MaterialPart::kTuning;
  std::string set = "talk";  // SpokenLine::set: "talk", or "trigger" for phrases one after the other
  std::uint64_t seed = 1;
  int shards = 1;
  Milliseconds shard_ms = kShardMsMax;
};

// One line on its way into the microphone.
struct PlacedLine {
  std::size_t line = 0;     // in the plan's lines
  SampleCount from = 0;     // where the spoken file begins; its length is the line's `samples`
  std::size_t seat = 0;     // in the plan's seats
  double gain_db = 0.0;     // of the voice one metre away, relative to kVoiceLevelDbfs
  bool television = false;  // through its loudspeaker instead of a mouth

  friend bool operator==(const PlacedLine&, const PlacedLine&) = default;
};

// Speech at one metre: what a microphone with a usual gain makes of a usual voice (at 2.5 m, -34).
inline constexpr double kVoiceLevelDbfs = -26.0;

struct ShardPlan {
  HouseholdSettings settings;
  int number = 0;          // 0 to settings.shards - 1
  std::uint64_t seed = 0;  // of this shard alone
  SampleCount length = 0;
  RoomShape room;
  RoomPoint microphone;
  std::vector<RoomPoint> seats;  // where people sit and stand; the last one is the television's
  NoiseKind noise = NoiseKind::kRoom;
  double noise_dbfs = -60.0;
  bool television = false;         // runs under everything
  std::vector<SpokenLine> lines;   // what is said, each take's lines once
  std::vector<PlacedLine> placed;  // in order of `from`

  [[nodiscard]] SampleCount to(const PlacedLine& placed_line) const;
};

// Every take of the catalogue's part and set is used once before one is used again, across the shards. A take
// of which lines are missing (not all of its block has been spoken) is left out where `catalog` shows it.
// None if there is no take at all. REQUIRES: 0 < shard_ms <= kShardMsMax, shards > 0.
[[nodiscard]] std::vector<ShardPlan> plan_shards(const HouseholdSettings& settings,
                                                 std::span<const SpokenLine> catalog);

}  // namespace sotto
