#include "sim/room_impulse.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/units.hpp"
#include "sim/fast_convolution.hpp"
#include "sim/material_random.hpp"

namespace sotto {
namespace {

constexpr RoomPoint kMicrophone{0.8, 0.3, 1.0};

// The time in which the energy that is still to come falls from -5 to -25 dB, times three (Schroeder 1965,
// ISO 3382-2 T20).
double measured_rt60(const std::vector<float>& response) {
  std::vector<double> left(response.size() + 1, 0.0);
  for (std::size_t i = response.size(); i-- > 0;) {
    left[i] = left[i + 1] + static_cast<double>(response[i]) * static_cast<double>(response[i]);
  }
  const auto time_of = [&](double db) {
    const double limit = left[0] * std::pow(10.0, db / 10.0);
    std::size_t i = 0;
    while (left[i] > limit) ++i;
    return static_cast<double>(i) / kSampleRate;
  };
  return 3.0 * (time_of(-25.0) - time_of(-5.0));
}

TEST(RoomImpulse, EnergyDecaysAsFastAsTheRoomSays) {
  for (const RoomShape& room : household_rooms()) {
    const RoomPoint seat{room.size.x - 0.7, room.size.y - 0.6, 1.2};
    const std::vector<float> response = room_impulse(room, seat, kMicrophone, 1);
    EXPECT_GT(measured_rt60(response), 0.8 * room.rt60_s) << room.name;
    EXPECT_LT(measured_rt60(response), 1.15 * room.rt60_s) << room.name;
  }
}

TEST(RoomImpulse, DirectSoundComesAtItsTimeAndFallsWithDistance) {
  const RoomShape& room = household_rooms()[3];
  const auto peak_at = [&](double metres) {
    const RoomPoint source{kMicrophone.x + metres, kMicrophone.y + 1.0, kMicrophone.z};
    const std::vector<float> response = room_impulse(room, source, kMicrophone, 1);
    const double distance = distance_m(source, kMicrophone);
    const auto index = static_cast<std::size_t>(distance / 343.0 * kSampleRate);
    double before = 0.0;
    for (std::size_t i = 0; i + 2 < index; ++i)
      before = std::max(before, std::abs(static_cast<double>(response[i])));
    EXPECT_LT(before, 1e-6);
    // Linear interpolation divides the clap between two samples.
    return static_cast<double>(response[index] + response[index + 1]) * distance;
  };
  EXPECT_NEAR(peak_at(1.0), 1.0, 0.1);
  EXPECT_NEAR(peak_at(4.0), 1.0, 0.1);
}

TEST(RoomImpulse, SameSeedSameRoom) {
  const RoomShape& room = household_rooms()[4];
  const RoomPoint seat{2.0, 2.0, 1.4};
  EXPECT_EQ(room_impulse(room, seat, kMicrophone, 5), room_impulse(room, seat, kMicrophone, 5));
  EXPECT_NE(room_impulse(room, seat, kMicrophone, 5), room_impulse(room, seat, kMicrophone, 6));
}

TEST(Convolve, IsWhatTheDefinitionSays) {
  MaterialRandom random(3);
  const auto draw = [&](std::size_t count) {
    std::vector<float> numbers(count);
    for (float& number : numbers) number = static_cast<float>(random.between(-1.0, 1.0));
    return numbers;
  };
  for (const auto& [length, taps] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {5, 9}, {1000, 37}, {64, 64}}) {
    const std::vector<float> signal = draw(length);
    const std::vector<float> response = draw(taps);
    const std::vector<float> fast = convolve(signal, response);
    ASSERT_EQ(fast.size(), length + taps - 1);
    for (std::size_t n = 0; n < fast.size(); ++n) {
      double sum = 0.0;
      for (std::size_t k = 0; k < taps; ++k) {
        if (n >= k && n - k < length)
          sum += static_cast<double>(response[k]) * static_cast<double>(signal[n - k]);
      }
      EXPECT_NEAR(fast[n], sum, 1e-4) << length << " * " << taps << " at " << n;
    }
  }
  EXPECT_TRUE(convolve({}, std::vector<float>{1.0F}).empty());
}

}  // namespace
}  // namespace sotto
