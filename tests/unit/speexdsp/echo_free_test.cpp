// Which playbacks EchoFree measures, what it finds, and when it says that they have ended.
#include "runtime/echo_free.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "ports/voice_activity.hpp"
#include "spoken.hpp"

namespace sotto {
namespace {

constexpr SampleCount kDelay = to_samples(300);

// The loudspeaker says that it is done when its last sample has left; the microphone hears it 300 ms later.
class Room final : public AudioSource, public AudioSink {
 public:
  explicit Room(float gain) : gain_(gain) {}

  Result<std::size_t> read(std::span<float> frame) override {
    for (float& sample : frame) {
      const auto at = static_cast<std::size_t>(std::max<SampleCount>(0, position_ - kDelay));
      sample = position_ >= kDelay && at < played_.size() ? gain_ * played_[at] : 0.0F;
      ++position_;
    }
    return frame.size();
  }
  SampleCount take_lost() override { return 0; }
  std::string name() const override { return "room"; }
  Result<void> play(Playback playback, SampleCount /*at*/) override {
    played_.resize(std::max(static_cast<std::size_t>(position_), played_.size()), 0.0F);
    played_.insert(played_.end(), playback.samples.begin(), playback.samples.end());
    ends_.emplace_back(playback.id, static_cast<SampleCount>(played_.size()));
    return {};
  }
  void stop() override { ends_.clear(); }
  std::vector<std::uint64_t> take_finished() override {
    std::vector<std::uint64_t> finished;
    while (!ends_.empty() && ends_.front().second <= position_) {
      finished.push_back(ends_.front().first);
      ends_.erase(ends_.begin());
    }
    return finished;
  }
  std::vector<std::uint64_t> take_failed() override { return std::exchange(failing_, {}); }

  void fail_all() {
    for (const auto& [id, end] : std::exchange(ends_, {})) failing_.push_back(id);
  }
  [[nodiscard]] SampleCount position() const { return position_; }

 private:
  float gain_;
  SampleCount position_ = 0;
  Sound played_;
  std::vector<std::pair<std::uint64_t, SampleCount>> ends_;
  std::vector<std::uint64_t> failing_;
};

struct Ended {
  std::uint64_t id = 0;
  SampleCount at = 0;
  std::optional<PromptEcho> echo;
};

// Reads as the driver does until so much has been heard.
std::vector<Ended> hear(EchoFree& free, const Room& room, SampleCount until) {
  std::vector<Ended> ended;
  std::array<float, kFrameSamples> frame{};
  while (room.position() < until) {
    EXPECT_TRUE(free.read(frame).ok());
    for (const std::uint64_t id : free.take_finished())
      ended.push_back({id, room.position(), free.take_echo(id)});
  }
  return ended;
}

constexpr SampleCount kFrame = static_cast<SampleCount>(kFrameSamples);

TEST(EchoFree, AQuestionEndsWhenItsEchoHasEnded) {
  Room room(0.1F);
  EchoFree free(room, room, nullptr);
  const Sound sound = prompt();
  ASSERT_TRUE(free.play({7, "to-whom", "To whom?", sound}, 0).ok());
  const auto ended = hear(free, room, 10 * kSampleRate);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended.front().id, 7U);
  ASSERT_TRUE(ended.front().echo.has_value());
  EXPECT_TRUE(ended.front().echo->found);
  EXPECT_GE(ended.front().echo->over_talk_db, 15);
  const SampleCount over = static_cast<SampleCount>(sound.size()) + kDelay;
  EXPECT_GE(ended.front().at, over);
  EXPECT_LE(ended.front().at, over + 2 * kFrame);
  EXPECT_FALSE(free.take_echo(7).has_value()) << "told twice";
}

TEST(EchoFree, AQuestionThatNobodyHearsEndsWithoutAnEcho) {
  Room room(0.0F);
  EchoFree free(room, room, nullptr);
  const Sound sound = prompt();
  ASSERT_TRUE(free.play({7, "confirm", "Maria Alvarez, right?", sound}, 0).ok());
  const auto ended = hear(free, room, 10 * kSampleRate);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended.front().echo, PromptEcho{});
  EXPECT_LE(ended.front().at, static_cast<SampleCount>(sound.size()) + to_samples(kEchoDelayMax) + kFrame);
}

TEST(EchoFree, OnlyQuestionsAreMeasuredAndNoneWithAHeadset) {
  Room room(0.1F);
  EchoFree free(room, room, nullptr);
  const Sound sound = prompt();
  ASSERT_TRUE(free.play({1, "told", "The lamp is on.", sound}, 0).ok());
  ASSERT_TRUE(free.play({2, "message-intro", "Say your message after the tone.", sound}, 0).ok());
  const auto ended = hear(free, room, 10 * kSampleRate);
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_FALSE(ended[0].echo.has_value());
  EXPECT_LE(ended[0].at, static_cast<SampleCount>(sound.size()) + kFrame);
  ASSERT_TRUE(ended[1].echo.has_value());
  EXPECT_TRUE(ended[1].echo->found);

  Room far(0.1F);
  EchoFree headset(far, far, nullptr, false);
  ASSERT_TRUE(headset.play({3, "to-whom", "To whom?", sound}, 0).ok());
  const auto trusted = hear(headset, far, 10 * kSampleRate);
  ASSERT_EQ(trusted.size(), 1U);
  EXPECT_FALSE(trusted.front().echo.has_value());
}

TEST(EchoFree, WhatIsStoppedOrFailsIsNotToldOf) {
  Room room(0.1F);
  EchoFree free(room, room, nullptr);
  ASSERT_TRUE(free.play({1, "to-whom", "To whom?", prompt()}, 0).ok());
  EXPECT_TRUE(hear(free, room, kSampleRate / 2).empty());
  free.stop();
  EXPECT_TRUE(hear(free, room, 5 * kSampleRate).empty());
  ASSERT_TRUE(free.play({2, "to-whom", "To whom?", prompt()}, 0).ok());
  room.fail_all();
  EXPECT_EQ(free.take_failed(), std::vector<std::uint64_t>{2});
  ASSERT_TRUE(free.play({3, "to-whom", "To whom?", prompt()}, 0).ok());
  const auto ended = hear(free, room, 12 * kSampleRate);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended.front().id, 3U);
}

}  // namespace
}  // namespace sotto
