// Live runs in which something goes wrong: nothing is sent that nobody confirmed, and what can go on does.
#include <gtest/gtest.h>

#include <algorithm>

#include "live_stage.hpp"

namespace sotto {
namespace {

using States = std::vector<std::string>;

// The whole dialog is said again, late enough for a run that has come back from its fault.
Play said_twice(Milliseconds again_at) {
  Play play = intended_message();
  PlayLine again = play.front();
  again.delay_ms = again_at;
  play.push_back(again);
  for (std::size_t i = 1; i < 4; ++i) {
    const PlayLine line = play[i];
    play.push_back(line);
  }
  return play;
}

// The moment, in this play without faults, at which the first effect that fits was made.
Milliseconds moment_of(const Play& play, const std::function<bool(const Effect&)>& fits) {
  LiveStage stage(play);
  Milliseconds at = -1;
  stage.on_effect = [&](const Effect& effect) {
    if (at < 0 && fits(effect)) at = to_milliseconds(stage.room.position());
  };
  EXPECT_TRUE(stage.run().ok());
  EXPECT_GE(at, 0);
  return at;
}

bool is_state(const Effect& effect, MessageState state) {
  const auto* message = std::get_if<ReportMessage>(&effect);
  return message != nullptr && message->state == state;
}

Milliseconds moment_of_hold(const Play& play) {
  return moment_of(play, [](const Effect& effect) { return is_state(effect, MessageState::kHeld); });
}

TEST(LiveFaults, AMicrophoneThatVanishesInTheHoldLeavesTheMessageWaiting) {
  const Play play = intended_message();
  LiveStage stage(play);
  stage.source.lose_device(moment_of_hold(play) + 4000, 40, 3000);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  EXPECT_EQ(stage.notices, (States{"sound-lost", "sound-back"}));
  EXPECT_EQ(stage.record.message_states(), (States{"recording", "held", "waiting"})) << stage.record.story();
  EXPECT_EQ(stage.record.last_verdict(), "hold escalate sound-lost");
  EXPECT_EQ(summary.value().held, 1);
  EXPECT_TRUE(stage.messenger.kept.empty());
  EXPECT_EQ(summary.value().audio_ms, 60'000) << "what was lost counts as time";
}

TEST(LiveFaults, AMicrophoneThatVanishesInADialogEndsItAndTheNextOneIsHeard) {
  const Play play = said_twice(20'000);
  const Milliseconds asked =
      moment_of(play, [](const Effect& effect) { return std::holds_alternative<Speak>(effect); });
  LiveStage stage(play, 90'000);
  stage.source.lose_device(asked + 200, 7, 500);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  EXPECT_EQ(stage.notices, (States{"sound-lost", "sound-back"}));
  EXPECT_EQ(summary.value().reason, "sound-lost") << stage.record.story();
  EXPECT_EQ(summary.value().sent, 1) << stage.record.story();
}

TEST(LiveFaults, AMicrophoneThatNeverComesBackIsNoEndByItself) {
  LiveStage stage(intended_message());
  stage.source.lose_device(1000, 100'000, 0);
  int idle_when_stopped = 0;
  // The sound stands still, so the run ends by hand only.
  stage.source.before_failing = [&stage, &idle_when_stopped](int reads) {
    if (reads != 50) return;
    idle_when_stopped = stage.idle;
    stage.driver().stop();
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(stage.notices, States{"sound-lost"});
  EXPECT_GT(idle_when_stopped, 0);
  EXPECT_LE(summary.value().audio_ms, 1100);
}

TEST(LiveFaults, AnOverrunInTheMessageRefusesIt) {
  const Play play = intended_message();
  const Milliseconds recording =
      moment_of(play, [](const Effect& effect) { return is_state(effect, MessageState::kRecording); });
  LiveStage stage(play);
  stage.source.overrun(recording + 1000, 100);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.record.last_verdict(), "record refuse sound-lost") << stage.record.story();
  EXPECT_TRUE(stage.notices.empty()) << "the device is there";
  EXPECT_TRUE(stage.messenger.kept.empty());
}

TEST(LiveFaults, ASourceThatBreaksOffEndsTheRunAndWhatIsHeldWaits) {
  const Play play = intended_message();
  LiveStage stage(play);
  stage.source.break_off(moment_of_hold(play) + 4000, ErrorCode::kStreamStalled);
  const auto summary = stage.run();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, ErrorCode::kStreamStalled);
  EXPECT_EQ(stage.record.message_states().back(), "waiting") << stage.record.story();
  EXPECT_TRUE(stage.messenger.kept.empty());
}

TEST(LiveFaults, ASourceThatBreaksOffDuringADeliveryStillReportsIt) {
  LiveStage stage(intended_message());
  stage.on_effect = [&stage](const Effect& effect) {
    if (std::holds_alternative<SendMessage>(effect)) {
      stage.source.break_off(0, ErrorCode::kStreamMisaligned);
    }
  };
  stage.deliver_only_after<SoundLost>();
  const auto summary = stage.run();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, ErrorCode::kStreamMisaligned);
  EXPECT_EQ(stage.messenger.kept.size(), 1U);
  EXPECT_EQ(stage.record.message_states().back(), "sent") << stage.record.story();
}

// The first look at the wake word and the transcript that goes with the message may fail: the pause's
// transcript judges the one, and the sound is the message. Nothing else may.
TEST(LiveFaults, ARecognizerThatFailsOnceSendsOnlyWhatWasMeant) {
  std::vector<int> sent;
  for (int call = 1; call <= 5; ++call) {
    LiveStage stage(intended_message());
    stage.recognizer.failures.fail_call(call, ErrorCode::kEngineFailed);
    ASSERT_TRUE(stage.run().ok());
    for (const Delivery& delivery : stage.messenger.kept) {
      EXPECT_EQ(lines_in(delivery.samples), std::vector<std::size_t>{3});
      EXPECT_EQ(delivery.transcript.empty(), call == 5);
      sent.push_back(call);
    }
    EXPECT_GE(stage.recognizer.failures.count(), call) << "this call was never made";
  }
  EXPECT_EQ(sent, (std::vector<int>{1, 5}));
}

TEST(LiveFaults, ARecognizerThatIsGoneWakesNobody) {
  LiveStage stage(said_twice(20'000));
  stage.recognizer.failures.fail_always(ErrorCode::kEngineFailed);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().wakes, 0);
  EXPECT_EQ(stage.record.last_verdict(), "wake refuse recognizer-failed");
  EXPECT_TRUE(stage.room.played().empty());
}

TEST(LiveFaults, ATranscriptThatComesTooLateIsNone) {
  LiveStage stage(said_twice(20'000), 80'000);
  stage.recognizer.delay_call(1, 15'000);
  stage.go_on_without<Transcribe>(1, 15'000);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().wakes, 1) << stage.record.story();
  EXPECT_EQ(summary.value().sent, 1) << "the second one is heard";
  // The late answer is given, and changes nothing.
  const auto first =
      std::find_if(stage.record.effects().begin(), stage.record.effects().end(),
                   [](const Effect& effect) { return std::holds_alternative<ReportWake>(effect); });
  EXPECT_EQ(std::get<ReportWake>(*first).judgement.reason, Reason::kRecognizerFailed);
}

// The recogniser is busy with the first look while the speaker pauses twice: what was asked at those pauses
// is taken back before its turn comes.
TEST(LiveFaults, ADecodeThatIsTakenBackInTimeIsNeverMade) {
  LiveStage stage({{"Alexa, turn on", "start", 500, 1500, 0},
                   {"the kitchen", "start", 2400, 500, 0},
                   {"light", "start", 3300, 600, 0}},
                  20'000);
  stage.recognizer.delay_call(1, 4500);
  stage.go_on_without<Transcribe>(1, 4500);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().devices, 1) << stage.record.story();
  EXPECT_EQ(stage.record.count<Transcribe>(), 4);
  EXPECT_EQ(stage.record.count<DropTranscription>(), 2);
  EXPECT_EQ(stage.recognizer.failures.count(), 2) << "the first look and the whole order";
  EXPECT_EQ(stage.record.count_events<Transcribed>(), 2);
}

TEST(LiveFaults, AVoiceThatCannotBeComparedIsNotTheSame) {
  LiveStage stage(intended_message());
  stage.voices.failures.fail_always(ErrorCode::kEngineFailed);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_TRUE(stage.messenger.kept.empty()) << stage.record.story();
  EXPECT_GT(stage.record.count_events<VoiceComparisonFailed>(), 0);
}

TEST(LiveFaults, ASynthesizerThatFailsAsksNothingAndSendsNothing) {
  LiveStage stage(intended_message());
  stage.synthesizer.failures.fail_always(ErrorCode::kModelMissing);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.record.last_verdict(), "contact refuse prompt-not-heard") << stage.record.story();
  EXPECT_FALSE(stage.has_line(R"("type":"said")"));
  EXPECT_TRUE(stage.messenger.kept.empty());
}

// Each sentence of the dialog in turn cannot be spoken. The first one is asked once more.
TEST(LiveFaults, NoQuestionThatWasNotSpokenIsAnswered) {
  for (int call = 1; call <= 4; ++call) {
    LiveStage stage(intended_message());
    stage.synthesizer.failures.fail_call(call, ErrorCode::kEngineFailed);
    ASSERT_TRUE(stage.run().ok());
    EXPECT_EQ(stage.messenger.kept.size(), call == 1 ? 1U : 0U) << call << ": " << stage.record.story();
    EXPECT_NE(stage.record.story().find("prompt-not-heard"), std::string::npos) << stage.record.story();
    if (call == 1) {
      EXPECT_EQ(stage.room.played().front(), "to-whom") << "the one that was spoken";
    }
  }
}

TEST(LiveFaults, ALoudspeakerThatRefusesEveryPromptSendsNothing) {
  LiveStage stage(intended_message());
  stage.sink.failures.fail_always(ErrorCode::kNoSoundDevice);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(stage.record.last_verdict(), "contact refuse prompt-not-heard") << stage.record.story();
  EXPECT_FALSE(stage.has_line(R"("type":"said")")) << "what did not come out was not said";
  EXPECT_TRUE(stage.messenger.kept.empty());
}

TEST(LiveFaults, APromptThatBreaksOffHasNotBeenHeard) {
  for (const auto& [kind, verdict] : {std::pair("to-whom", "contact refuse prompt-not-heard"),
                                      {"confirm", "confirm refuse prompt-not-heard"},
                                      {"message", "record refuse prompt-not-heard"},
                                      {"hold", "hold escalate prompt-not-heard"}}) {
    LiveStage stage(intended_message());
    stage.sink.broken = {kind};
    ASSERT_TRUE(stage.run().ok());
    EXPECT_EQ(stage.record.last_verdict(), verdict) << stage.record.story();
    EXPECT_TRUE(stage.messenger.kept.empty());
  }
}

TEST(LiveFaults, AFullDiskFailsTheMessageAndSaysSo) {
  LiveStage stage(intended_message());
  stage.channel.failures.fail_always(ErrorCode::kDiskFull);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().sent, 0);
  EXPECT_EQ(stage.record.message_states().back(), "failed") << stage.record.story();
  EXPECT_EQ(stage.room.played().back(), "send-failed");
  EXPECT_EQ(stage.channel.failures.count(), 1) << "it is not tried again in silence";
  for (const Event& event : stage.record.events()) {
    if (const auto* delivered = std::get_if<MessageDelivered>(&event.body)) {
      EXPECT_EQ(delivered->code, "disk-full");
    }
  }
}

TEST(LiveFaults, EarsThatFailEndTheRunAndWhatIsHeldWaits) {
  const Play play = intended_message();
  LiveStage stage(play);
  const auto frames = to_samples(moment_of_hold(play) + 4000) / static_cast<SampleCount>(kFrameSamples);
  stage.activity.failures.fail_call(static_cast<int>(frames), ErrorCode::kEngineFailed);
  const auto summary = stage.run();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, ErrorCode::kEngineFailed);
  EXPECT_EQ(stage.record.message_states().back(), "waiting") << stage.record.story();
  EXPECT_TRUE(stage.messenger.kept.empty());
}

// The disk fills up in the very step that would send.
TEST(LiveFaults, AMessageThatCannotBeWrittenDownIsNotSent) {
  LiveStage stage(intended_message());
  stage.record.on_effect = [&stage](const Effect& effect) {
    if (std::holds_alternative<SendMessage>(effect))
      stage.record.failure = Error{ErrorCode::kDiskFull, "journal"};
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_TRUE(stage.messenger.kept.empty());
  EXPECT_EQ(stage.record.message_states().back(), "failed") << stage.record.story();
  EXPECT_EQ(summary.value().sent, 0);
}

TEST(LiveFaults, AJournalThatFailsInTheHoldLeavesTheMessageWaiting) {
  LiveStage stage(intended_message());
  stage.record.on_effect = [&stage](const Effect& effect) {
    if (is_state(effect, MessageState::kHeld)) stage.record.failure = Error{ErrorCode::kDiskFull, "journal"};
  };
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.record.last_verdict(), "hold escalate journal-unavailable") << stage.record.story();
  EXPECT_EQ(stage.record.message_states().back(), "waiting");
  EXPECT_TRUE(stage.messenger.kept.empty());
}

// Somebody takes communications away on another terminal while a message is held.
TEST(LiveFaults, SwitchingMessagesOffElsewhereCancelsTheHeldOne) {
  LiveStage stage(intended_message());
  bool held = false;
  stage.on_effect = [&held](const Effect& effect) { held = held || is_state(effect, MessageState::kHeld); };
  bool told = false;
  stage.take_change = [&]() -> std::optional<EventBody> {
    if (!held || told) return std::nullopt;
    told = true;
    return ContactsChanged{false, {}};
  };
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.record.last_verdict(), "hold refuse comms-off") << stage.record.story();
  EXPECT_EQ(stage.record.message_states().back(), "cancelled");
  EXPECT_TRUE(stage.messenger.kept.empty());
}

}  // namespace
}  // namespace sotto
