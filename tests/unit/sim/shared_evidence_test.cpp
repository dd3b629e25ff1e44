#include "sim/shared_evidence.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

class CountingActivity final : public VoiceActivity {
 public:
  Result<Permille> process(std::span<const float>) override { return ++calls; }
  void reset() override { ++resets; }
  int calls = 0;
  int resets = 0;
};

class CountingDetector final : public WakeDetector {
 public:
  Result<std::optional<WakeProposal>> process(std::span<const float> samples) override {
    ++calls;
    if (calls % 2 == 0) return std::optional<WakeProposal>{};
    return std::optional<WakeProposal>{WakeProposal{900, static_cast<SampleCount>(samples.size())}};
  }
  Permille take_peak() override { return 100 + calls; }
  void reset(SampleCount) override {}
  std::string name() const override { return "counting"; }
  int calls = 0;
};

class CountingRecognizer final : public Recognizer {
 public:
  Result<Transcript> transcribe(const RecognitionRequest&) override {
    if (fails) return Error{ErrorCode::kEngineFailed, "broken"};
    Transcript transcript;
    transcript.confidence = ++calls;
    return transcript;
  }
  int calls = 0;
  bool fails = false;
};

class CountingIdentifier final : public VoiceIdentifier {
 public:
  Result<VoiceSample> embed(std::span<const float>) override {
    ++calls;
    return VoiceSample{};
  }
  int calls = 0;
};

class CountingSynthesizer final : public Synthesizer {
 public:
  Result<Speech> speak(std::string_view text, std::string_view) override {
    ++calls;
    return Speech(text.size(), 0.5F);
  }
  std::vector<std::string> voices() const override { return {}; }
  int calls = 0;
};

struct Desk {
  CountingActivity activity;
  CountingDetector detector;
  CountingRecognizer recognizer;
  CountingIdentifier identifier;
  CountingSynthesizer synthesizer;

  Services services() {
    Services services;
    services.voice_activity = &activity;
    services.wake_detectors = {&detector};
    services.recognizer = &recognizer;
    services.voice_identifier = &identifier;
    services.synthesizer = &synthesizer;
    return services;
  }
};

TEST(SharedEvidence, TheSecondRunReadsTheTapeAndGoesOnBehindIt) {
  Desk desk;
  SharedEvidence evidence(desk.services());
  const Services services = evidence.services();
  const std::vector<float> frame(kFrameSamples, 0.1F);
  evidence.begin_sound();
  EXPECT_EQ(services.voice_activity->process(frame).value(), 1);
  EXPECT_EQ(services.voice_activity->process(frame).value(), 2);
  evidence.begin_run();
  EXPECT_EQ(services.voice_activity->process(frame).value(), 1);
  EXPECT_EQ(services.voice_activity->process(frame).value(), 2);
  EXPECT_EQ(services.voice_activity->process(frame).value(), 3);
  EXPECT_EQ(desk.activity.calls, 3);
  EXPECT_EQ(evidence.counts().at("voice-activity"), (EvidenceCounts{5, 2}));
  evidence.begin_sound();
  EXPECT_EQ(services.voice_activity->process(frame).value(), 4);
}

TEST(SharedEvidence, WakeScoresAndPeaksAreThoseOfTheFirstRun) {
  Desk desk;
  SharedEvidence evidence(desk.services());
  WakeDetector& detector = *evidence.services().wake_detectors.at(0);
  const std::vector<float> frame(kFrameSamples, 0.1F);
  evidence.begin_sound();
  const auto first = detector.process(frame).value();
  const Permille peak = detector.take_peak();
  evidence.begin_run();
  const auto again = detector.process(frame).value();
  ASSERT_TRUE(first && again);
  EXPECT_EQ(again->at, first->at);
  EXPECT_EQ(detector.take_peak(), peak);
  EXPECT_EQ(desk.detector.calls, 1);
}

TEST(SharedEvidence, ATranscriptIsGivenAgainForTheSameQuestionOnly) {
  Desk desk;
  SharedEvidence evidence(desk.services());
  Recognizer& recognizer = *evidence.services().recognizer;
  std::vector<float> sound(100, 0.25F);
  RecognitionRequest request;
  request.samples = sound;
  request.from = 7;
  EXPECT_EQ(recognizer.transcribe(request).value().confidence, 1);
  EXPECT_EQ(recognizer.transcribe(request).value().confidence, 1);
  request.forced_texts = {"Alexa"};
  EXPECT_EQ(recognizer.transcribe(request).value().confidence, 2);
  request.from = 8;
  EXPECT_EQ(recognizer.transcribe(request).value().confidence, 3);
  sound[50] += 0.0001F;  // other sound at the same place
  EXPECT_EQ(recognizer.transcribe(request).value().confidence, 4);
  EXPECT_EQ(evidence.counts().at("recognizer"), (EvidenceCounts{5, 1}));
}

TEST(SharedEvidence, AFailureIsNotKept) {
  Desk desk;
  SharedEvidence evidence(desk.services());
  Recognizer& recognizer = *evidence.services().recognizer;
  desk.recognizer.fails = true;
  EXPECT_FALSE(recognizer.transcribe({}).ok());
  desk.recognizer.fails = false;
  EXPECT_TRUE(recognizer.transcribe({}).ok());
}

TEST(SharedEvidence, VoicePrintsAndPromptsAreMadeOnce) {
  Desk desk;
  SharedEvidence evidence(desk.services());
  const std::vector<float> sound(100, 0.25F);
  EXPECT_TRUE(evidence.services().voice_identifier->embed(sound).ok());
  EXPECT_TRUE(evidence.services().voice_identifier->embed(sound).ok());
  EXPECT_EQ(desk.identifier.calls, 1);
  EXPECT_EQ(evidence.services().synthesizer->speak("To whom?", "").value().size(), 8U);
  EXPECT_EQ(evidence.services().synthesizer->speak("To whom?", "").value().size(), 8U);
  EXPECT_EQ(desk.synthesizer.calls, 1);
}

// Otherwise no message would ever count as sent.
TEST(SharedEvidence, AMessageThatGetsSoFarIsTaken) {
  Desk desk;
  const SharedEvidence evidence(desk.services());
  ASSERT_NE(evidence.services().messenger, nullptr);
  EXPECT_TRUE(evidence.services().messenger->deliver({}).ok());
}

}  // namespace
}  // namespace sotto
