// How the replay driver hears rooms and plain sources out.

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/replay_driver.hpp"
#include "sim/room.hpp"

namespace sotto {
namespace {

// Takes nothing for speech and remembers what it was given.
class ListeningActivity final : public VoiceActivity {
 public:
  Result<Permille> process(std::span<const float> frame) override {
    heard.insert(heard.end(), frame.begin(), frame.end());
    return 0;
  }
  void reset() override {}

  std::vector<float> heard;
};

class NoPronouncer final : public Pronouncer {
 public:
  std::vector<Phonemes> pronounce(std::string_view /*text*/) const override { return {}; }
};

// Gives a number of loud samples, then ends; reading on after the end is a mistake.
class ShortSource final : public AudioSource {
 public:
  explicit ShortSource(std::size_t left) : left_(left) {}
  Result<std::size_t> read(std::span<float> frame) override {
    EXPECT_FALSE(ended_);
    const std::size_t count = std::min(left_, frame.size());
    std::fill(frame.begin(), frame.end(), 0.5F);
    left_ -= count;
    ended_ = count < frame.size();
    return count;
  }
  std::string name() const override { return "short"; }

 private:
  std::size_t left_;
  bool ended_ = false;
};

struct Desk {
  ListeningActivity activity;
  NoPronouncer pronouncer;

  Result<RunSummary> replay(AudioSource& source, AudioSink* sink) {
    Services services;
    services.voice_activity = &activity;
    services.pronouncer = &pronouncer;
    ReplayDriver driver(services, RunSetup{}, ReplayOptions{}, sink);
    return driver.run(source);
  }
};

constexpr std::size_t kTwoSeconds = 2 * kSampleRate;

TEST(RoomReplay, APlainSourceIsFollowedBySilence) {
  Desk desk;
  ShortSource source(1000);
  const auto summary = desk.replay(source, nullptr);
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  EXPECT_EQ(summary.value().audio_ms, 62);
  const auto& heard = desk.activity.heard;
  ASSERT_GE(heard.size(), 1000 + kTwoSeconds);
  EXPECT_LT(heard.size(), 1000 + kTwoSeconds + 2 * kFrameSamples);
  EXPECT_EQ(std::count(heard.begin(), heard.end(), 0.5F), 1000);
}

TEST(RoomReplay, ARoomGoesOnUnderTheSilenceAndItsLateTurnsAreHeard) {
  Desk desk;
  Scene scene;
  scene.file = "s.toml";
  scene.length_ms = 500;
  scene.backgrounds = {{4, "hum.flac", 0.0}};
  SceneTurn late;
  late.delay_ms = 3000;
  late.text = "late";
  scene.turns = {late};
  auto room =
      Room::make(scene, {[](const std::string&) -> Result<std::vector<float>> { return std::vector{0.125F}; },
                         [](const std::string&, const std::string&) -> Result<std::vector<float>> {
                           return std::vector<float>(16'000, 0.25F);
                         }});
  ASSERT_TRUE(room.ok());
  const auto summary = desk.replay(*room.value(), room.value().get());
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  const auto& heard = desk.activity.heard;
  EXPECT_EQ(summary.value().audio_ms, to_milliseconds(static_cast<SampleCount>(heard.size())));
  EXPECT_GE(heard.size(), 64'000 + kTwoSeconds - kFrameSamples);
  EXPECT_LT(heard.size(), 64'000 + kTwoSeconds + 2 * kFrameSamples);
  EXPECT_EQ(std::count(heard.begin(), heard.end(), 0.375F), 16'000);
  EXPECT_EQ(heard.back(), 0.125F);
}

}  // namespace
}  // namespace sotto
