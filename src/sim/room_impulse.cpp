#include "sim/room_impulse.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "base/assert.hpp"
#include "base/units.hpp"
#include "sim/material_random.hpp"

namespace sotto {
namespace {

constexpr double kSoundSpeed = 343.0;   // metres a second, at 20 degrees
constexpr double kNearest = 0.3;        // metres: no mouth is closer to the microphone
constexpr double kDisplacement = 0.04;  // metres, either way, of each image
constexpr double kHighPassHz = 60.0;    // the images' sum has a standing part that no room has

// The wall's reflection of amplitude that gives the room its rt60 (Eyring, J. Acoust. Soc. Am. 1, 1930).
double reflection_of(const RoomShape& room) {
  const double volume = room.size.x * room.size.y * room.size.z;
  const double surface =
      2.0 * (room.size.x * room.size.y + room.size.y * room.size.z + room.size.x * room.size.z);
  constexpr double kSabine = 24.0 * std::numbers::ln10 / kSoundSpeed;  // 0.161 s/m
  const double absorption = 1.0 - std::exp(-kSabine * volume / (surface * room.rt60_s));
  return std::sqrt(1.0 - absorption);
}

// One axis of an image: the n-th pair of mirrorings, its mirrored half if `mirrored`.
double image_at(double source, double size, int n, bool mirrored) {
  return 2.0 * n * size + (mirrored ? -source : source);
}

// How often it has met a wall on its way.
int bounces(int n, bool mirrored) {
  return std::abs(n) + std::abs(n - (mirrored ? 1 : 0));
}

void add_tap(std::vector<float>& response, double distance, double amplitude) {
  const double place = distance / kSoundSpeed * kSampleRate;
  const auto index = static_cast<std::size_t>(place);
  if (index + 1 >= response.size()) return;
  const double rest = place - static_cast<double>(index);
  response[index] += static_cast<float>(amplitude * (1.0 - rest));
  response[index + 1] += static_cast<float>(amplitude * rest);
}

void high_pass(std::vector<float>& response) {
  const double kept = std::exp(-2.0 * std::numbers::pi * kHighPassHz / kSampleRate);
  double before = 0.0;
  double out = 0.0;
  for (float& sample : response) {
    out = kept * (out + static_cast<double>(sample) - before);
    before = static_cast<double>(sample);
    sample = static_cast<float>(out);
  }
}

// The time of falling by 60 dB, three times that from -5 to -25 dB of the energy still to come (Schroeder, J.
// Acoust. Soc. Am. 37, 1965; ISO 3382-2).
double decay_time_s(const std::vector<float>& response) {
  std::vector<double> left(response.size() + 1, 0.0);
  for (std::size_t i = response.size(); i-- > 0;) {
    left[i] = left[i + 1] + static_cast<double>(response[i]) * static_cast<double>(response[i]);
  }
  const auto time_of = [&](double share) {
    const auto fallen =
        std::find_if(left.begin(), left.end(), [&](double energy) { return energy <= share * left[0]; });
    return static_cast<double>(fallen - left.begin()) / kSampleRate;
  };
  return 3.0 * (time_of(0.00316) - time_of(0.316));
}

// A box decays more slowly along its long side than Eyring's mean says; what is too slow is damped evenly.
void damp_to(std::vector<float>& response, double rt60_s) {
  const double found_s = decay_time_s(response);
  if (found_s <= rt60_s) return;
  constexpr double kSixtyDb = 3.0 * std::numbers::ln10;  // of amplitude
  const double rate = kSixtyDb * (1.0 / rt60_s - 1.0 / found_s) / kSampleRate;
  for (std::size_t i = 0; i < response.size(); ++i) {
    response[i] *= static_cast<float>(std::exp(-rate * static_cast<double>(i)));
  }
}

bool inside(const RoomPoint& point, const RoomPoint& size) {
  return point.x > 0 && point.y > 0 && point.z > 0 && point.x < size.x && point.y < size.y &&
         point.z < size.z;
}

}  // namespace

double distance_m(const RoomPoint& a, const RoomPoint& b) {
  return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

std::span<const RoomShape> household_rooms() {
  static const std::array<RoomShape, 6> kRooms = {{
      {"kitchen", {3.6, 3.0, 2.5}, 0.45},
      {"eat-in kitchen", {5.2, 3.8, 2.6}, 0.55},
      {"living room", {5.4, 4.2, 2.5}, 0.40},
      {"large living room", {7.2, 4.8, 2.7}, 0.60},
      {"bedroom", {4.0, 3.4, 2.4}, 0.28},
      {"hall", {5.0, 1.8, 2.5}, 0.65},
  }};
  return kRooms;
}

std::vector<float> room_impulse(const RoomShape& room, const RoomPoint& source, const RoomPoint& microphone,
                                std::uint64_t seed) {
  SOTTO_ASSERT(inside(source, room.size) && inside(microphone, room.size));
  SOTTO_ASSERT(room.rt60_s >= 0.1 && room.rt60_s <= 1.0);
  const double reach = room.rt60_s * kSoundSpeed;
  const double reflection = reflection_of(room);
  std::vector<float> response(static_cast<std::size_t>(room.rt60_s * kSampleRate));
  MaterialRandom random(seed, "room impulse");
  const auto images = [&](double size) { return static_cast<int>(reach / (2.0 * size)) + 1; };
  const int nx = images(room.size.x);
  const int ny = images(room.size.y);
  const int nz = images(room.size.z);
  std::vector<double> strength(static_cast<std::size_t>(2 * (nx + ny + nz) + 4), 1.0);
  for (std::size_t walls = 1; walls < strength.size(); ++walls) {
    strength[walls] = strength[walls - 1] * reflection;
  }
  for (int x = -nx; x <= nx; ++x) {
    for (int y = -ny; y <= ny; ++y) {
      for (int z = -nz; z <= nz; ++z) {
        for (unsigned mirror = 0; mirror < 8; ++mirror) {
          const bool mx = (mirror & 1U) != 0;
          const bool my = (mirror & 2U) != 0;
          const bool mz = (mirror & 4U) != 0;
          const RoomPoint image{image_at(source.x, room.size.x, x, mx),
                                image_at(source.y, room.size.y, y, my),
                                image_at(source.z, room.size.z, z, mz)};
          const int walls = bounces(x, mx) + bounces(y, my) + bounces(z, mz);
          // The direct sound stays where it is.
          const double shift = walls == 0 ? 0.0 : random.between(-kDisplacement, kDisplacement);
          const double distance = std::max(kNearest, distance_m(image, microphone) + shift);
          if (distance < reach)
            add_tap(response, distance, strength[static_cast<std::size_t>(walls)] / distance);
        }
      }
    }
  }
  high_pass(response);
  damp_to(response, room.rt60_s);
  return response;
}

}  // namespace sotto
