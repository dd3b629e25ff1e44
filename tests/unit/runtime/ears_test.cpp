#include "runtime/ears.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace sotto {
namespace {

constexpr auto kFrame = static_cast<SampleCount>(kFrameSamples);

// Says what the test has written down, frame by frame; silence afterwards.
class ScriptedActivity final : public VoiceActivity {
 public:
  std::deque<Permille> script;
  int resets = 0;
  bool fails = false;

  Result<Permille> process(std::span<const float> /*frame*/) override {
    if (fails) return Error{ErrorCode::kEngineFailed, "voice activity"};
    if (script.empty()) return 0;
    const Permille next = script.front();
    script.pop_front();
    return next;
  }
  void reset() override { ++resets; }
};

class ScriptedDetector final : public WakeDetector {
 public:
  explicit ScriptedDetector(std::string name) : name_(std::move(name)) {}

  std::deque<std::optional<WakeProposal>> script;
  Permille peak = 0;
  SampleCount reset_to = -1;
  bool fails = false;

  Result<std::optional<WakeProposal>> process(std::span<const float> /*samples*/) override {
    if (fails) return Error{ErrorCode::kEngineFailed, name_};
    if (script.empty()) return std::optional<WakeProposal>();
    const auto next = script.front();
    script.pop_front();
    return next;
  }
  Permille take_peak() override { return std::exchange(peak, 0); }
  void reset(SampleCount at) override { reset_to = at; }
  std::string name() const override { return name_; }

 private:
  std::string name_;
};

class EarsTest : public testing::Test {
 protected:
  // Hears these probabilities, one a frame, and returns all events in order.
  std::vector<EventBody> hear(std::deque<Permille> script, std::uint64_t nonce = 0) {
    const std::size_t frames = script.size();
    activity_.script = std::move(script);
    std::vector<EventBody> all;
    for (std::size_t i = 0; i < frames; ++i) {
      auto events = ears_.hear(frame_, nonce);
      EXPECT_TRUE(events.ok());
      if (!events) break;
      for (EventBody& body : events.value()) all.push_back(std::move(body));
    }
    return all;
  }

  std::array<float, kFrameSamples> frame_{};
  ScriptedActivity activity_;
  ScriptedDetector micro_{"micro"};
  ScriptedDetector own_{"own"};
  Ears ears_{activity_, {&micro_, &own_}};
};

TEST_F(EarsTest, SpeechBeginsWithTwoFramesAndIsDatedBackToTheFirst) {
  const auto events = hear({0, 0, 0, 500, 500});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechStarted{3 * kFrame}));
  EXPECT_EQ(ears_.position(), 5 * kFrame);
}

TEST_F(EarsTest, OneFrameIsNoSpeech) {
  EXPECT_TRUE(hear({1000, 0, 1000, 499, 1000, 0}).empty());
}

TEST_F(EarsTest, SpeechAtTheVeryBeginning) {
  const auto events = hear({900, 900});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechStarted{0}));
}

// Seven frames of 32 ms are the first to be 200 ms or more.
TEST_F(EarsTest, APauseIsReportedAfterTwoHundredMilliseconds) {
  EXPECT_EQ(hear({900, 900, 900, 0, 0, 0, 0, 0, 0}).size(), 1U);
  const auto events = hear({0});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechPaused{{0, 3 * kFrame}}));
  EXPECT_TRUE(hear({0, 0, 0}).empty()) << "it is reported once";
}

TEST_F(EarsTest, UnsureSpeechKeepsSpeechGoingAndDoesNotBeginIt) {
  EXPECT_TRUE(hear({350, 499, 499, 350}).empty());
  std::deque<Permille> script = {900, 900, 350, 350, 350, 350, 350, 350, 350, 350};
  EXPECT_EQ(hear(script).size(), 1U);
  const auto events = hear({349, 349, 349, 349, 349, 349, 349});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechPaused{{4 * kFrame, 14 * kFrame}}));
}

TEST_F(EarsTest, AShortBreathIsNoPause) {
  EXPECT_EQ(hear({900, 900, 0, 0, 0, 0, 0, 0, 900, 900}).size(), 1U);
  const auto events = hear({0, 0, 0, 0, 0, 0, 0});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechPaused{{0, 10 * kFrame}}));
}

TEST_F(EarsTest, EveryStretchHasItsOwnBeginning) {
  hear({900, 900, 0, 0, 0, 0, 0, 0, 0});
  const auto events = hear({0, 900, 900});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechStarted{10 * kFrame}));
}

TEST_F(EarsTest, AProposalBringsTheScoresOfAllWithTheProposerFirst) {
  own_.script = {std::nullopt, WakeProposal{910, 700}};
  micro_.peak = 120;
  EXPECT_TRUE(hear({0}, 7).empty());
  micro_.peak = 450;
  const auto events = hear({0}, 8);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(WakeProposed{700, {{"own", 910}, {"micro", 450}}, 8}));
}

TEST_F(EarsTest, ADetectorsHighestScoreOfTheLatestSecondCounts) {
  own_.peak = 870;
  EXPECT_TRUE(hear({0}).empty());
  EXPECT_TRUE(hear(std::deque<Permille>(kPeakFrames - 2, 0)).empty());
  micro_.script = {WakeProposal{910, 700}};
  auto events = hear({0}, 8);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(WakeProposed{700, {{"micro", 910}, {"own", 870}}, 8}));
  micro_.script = {WakeProposal{910, 900}};
  events = hear({0}, 9);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(WakeProposed{900, {{"micro", 910}, {"own", 0}}, 9}));
}

TEST_F(EarsTest, SpeechIsReportedBeforeTheWakeInTheSameFrame) {
  micro_.script = {std::nullopt, WakeProposal{800, 1000}};
  const auto events = hear({900, 900}, 1);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<SpeechStarted>(events[0]));
  EXPECT_TRUE(std::holds_alternative<WakeProposed>(events[1]));
}

TEST_F(EarsTest, BothMayProposeAtOnce) {
  micro_.script = {WakeProposal{700, 400}};
  own_.script = {WakeProposal{990, 512}};
  const auto events = hear({0}, 3);
  ASSERT_EQ(events.size(), 1U);
  const auto& proposed = std::get<WakeProposed>(events.front());
  EXPECT_EQ(proposed.scores.size(), 2U);
  EXPECT_EQ(proposed.nonce, 3U);
}

TEST_F(EarsTest, LostSoundForgetsWhatWasGoingOn) {
  hear({900, 900, 900});
  ears_.resume_at(80'000);
  EXPECT_EQ(ears_.position(), 80'000);
  EXPECT_EQ(activity_.resets, 1);
  EXPECT_EQ(micro_.reset_to, 80'000);
  EXPECT_EQ(own_.reset_to, 80'000);
  EXPECT_TRUE(hear({0, 0, 0, 0, 0, 0, 0, 0}).empty()) << "the old stretch has no end";
  const auto events = hear({900, 900});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front(), EventBody(SpeechStarted{80'000 + 8 * kFrame}));
}

TEST_F(EarsTest, OneFrameBeforeALossIsNotHalfABeginning) {
  hear({900});
  ears_.resume_at(50'000);
  EXPECT_TRUE(hear({900, 0}).empty());
}

TEST_F(EarsTest, EnginesThatFailAreReported) {
  activity_.fails = true;
  auto heard = ears_.hear(frame_, 0);
  ASSERT_FALSE(heard.ok());
  EXPECT_EQ(heard.error().code, ErrorCode::kEngineFailed);
  activity_.fails = false;
  own_.fails = true;
  heard = ears_.hear(frame_, 0);
  ASSERT_FALSE(heard.ok());
  EXPECT_EQ(heard.error().detail, "own");
}

TEST_F(EarsTest, HearsSpeechWithoutAnyDetector) {
  Ears deaf(activity_, {});
  activity_.script = {900, 900};
  EXPECT_TRUE(deaf.hear(frame_, 0).value().empty());
  EXPECT_EQ(deaf.hear(frame_, 0).value().size(), 1U);
}

TEST_F(EarsTest, TakesWholeFramesOnly) {
  EXPECT_DEATH((void)ears_.hear(std::span<const float>(frame_).first(511), 0), "kFrameSamples");
}

}  // namespace
}  // namespace sotto
