// Live runs whose microphone is switched off and on, and what may be seen of a run from beside it.
#include <gtest/gtest.h>

#include <algorithm>

#include "live_stage.hpp"

namespace sotto {
namespace {

const char* const kOrder = "Alexa, turn on the kitchen light";

// Asks for this once the room has been heard so long.
std::function<std::vector<LiveRequest>()> ask_at(LiveStage& stage, Milliseconds at, LiveRequest request) {
  return [&stage, at, request, done = false]() mutable {
    if (done || to_milliseconds(stage.room.position()) < at) return std::vector<LiveRequest>();
    done = true;
    return std::vector<LiveRequest>{request};
  };
}

int muted_events(const LiveStage& stage) {
  return stage.record.count_events<CaptureMuted>();
}

TEST(LiveMute, NothingIsHeardWhileTheMicrophoneIsOff) {
  LiveStage stage({{kOrder, "start", 500, 2000, 0}, {kOrder, "start", 9000, 2000, 0}}, 20'000, nullptr, true);
  stage.take_requests = ask_at(stage, 6000, SetMuted{false});
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().wakes, 1) << stage.record.story();
  EXPECT_EQ(muted_events(stage), 2);
  EXPECT_EQ(stage.switched, (std::vector<bool>{true, false}));
  EXPECT_TRUE(stage.has_line(R"("prompt":"muted")"));
  EXPECT_TRUE(stage.has_line(R"("prompt":"unmuted")"));
  const auto louder = std::find_if(stage.states.begin(), stage.states.end(),
                                   [](const LiveState& state) { return state.level_dbfs > -100; });
  ASSERT_NE(louder, stage.states.end());
  EXPECT_FALSE(louder->muted) << "a level is sound as well";
}

TEST(LiveMute, TheSwitchCancelsWhatIsHeldAndListensToNothingMore) {
  Play play = intended_message();
  play.push_back({kOrder, "start", 40'000, 2500, 0});
  LiveStage stage(play);
  stage.take_requests = [&stage]() -> std::vector<LiveRequest> {
    const auto states = stage.record.message_states();
    if (states.empty() || states.back() != "held") return {};
    return {SetMuted{true}};
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().cancelled, 1) << stage.record.story();
  EXPECT_EQ(summary.value().devices, 0) << "the order after the switch was heard";
  EXPECT_TRUE(stage.messenger.kept.empty());
  EXPECT_EQ(stage.record.last_verdict(), "hold refuse cancelled-by-hand");
}

TEST(LiveMute, AWordThatTheSwitchCutsInTwoWakesNobody) {
  LiveStage stage({{kOrder, "start", 2000, 2000, 0}}, 12'000);
  stage.take_requests = ask_at(stage, 2200, SetMuted{true});
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().devices, 0) << stage.record.story();
}

TEST(LiveMute, ACancelFromBesideListensOn) {
  LiveStage stage(intended_message());
  stage.take_requests = ask_at(stage, 4000, Cancel{});
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().sent, 0) << stage.record.story();
  EXPECT_EQ(muted_events(stage), 0);
}

TEST(LiveMute, TheStateIsToldTenTimesASecond) {
  LiveStage stage(intended_message(), 60'000);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_GE(stage.states.size(), 400U);
  EXPECT_LE(stage.states.size(), 800U);
  const auto any = [&stage](auto what) {
    return std::any_of(stage.states.begin(), stage.states.end(), what);
  };
  EXPECT_TRUE(any([](const LiveState& state) { return state.dialog && state.speaking; }));
  EXPECT_TRUE(any([](const LiveState& state) { return !state.dialog && !state.speaking; }));
  EXPECT_TRUE(any([](const LiveState& state) { return state.level_dbfs > -60; }));
  EXPECT_TRUE(any([](const LiveState& state) { return state.level_dbfs == -100; }));
}

}  // namespace
}  // namespace sotto
