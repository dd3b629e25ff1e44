#include "sim/faults.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

class TrueIdentifier final : public VoiceIdentifier {
 public:
  Result<VoiceSample> embed(std::span<const float> samples) override {
    VoiceSample sample;
    sample.embedding[static_cast<std::size_t>(samples[0])] = 1.0F;
    sample.voiced_ms = 700;
    return sample;
  }
};

Speak prompt(Prompt which, std::vector<std::string> words = {}) {
  return {1, which, std::move(words)};
}

TEST(Faults, HaveNamesThatAreReadBack) {
  for (const Fault fault : kFaults) EXPECT_EQ(parse_fault(fault_name(fault)), fault);
  EXPECT_EQ(parse_fault("none"), std::nullopt);
}

TEST(Faults, VoiceActivityAlwaysSaysTheSame) {
  const std::vector<float> frame(kFrameSamples);
  FaultyServices silence(Fault::kSilence, {}, "Ben");
  EXPECT_EQ(silence.services().voice_activity->process(frame).value(), 0);
  FaultyServices speech(Fault::kSpeech, {}, "Ben");
  EXPECT_EQ(speech.services().voice_activity->process(frame).value(), 1000);
}

TEST(Faults, EveryVoiceIsTheSameAndItsLengthStaysTrue) {
  TrueIdentifier identifier;
  Services engines;
  engines.voice_identifier = &identifier;
  FaultyServices faulty(Fault::kSameVoice, engines, "Ben");
  const std::vector<float> one = {1.0F};
  const std::vector<float> other = {2.0F};
  const auto a = faulty.services().voice_identifier->embed(one).value();
  const auto b = faulty.services().voice_identifier->embed(other).value();
  EXPECT_EQ(similarity(a.embedding, b.embedding), 1000);
  EXPECT_EQ(a.voiced_ms, 700);
}

TEST(Faults, TheWantedWordsAreThoseThatTheDialogAsksFor) {
  FaultyServices faulty(Fault::kWantedWords, {}, "Ben Okafor");
  Recognizer& recognizer = *faulty.services().recognizer;
  const std::vector<float> sound(1600);
  RecognitionRequest request;
  request.samples = sound;
  request.from = 100;
  request.forced_texts = {"Alexa"};
  faulty.begin_run();
  const Transcript first = recognizer.transcribe(request).value();
  EXPECT_EQ(first.text, "Alexa send a message");
  ASSERT_EQ(first.words.size(), 4U);
  EXPECT_EQ(first.words[0].normalized, "alexa");
  EXPECT_EQ(first.span, (SampleSpan{100, 1700}));
  EXPECT_EQ(first.forced.at(0).log_prob_milli, 0);
  faulty.follow(prompt(Prompt::kToWhom));
  EXPECT_EQ(recognizer.transcribe(request).value().text, "Ben Okafor");
  faulty.follow(prompt(Prompt::kConfirm, {"Ben Okafor"}));
  EXPECT_EQ(recognizer.transcribe(request).value().text, "right send it");
  faulty.follow(prompt(Prompt::kChallenge, {"harbor cabin"}));
  EXPECT_EQ(recognizer.transcribe(request).value().text, "send it harbor cabin");
  faulty.begin_run();
  EXPECT_EQ(recognizer.transcribe(request).value().text, "Alexa send a message");
}

}  // namespace
}  // namespace sotto
