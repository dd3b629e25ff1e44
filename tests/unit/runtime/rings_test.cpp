#include "runtime/rings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "runtime/ringer.hpp"

namespace sotto {
namespace {

float peak_of(const Speech& sound) {
  float peak = 0;
  for (const float sample : sound) peak = std::max(peak, std::abs(sample));
  return peak;
}

TEST(Rings, AreMoreThanHalfSilenceAndAsLoudAsAsked) {
  for (const AlertKind kind : {AlertKind::kTimer, AlertKind::kAlarm, AlertKind::kReminder}) {
    const Speech loud = make_ring(kind, 1000);
    EXPECT_EQ(loud.size(), 25'600U);
    EXPECT_GT(peak_of(loud), 0.3F);
    EXPECT_LT(peak_of(loud), 0.5F);
    EXPECT_NEAR(peak_of(make_ring(kind, 250)), peak_of(loud) / 4, 0.001F);
    EXPECT_EQ(peak_of(make_ring(kind, 0)), 0.0F);
    const auto silent = std::count_if(loud.begin(), loud.end(), [](float sample) { return sample == 0.0F; });
    EXPECT_GT(silent, 12'800);
  }
  EXPECT_NE(make_ring(AlertKind::kTimer, 1000), make_ring(AlertKind::kAlarm, 1000));
}

class Sink final : public AudioSink {
 public:
  [[nodiscard]] Result<void> play(Playback playback, SampleCount at) override {
    played.push_back(at);
    peaks.push_back(peak_of(playback.samples));
    return {};
  }
  void stop() override { ++stops; }
  [[nodiscard]] std::vector<std::uint64_t> take_finished() override { return {}; }

  std::vector<SampleCount> played;
  std::vector<float> peaks;
  int stops = 0;
};

TEST(Ringer, PlaysRoundAfterRoundUntilItEnds) {
  Sink sink;
  Ringer ringer(&sink);
  EXPECT_FALSE(ringer.tick(0, false));
  ringer.begin({1, AlertKind::kTimer, 1000}, 0, false);
  for (SampleCount at = 0; at < 80'000; at += 512) (void)ringer.tick(at, false);
  EXPECT_EQ(sink.played, (std::vector<SampleCount>{0, 25'600, 51'200, 76'800}));
  ringer.end(80'000, false);
  EXPECT_EQ(sink.stops, 1);
  EXPECT_FALSE(ringer.tick(200'000, false));
}

TEST(Ringer, GivesWayToWhatIsSpoken) {
  Sink sink;
  Ringer ringer(&sink);
  ringer.begin({1, AlertKind::kTimer, 1000}, 0, false);
  (void)ringer.tick(0, false);
  ringer.give_way(1000, false);
  EXPECT_EQ(sink.stops, 1) << "the round that was playing";
  (void)ringer.tick(2000, true);
  EXPECT_EQ(sink.played.size(), 1U) << "nothing over the voice";
  ringer.give_way(3000, true);
  EXPECT_EQ(sink.stops, 1) << "the voice is not cut off";
  (void)ringer.tick(4000, false);
  EXPECT_EQ(sink.played.size(), 2U);
}

TEST(Ringer, ANewLevelCountsAtOnce) {
  Sink sink;
  Ringer ringer(&sink);
  ringer.begin({1, AlertKind::kTimer, 1000}, 0, false);
  (void)ringer.tick(0, false);
  ringer.begin({1, AlertKind::kTimer, 200}, 512, false);
  (void)ringer.tick(1024, false);
  ASSERT_EQ(sink.peaks.size(), 2U);
  EXPECT_LT(sink.peaks[1], sink.peaks[0] / 4);
  ringer.begin({1, AlertKind::kTimer, 0}, 2048, false);
  EXPECT_FALSE(ringer.tick(3000, false));
}

}  // namespace
}  // namespace sotto
