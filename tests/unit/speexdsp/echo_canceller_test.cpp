// The canceller in a simulated room: what the loudspeaker plays comes back through the room, later and
// weaker.
#include "adapters/speexdsp/echo_canceller.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/units.hpp"
#include "ports/voice_activity.hpp"
#include "runtime/echo_free.hpp"
#include "sim/fast_convolution.hpp"
#include "sim/room_impulse.hpp"
#include "spoken.hpp"

namespace sotto {
namespace {

constexpr auto kRate = static_cast<std::size_t>(kSampleRate);

Sound repeated(const Sound& sound, std::size_t length) {
  Sound long_one;
  while (long_one.size() < length) long_one.insert(long_one.end(), sound.begin(), sound.end());
  long_one.resize(length);
  return long_one;
}

double power_db(std::span<const float> sound) {
  double sum = 1e-12;
  for (const float sample : sound) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return 10.0 * std::log10(sum / static_cast<double>(sound.size()));
}

// What the microphone hears of the loudspeaker: through a living room, after the sound system's delay.
Sound echo_of(const Sound& played, std::size_t delay, double gain_db) {
  const RoomShape& room = household_rooms().front();
  const RoomPoint loudspeaker{0.3 * room.size.x, 0.3 * room.size.y, 0.8};
  const RoomPoint microphone{0.3 * room.size.x + 0.3, 0.3 * room.size.y, 0.8};
  const Sound through = convolve(played, room_impulse(room, loudspeaker, microphone, 1));
  Sound echo(played.size(), 0.0F);
  const double gain = std::pow(10.0, (gain_db - power_db(through) + power_db(played)) / 20.0);
  for (std::size_t i = delay; i < echo.size(); ++i) {
    echo[i] = static_cast<float>(gain * static_cast<double>(through[i - delay]));
  }
  return echo;
}

Sound cancelled(EchoCanceller& canceller, const Sound& played, Sound captured) {
  for (std::size_t at = 0; at + kFrameSamples <= captured.size(); at += kFrameSamples) {
    canceller.process(std::span(played).subspan(at, kFrameSamples),
                      std::span(captured).subspan(at, kFrameSamples));
  }
  return captured;
}

std::unique_ptr<EchoCanceller> canceller(bool suppress_noise = false) {
  auto made = make_echo_canceller({.suppress_noise = suppress_noise});
  EXPECT_TRUE(made.ok());
  return std::move(made).value();
}

std::span<const float> between(const Sound& sound, double from_s, double to_s) {
  const auto at = [](double s) { return static_cast<std::size_t>(s * static_cast<double>(kRate)); };
  return std::span(sound).subspan(at(from_s), at(to_s) - at(from_s));
}

class Delayed : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(By, Delayed, testing::Values(20, 60, 120, 180, 250, 350),
                         [](const auto& each) { return std::to_string(each.param) + "ms"; });

TEST_P(Delayed, OurOwnVoiceIsTakenOut) {
  const Sound played = repeated(said("emma-light.flac"), 14 * kRate);
  const Sound echo = echo_of(played, static_cast<std::size_t>(GetParam()) * kRate / 1000, -6.0);
  const Sound left = cancelled(*canceller(), played, echo);
  const double removed = power_db(between(echo, 9, 13)) - power_db(between(left, 9, 13));
  RecordProperty("removed_db", static_cast<int>(removed));
  EXPECT_GT(removed, 20.0) << removed << " dB";
}

TEST(EchoCanceller, LeavesAPersonAloneWhileNothingIsPlayed) {
  const Sound person = repeated(said("emma-light.flac"), 6 * kRate);
  const Sound left = cancelled(*canceller(), Sound(person.size(), 0.0F), person);
  EXPECT_NEAR(power_db(between(left, 1, 5)), power_db(between(person, 1, 5)), 1.0);
}

// Whoever talks while Sotto speaks is heard: a quiet question is quiet in the sound that is left.
TEST(EchoCanceller, LeavesAPersonWhoTalksThroughThePrompt) {
  const std::size_t length = 14 * kRate;
  const Sound played = repeated(said("emma-light.flac"), length);
  Sound captured = echo_of(played, kRate / 10, -12.0);
  Sound person = repeated(said("emma-locked.flac"), length);
  std::fill(person.begin(), person.begin() + static_cast<std::ptrdiff_t>(9 * kRate), 0.0F);
  for (std::size_t i = 0; i < length; ++i) captured[i] += person[i];
  const Sound left = cancelled(*canceller(), played, captured);
  EXPECT_GT(power_db(between(left, 9, 13)), power_db(between(person, 9, 13)) - 8.0);
  EXPECT_LT(power_db(between(left, 5, 8.9)), power_db(between(left, 9, 13)) - 15.0);
}

TEST(EchoCanceller, LowersSteadyNoiseAndNotAVoice) {
  const std::size_t length = 8 * kRate;
  Sound noise(length);
  std::uint32_t seed = 1;
  for (float& sample : noise) {
    seed = seed * 1664525U + 1013904223U;
    sample = 0.01F * (static_cast<float>(seed >> 8U) / 8388608.0F - 1.0F);
  }
  const Sound silence(length, 0.0F);
  const Sound left = cancelled(*canceller(true), silence, noise);
  EXPECT_LT(power_db(between(left, 5, 7)), power_db(between(noise, 5, 7)) - 3.0);
  Sound person = repeated(said("emma-light.flac"), length);
  for (std::size_t i = 0; i < length; ++i) person[i] += noise[i];
  const Sound heard = cancelled(*canceller(true), silence, person);
  EXPECT_NEAR(power_db(between(heard, 3, 7)), power_db(between(person, 3, 7)), 2.0);
}

// A microphone and a loudspeaker in one room: the loudspeaker's sound reaches the microphone 100 ms later.
class EchoingRoom final : public AudioSource, public AudioSink {
 public:
  Result<std::size_t> read(std::span<float> frame) override {
    for (float& sample : frame) {
      const std::size_t at = position_++;
      sample = at >= kDelay && at - kDelay < played_.size() ? 0.5F * played_[at - kDelay] : 0.0F;
    }
    return frame.size();
  }
  SampleCount take_lost() override { return 0; }
  std::string name() const override { return "room"; }
  Result<void> play(Playback playback, SampleCount at) override {
    const std::size_t from = std::max(static_cast<std::size_t>(at), played_.size());
    played_.resize(from, 0.0F);
    played_.insert(played_.end(), playback.samples.begin(), playback.samples.end());
    return {};
  }
  void stop() override { played_.resize(std::min(played_.size(), position_)); }
  std::vector<std::uint64_t> take_finished() override { return {}; }

 private:
  static constexpr std::size_t kDelay = kRate / 10;
  std::size_t position_ = 0;
  Sound played_;
};

// What the driver does: prompts now and then, one of them cut short.
TEST(EchoFree, HearsNothingOfItsOwnPromptsOnceItKnowsTheRoom) {
  EchoingRoom room;
  const auto each = canceller();
  EchoFree free(room, room, each.get());
  const Sound prompt = said("emma-light.flac");
  Sound heard;
  std::array<float, kFrameSamples> frame{};
  const auto listen = [&](std::size_t until) {
    while (heard.size() < until) {
      ASSERT_TRUE(free.read(frame).ok());
      heard.insert(heard.end(), frame.begin(), frame.end());
    }
  };
  for (std::uint64_t id = 1; id <= 6; ++id) {
    ASSERT_TRUE(free.play({id, "told", "", prompt}, static_cast<SampleCount>(heard.size())).ok());
    listen(heard.size() + prompt.size() / (id == 3 ? 2 : 1) + kRate / 2);
    free.stop();
  }
  const std::span<const float> last = std::span(heard).last(prompt.size());
  EXPECT_LT(power_db(last), power_db(prompt) - 6.0 - 18.0);
  const std::span<const float> first = std::span(heard).first(prompt.size());
  EXPECT_GT(power_db(first), power_db(last) + 6.0) << "at first it does not know the room";
}

}  // namespace
}  // namespace sotto
