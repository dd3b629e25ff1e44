#include "runtime/replay_driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "faults/faulty_ports.hpp"
#include "faults/play.hpp"
#include "faults/played_engines.hpp"
#include "faults/played_room.hpp"
#include "faults/run_record.hpp"
#include "journal/codec.hpp"

namespace sotto {
namespace {

using States = std::vector<std::string>;

// A replay of a Play, with a fault wherever a test wants one.
class Replay {
 public:
  explicit Replay(Play the_play, Milliseconds length_ms = 60'000)
      : play(std::move(the_play)),
        setup(setup_of_plays()),
        room(play, length_ms),
        source(room),
        sink(room),
        inner_recognizer_(play),
        recognizer(inner_recognizer_, time_),
        synthesizer(inner_synthesizer_),
        voices_(play),
        channel(messenger, time_),
        detector_(play),
        activity(inner_activity_) {}

  Result<RunSummary> run() {
    Services services;
    services.voice_activity = &activity;
    services.wake_detectors = {&detector_};
    services.recognizer = &recognizer;
    services.voice_identifier = &voices_;
    services.synthesizer = &synthesizer;
    services.pronouncer = &pronouncer_;
    services.messenger = &channel;
    ReplayOptions options;
    options.on_line = [this](const std::string& line, const Effect*, Milliseconds) { lines.push_back(line); };
    options.on_exhibit = [this](const Exhibit& exhibit, const std::vector<float>& samples) {
      exhibits.push_back(exhibit);
      exhibited = samples;
    };
    options.on_progress = [this](Milliseconds heard) { progress.push_back(heard); };
    options.recorder = &record;
    ReplayDriver driver(services, setup, options, &sink);
    return driver.run(source);
  }

  // How often a line with this text was said.
  [[nodiscard]] std::ptrdiff_t count_lines(const std::string& part) const {
    return std::count_if(lines.begin(), lines.end(),
                         [&part](const std::string& line) { return line.find(part) != std::string::npos; });
  }

  Play play;
  RunSetup setup;
  PlayedRoom room;
  FaultySource source;
  FaultySink sink;
  KeepingMessenger messenger;
  RunRecord record;
  States lines;
  std::vector<Exhibit> exhibits;
  std::vector<float> exhibited;
  std::vector<Milliseconds> progress;

 private:
  VirtualTime time_;
  PlayedRecognizer inner_recognizer_;
  PlayedSynthesizer inner_synthesizer_;

 public:
  FaultyRecognizer recognizer;
  FaultySynthesizer synthesizer;

 private:
  PlayedVoiceIdentifier voices_;

 public:
  FaultyMessenger channel;

 private:
  PlayedWakeDetector detector_;
  PlayedActivity inner_activity_;
  SpellingPronouncer pronouncer_;

 public:
  FaultyActivity activity;
};

TEST(ReplayDriver, AnIntendedMessageIsSent) {
  Replay replay(intended_message());
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  EXPECT_EQ(summary.value().sent, 1) << replay.record.story();
  EXPECT_EQ(summary.value().audio_ms, 60'000);
  EXPECT_EQ(replay.record.message_states(), (States{"recording", "held", "sending", "sent"}));
  ASSERT_EQ(replay.messenger.kept.size(), 1U);
  EXPECT_EQ(lines_in(replay.messenger.kept.front().samples), std::vector<std::size_t>{3});
  EXPECT_EQ(replay.room.played(), (States{"to-whom", "confirm", "message-intro", "message", "hold", "sent"}));
}

TEST(ReplayDriver, IsTheSameEveryTime) {
  std::vector<std::string> first;
  for (int run = 0; run < 3; ++run) {
    Replay replay(intended_message());
    ASSERT_TRUE(replay.run().ok());
    std::vector<std::string> story = replay.lines;
    for (const Event& event : replay.record.events()) story.push_back(encode_event(event));
    for (const Effect& effect : replay.record.effects()) story.push_back(encode_effect(effect));
    if (run == 0) first = story;
    EXPECT_EQ(story, first);
  }
}

TEST(ReplayDriver, LinesComeInOrderOfTime) {
  Replay replay(intended_message());
  ASSERT_TRUE(replay.run().ok());
  double before = 0;
  for (const std::string& line : replay.lines) {
    const auto json = nlohmann::json::parse(line);
    EXPECT_GE(json.at("t").get<double>(), before) << line;
    before = json.at("t").get<double>();
  }
  EXPECT_GT(before, 0);
}

TEST(ReplayDriver, ATranscriptTakesItsVirtualTime) {
  for (const Milliseconds latency : {Milliseconds{0}, Milliseconds{300}, Milliseconds{1700}}) {
    Replay replay({{"Alexa, turn on the kitchen light", "start", 500, 2500, 0}}, 20'000);
    replay.setup.policy.latency.recognizer_ms = latency;
    Milliseconds asked = -1;
    Milliseconds answered = -1;
    std::uint64_t id = 0;
    replay.record.on_event = [&](const Event& event) {
      const auto* transcribed = std::get_if<Transcribed>(&event.body);
      if (transcribed != nullptr && transcribed->request == id && answered < 0) answered = event.at;
    };
    replay.record.on_effect = [&](const Effect& effect) {
      const auto* transcribe = std::get_if<Transcribe>(&effect);
      if (transcribe == nullptr || asked >= 0) return;
      asked = replay.record.events().back().at;
      id = transcribe->id;
    };
    ASSERT_TRUE(replay.run().ok());
    ASSERT_GE(asked, 0);
    EXPECT_EQ(answered, asked + latency);
  }
}

// An answer later than the core's patience is as good as none.
TEST(ReplayDriver, ATranscriptThatTakesTooLongIsNone) {
  Replay replay(intended_message());
  replay.setup.policy.latency.recognizer_ms = 20'000;
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().wakes, 0) << replay.record.story();
  EXPECT_TRUE(replay.room.played().empty());
}

TEST(ReplayDriver, ADecodeThatIsTakenBackIsNeverMade) {
  Replay replay({{"Alexa, turn on", "start", 500, 1500, 0},
                 {"the kitchen", "start", 2400, 500, 0},
                 {"light", "start", 3300, 600, 0}},
                20'000);
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().devices, 1) << replay.record.story();
  const int dropped = replay.record.count<DropTranscription>();
  EXPECT_GE(dropped, 1);
  EXPECT_EQ(replay.recognizer.failures.count(), replay.record.count<Transcribe>() - dropped);
}

TEST(ReplayDriver, APromptTakesItsRealLength) {
  Replay replay(intended_message());
  ASSERT_TRUE(replay.run().ok());
  std::uint64_t id = 0;
  for (const Effect& effect : replay.record.effects()) {
    const auto* said = std::get_if<Speak>(&effect);
    if (said != nullptr && said->prompt == Prompt::kConfirm) id = said->id;
  }
  Milliseconds until = -1;
  for (const std::string& line : replay.lines) {
    const auto json = nlohmann::json::parse(line);
    if (json.at("type") != "said" || json.at("prompt") != "confirm") continue;
    const double length = json.at("until").get<double>() - json.at("t").get<double>();
    EXPECT_NEAR(length, 0.05 * static_cast<double>(json.at("text").get<std::string>().size()), 0.001);
    until = static_cast<Milliseconds>(json.at("until").get<double>() * 1000 + 0.5);
  }
  for (const Event& event : replay.record.events()) {
    const auto* finished = std::get_if<PromptFinished>(&event.body);
    if (finished == nullptr || finished->prompt != id) continue;
    EXPECT_EQ(event.at, until);
    EXPECT_TRUE(finished->heard);
  }
}

TEST(ReplayDriver, CancelInTheHoldCutsThePromptOff) {
  Play play = intended_message();
  play.push_back({"cancel", "during:hold", 300, 700, 1});
  Replay replay(play);
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().cancelled, 1) << replay.record.story();
  EXPECT_EQ(replay.room.cut_off(), States{"hold"});
  EXPECT_TRUE(replay.messenger.kept.empty());
  for (const Event& event : replay.record.events()) {
    const auto* finished = std::get_if<PromptFinished>(&event.body);
    if (finished == nullptr) continue;
    for (const Effect& effect : replay.record.effects()) {
      const auto* said = std::get_if<Speak>(&effect);
      if (said == nullptr || said->id != finished->prompt) continue;
      EXPECT_EQ(finished->heard, said->prompt != Prompt::kHold);
    }
  }
}

TEST(ReplayDriver, AnOpenHoldOutlivesItsSource) {
  Replay replay(intended_message(), 16'000);
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().audio_ms, 16'000);
  EXPECT_EQ(summary.value().sent, 1) << replay.record.story();
}

TEST(ReplayDriver, ItSaysHowFarItIs) {
  Replay replay({}, 10'000);
  ASSERT_TRUE(replay.run().ok());
  ASSERT_FALSE(replay.progress.empty());
  EXPECT_TRUE(std::is_sorted(replay.progress.begin(), replay.progress.end()));
  EXPECT_EQ(replay.progress.back(), 10'000);
}

TEST(ReplayDriver, ARecognizerThatIsGoneWakesNobody) {
  Replay replay(intended_message());
  replay.recognizer.failures.fail_always(ErrorCode::kEngineFailed);
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().wakes, 0);
  EXPECT_EQ(replay.record.last_verdict(), "wake refuse recognizer-failed");
}

TEST(ReplayDriver, AQuestionThatCannotBeSpokenIsNone) {
  Replay replay(intended_message());
  replay.synthesizer.failures.fail_always(ErrorCode::kModelMissing);
  ASSERT_TRUE(replay.run().ok());
  EXPECT_EQ(replay.record.last_verdict(), "contact refuse prompt-not-heard") << replay.record.story();
  EXPECT_EQ(replay.count_lines(R"("type":"said")"), 0);
  EXPECT_GE(replay.count_lines(R"("code":"model-missing")"), 1);
  EXPECT_TRUE(replay.messenger.kept.empty());
}

// What never came out was not said, and ends once.
TEST(ReplayDriver, ALoudspeakerThatRefusesEveryPromptSendsNothing) {
  Replay replay(intended_message());
  replay.sink.failures.fail_always(ErrorCode::kSoundDeviceLost);
  ASSERT_TRUE(replay.run().ok());
  EXPECT_EQ(replay.record.last_verdict(), "contact refuse prompt-not-heard") << replay.record.story();
  EXPECT_EQ(replay.count_lines(R"("type":"said")"), 0);
  EXPECT_GE(replay.count_lines(R"("code":"sound-device-lost")"), 1);
  EXPECT_EQ(replay.record.count_events<PromptFinished>(), replay.record.count<Speak>());
  for (const Event& event : replay.record.events()) {
    if (const auto* finished = std::get_if<PromptFinished>(&event.body)) {
      EXPECT_FALSE(finished->heard);
    }
  }
}

TEST(ReplayDriver, AFullDiskFailsTheMessageAndSaysSo) {
  Replay replay(intended_message());
  replay.channel.failures.fail_always(ErrorCode::kDiskFull);
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().sent, 0);
  EXPECT_EQ(replay.record.message_states().back(), "failed") << replay.record.story();
  EXPECT_EQ(replay.room.played().back(), "send-failed");
}

TEST(ReplayDriver, ASourceThatBreaksOffEndsTheReplay) {
  for (const ErrorCode code : {ErrorCode::kFileTruncated, ErrorCode::kSoundDeviceLost}) {
    Replay replay(intended_message());
    replay.source.break_off(9000, code);
    const auto summary = replay.run();
    ASSERT_FALSE(summary.ok());
    EXPECT_EQ(summary.error().code, code);
    EXPECT_GE(replay.count_lines(R"("type":"wake")"), 1) << "what was heard so far has been reported";
    EXPECT_TRUE(replay.messenger.kept.empty());
  }
}

TEST(ReplayDriver, EarsThatFailEndTheReplay) {
  Replay replay(intended_message());
  replay.activity.failures.fail_call(100, ErrorCode::kEngineFailed);
  const auto summary = replay.run();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, ErrorCode::kEngineFailed);
}

// The talk since the wake becomes an exhibit, which no messenger ever sees.
TEST(ReplayDriver, WhatPortlandWouldHaveSentIsShownAndNotSent) {
  Play play = intended_message();
  play[2].text = "yes";
  Replay replay(play);
  Policy& policy = replay.setup.policy;
  policy.name = "portland-2018";
  policy.live = false;
  policy.record.cargo = Cargo::kSinceWake;
  policy.voice.same_voice = false;
  policy.confirm.matching = Matching::kNearest;
  policy.confirm.accepted = {"right", "yes"};
  policy.hold.hold_ms = 0;
  const auto summary = replay.run();
  ASSERT_TRUE(summary.ok()) << summary.error().line();
  ASSERT_EQ(replay.exhibits.size(), 1U) << replay.record.story();
  EXPECT_EQ(replay.exhibits.front().contact_name, "Maria Alvarez");
  EXPECT_EQ(lines_in(replay.exhibited), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(replay.channel.failures.count(), 0);
}

}  // namespace
}  // namespace sotto
