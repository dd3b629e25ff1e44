// Live runs in which everything works: what is sent, what is cancelled, when a run ends.
#include "runtime/live_driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "live_stage.hpp"

namespace sotto {
namespace {

using States = std::vector<std::string>;

bool held(const Effect& effect) {
  const auto* message = std::get_if<ReportMessage>(&effect);
  return message != nullptr && message->state == MessageState::kHeld;
}

TEST(LiveDriver, AnIntendedMessageIsSent) {
  LiveStage stage(intended_message());
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  EXPECT_EQ(summary.value().sent, 1) << stage.record.story();
  EXPECT_EQ(summary.value().wakes, 1);
  EXPECT_EQ(summary.value().dialogs, 1);
  EXPECT_EQ(summary.value().audio_ms, 60'000);
  EXPECT_EQ(stage.record.message_states(), (States{"recording", "held", "sending", "sent"}));
  EXPECT_EQ(stage.room.played(), (States{"to-whom", "confirm", "message-intro", "message", "hold", "sent"}));
  EXPECT_TRUE(stage.has_line(R"("state":"sent")"));
  EXPECT_TRUE(stage.has_line(R"("text":"To whom?")"));
}

TEST(LiveDriver, WhatIsDeliveredIsTheMessageAndNothingElse) {
  Play play = intended_message();
  play.push_back({"so much for that", "after:hold", 1000, 3000, 0});
  LiveStage stage(play);
  ASSERT_TRUE(stage.run().ok());
  ASSERT_EQ(stage.messenger.kept.size(), 1U) << stage.record.story();
  const Delivery& delivery = stage.messenger.kept.front();
  EXPECT_EQ(lines_in(delivery.samples), std::vector<std::size_t>{3});
  EXPECT_EQ(delivery.contact, "Maria Alvarez");
  EXPECT_EQ(delivery.transcript, "dinner is ready");
  const auto spoken = std::count_if(delivery.samples.begin(), delivery.samples.end(),
                                    [](float sample) { return sample != 0.0F; });
  EXPECT_EQ(spoken, to_samples(2000)) << "the whole of it";
}

TEST(LiveDriver, EveryEventIsRecordedBeforeItsEffects) {
  LiveStage stage(intended_message());
  std::size_t events_at_send = 0;
  stage.on_effect = [&](const Effect& effect) {
    if (std::holds_alternative<SendMessage>(effect)) events_at_send = stage.record.events().size();
  };
  ASSERT_TRUE(stage.run().ok());
  ASSERT_GT(events_at_send, 0U);
  EXPECT_TRUE(std::holds_alternative<TimerFired>(stage.record.events()[events_at_send - 1].body));
  std::uint64_t sequence = 0;
  Milliseconds before = 0;
  for (const Event& event : stage.record.events()) {
    EXPECT_EQ(event.sequence, ++sequence);
    EXPECT_GE(event.at, before);
    before = event.at;
  }
}

TEST(LiveDriver, CancelInTheHoldIsHeard) {
  Play play = intended_message();
  play.push_back({"cancel", "during:hold", 300, 700, 1});
  LiveStage stage(play);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().cancelled, 1) << stage.record.story();
  EXPECT_EQ(stage.record.last_verdict(), "hold refuse cancelled-by-voice");
  EXPECT_TRUE(stage.messenger.kept.empty());
  EXPECT_EQ(stage.room.played().back(), "cancelled");
}

// The prompt that is cut off is one that nobody heard to its end.
TEST(LiveDriver, APromptThatIsCutOffHasNotBeenHeard) {
  Play play = intended_message();
  play.push_back({"cancel", "during:hold", 300, 700, 1});
  LiveStage stage(play);
  ASSERT_TRUE(stage.run().ok());
  std::uint64_t hold = 0;
  for (const Effect& effect : stage.record.effects()) {
    const auto* said = std::get_if<Speak>(&effect);
    if (said != nullptr && said->prompt == Prompt::kHold) hold = said->id;
  }
  ASSERT_NE(hold, 0U);
  int finished = 0;
  for (const Event& event : stage.record.events()) {
    const auto* prompt = std::get_if<PromptFinished>(&event.body);
    if (prompt == nullptr || prompt->prompt != hold) continue;
    ++finished;
    EXPECT_FALSE(prompt->heard);
  }
  EXPECT_EQ(finished, 1);
  EXPECT_EQ(stage.room.cut_off(), States{"hold"});
}

TEST(LiveDriver, TalkThroughTheQuestionIsNoAnswer) {
  Play play = intended_message();
  play.push_back({"and then we went home", "during:to-whom", 100, 2000, 1});
  LiveStage stage(play);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.record.last_verdict(), "contact refuse talk-through-prompt") << stage.record.story();
  EXPECT_TRUE(stage.messenger.kept.empty());
}

TEST(LiveDriver, AnotherVoiceCannotConfirm) {
  Play play = intended_message();
  play[1].on = "never";
  play[0].text = "Alexa, send a message to Maria";
  play[2].person = 1;
  LiveStage stage(play);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.record.last_verdict(), "confirm refuse different-voice") << stage.record.story();
  EXPECT_TRUE(stage.messenger.kept.empty());
}

// The source ends while the message is held; the hold goes on, and the delivery is waited for.
TEST(LiveDriver, AnOpenHoldOutlivesItsSourceAndItsDeliveryIsReported) {
  LiveStage stage(intended_message(), 16'000);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().audio_ms, 16'000);
  EXPECT_EQ(stage.messenger.kept.size(), 1U) << stage.record.story();
  EXPECT_EQ(summary.value().sent, 1);
  EXPECT_EQ(stage.record.message_states().back(), "sent");
}

// As above, with a channel that is slower than the rest of the run: nothing goes on any more, but the speaker
// is still told what came of it.
TEST(LiveDriver, ALateDeliveryIsWaitedForAtTheEnd) {
  LiveStage stage(intended_message(), 16'000);
  const Milliseconds never = 1'000'000'000;
  stage.channel.delay(never);
  stage.go_on_without<SendMessage>(1, never);
  Milliseconds handed_over = 0;
  Milliseconds answered = 0;
  bool sending = false;
  stage.on_effect = [&](const Effect& effect) {
    if (!std::holds_alternative<SendMessage>(effect)) return;
    sending = true;
    handed_over = stage.record.events().back().at;
  };
  stage.record.on_event = [&answered](const Event& event) {
    if (std::holds_alternative<MessageDelivered>(event.body)) answered = event.at;
  };
  stage.on_idle = [&] {
    if (sending) stage.time.end();
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().sent, 1) << stage.record.story();
  EXPECT_EQ(stage.messenger.kept.size(), 1U);
  EXPECT_EQ(stage.room.played().back(), "sent");
  EXPECT_GT(answered, handed_over) << "it listens on meanwhile";
}

TEST(LiveDriver, AnEmptySourceEndsTheRun) {
  LiveStage stage({}, 0);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().audio_ms, 0);
  EXPECT_EQ(summary.value().wakes, 0);
  EXPECT_TRUE(stage.lines.empty());
}

TEST(LiveDriver, SaysWhenNothingGoesOn) {
  LiveStage quiet({}, 10'000);
  ASSERT_TRUE(quiet.run().ok());
  LiveStage busy(intended_message(), 10'000);
  ASSERT_TRUE(busy.run().ok());
  // Two seconds are heard after the end; the dialog is open from the wake word on.
  EXPECT_GT(quiet.idle, 300);
  EXPECT_LT(busy.idle, 200);
}

TEST(LiveDriver, ALampNeedsNoQuestion) {
  LiveStage stage({{"Alexa, turn on the kitchen light", "start", 500, 2500, 0}}, 20'000);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().devices, 1) << stage.record.story();
  EXPECT_TRUE(stage.has_line(R"("result":"no-device")"));
  EXPECT_EQ(stage.room.played(), States{"no-device"});
}

// Speech that goes on takes back the decode of its first part.
TEST(LiveDriver, AResultThatIsNoLongerWantedChangesNothing) {
  LiveStage stage({{"Alexa, turn on the", "start", 500, 1500, 0}, {"kitchen light", "start", 2400, 1000, 0}},
                  20'000);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().devices, 1) << stage.record.story();
}

// One thread ends the run while the message is held. The run waits for it on a condition, not on time.
class OtherThread {
 public:
  explicit OtherThread(std::function<void()> act) : thread_([this, act = std::move(act)] { work(act); }) {}
  ~OtherThread() {
    go(false);
    thread_.join();
  }
  OtherThread(const OtherThread&) = delete;
  OtherThread& operator=(const OtherThread&) = delete;

  void let_act() {
    go(true);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return acted_; });
  }

 private:
  void go(bool act) {
    {
      const std::lock_guard lock(mutex_);
      if (!go_) act_ = act;
      go_ = true;
    }
    changed_.notify_all();
  }
  void work(const std::function<void()>& act) {
    bool wanted = false;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return go_; });
      wanted = act_;
    }
    if (wanted) act();
    {
      const std::lock_guard lock(mutex_);
      acted_ = true;
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool go_ = false;
  bool act_ = false;
  bool acted_ = false;
  std::thread thread_;
};

TEST(LiveDriver, StoppedFromAnotherThreadItSendsNothingThatIsHeld) {
  LiveStage stage(intended_message());
  OtherThread other([&stage] { stage.driver().stop(); });
  stage.on_effect = [&other](const Effect& effect) {
    if (held(effect)) other.let_act();
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(stage.record.message_states().back(), "cancelled") << stage.record.story();
  EXPECT_EQ(stage.record.last_verdict(), "hold refuse cancelled-by-hand");
  EXPECT_EQ(summary.value().cancelled, 1);
  EXPECT_TRUE(stage.messenger.kept.empty());
  EXPECT_LT(summary.value().audio_ms, 60'000);
}

TEST(LiveDriver, CancelledFromAnotherThreadItListensOn) {
  Play play = intended_message();
  play.push_back({"Alexa, turn on the kitchen light", "start", 45'000, 2500, 0});
  LiveStage stage(play);
  OtherThread other([&stage] { stage.driver().cancel(); });
  stage.on_effect = [&other](const Effect& effect) {
    if (held(effect)) other.let_act();
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().cancelled, 1) << stage.record.story();
  EXPECT_EQ(summary.value().devices, 1);
  EXPECT_TRUE(stage.messenger.kept.empty());
}

// What was handed over before the stop arrives, and says so: a message is never left unknown in silence.
TEST(LiveDriver, StoppedWhileADeliveryRunsItReportsWhatCameOfIt) {
  LiveStage stage(intended_message());
  OtherThread other([&stage] { stage.driver().stop(); });
  stage.on_effect = [&other](const Effect& effect) {
    if (std::holds_alternative<SendMessage>(effect)) other.let_act();
  };
  stage.deliver_only_after<CancelledByHand>();
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(stage.messenger.kept.size(), 1U) << stage.record.story();
  EXPECT_EQ(summary.value().sent, 1);
  EXPECT_EQ(stage.record.message_states().back(), "sent");
}

TEST(LiveDriver, StoppedBeforeItBeganItHearsNothing) {
  LiveStage stage(intended_message());
  stage.driver().stop();
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().audio_ms, 0);
  EXPECT_EQ(stage.room.position(), 0);
}

TEST(LiveDriver, RefusesAWrongSentenceBeforeItListens) {
  const Play nothing;
  PlayedRoom room(nothing, 1000);
  RunSetup setup = setup_of_plays();
  setup.words.sentences.intents.front().sentences.front().text = "send a (message";
  PlayedActivity activity;
  SpellingPronouncer pronouncer;
  Services services;
  services.voice_activity = &activity;
  services.pronouncer = &pronouncer;
  LiveDriver driver(services, setup, {}, room);
  const auto summary = driver.run(room);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, ErrorCode::kFileInvalid);
  EXPECT_EQ(room.position(), 0);
}

TEST(LiveDriverDeathTest, RefusesAPolicyThatMayNotListenLive) {
  const Play nothing;
  PlayedRoom room(nothing, 1000);
  RunSetup setup = setup_of_plays();
  setup.policy.live = false;
  PlayedActivity activity;
  Services services;
  services.voice_activity = &activity;
  EXPECT_DEATH(LiveDriver(services, setup, {}, room), "policy.live");
}

}  // namespace
}  // namespace sotto
