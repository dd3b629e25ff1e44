// Room impulse: how a clap at one place of a rectangular room arrives at another, by image sources (Allen and
// Berkley, J. Acoust. Soc. Am. 65, 1979), with the images a little displaced so that they do not line up
// into a sweep (De Sena and others, IEEE/ACM TASLP 23, 2015). Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sotto {

// Metres; the corner of the room is the origin.
struct RoomPoint {
  double x = 0.0;
  double y = 0.0;
  double z = 0.0;

  friend bool operator==(const RoomPoint&, const RoomPoint&) = default;
};

[[nodiscard]] double distance_m(const RoomPoint& a, const RoomPoint& b);

struct RoomShape {
  std::string name;
  RoomPoint size;
  double rt60_s = 0.4;  // time in which sound falls by 60 dB

  friend bool operator==(const RoomShape&, const RoomShape&) = default;
};

// Rooms of a home with the reverberation that measurements of furnished rooms report (0.2 to 0.8 s; Burgess
// and Utley, Applied Acoustics 18, 1985, find 0.4 to 0.6 s in British living rooms).
[[nodiscard]] std::span<const RoomShape> household_rooms();

// The response at 16 kHz from the moment that the clap sounds. The direct sound has a gain of 1 m over the
// distance; what comes later than the room's rt60 is left out. REQUIRES: both points lie inside the room,
// 0.1 <= rt60_s <= 1.0.
[[nodiscard]] std::vector<float> room_impulse(const RoomShape& room, const RoomPoint& source,
                                              const RoomPoint& microphone, std::uint64_t seed);

}  // namespace sotto
