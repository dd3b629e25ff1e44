#include "core/listening.hpp"

#include <gtest/gtest.h>

#include "script.hpp"

namespace sotto {
namespace {

TEST(Listening, CompleteSentenceEndsAfterTheShortSilence) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_EQ(script.count<SetDevice>(), 1);
}

TEST(Listening, IncompleteSentenceWaitsLonger) {
  Script script(guarded_policy());
  script.start_talking();
  script.wait(700);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  script.wait(300);
  script.stop_talking();
  const auto* transcribe = std::get_if<Transcribe>(&script.effects()[script.effects().size() - 3]);
  ASSERT_NE(transcribe, nullptr);
  Transcript transcript;
  transcript.words = words_of("Alexa turn on the");
  transcript.confidence = 900;
  transcript.forced = {{"Alexa", -10}, {"election", -5000}};
  script.post(Transcribed{transcribe->id, transcript});
  script.wait(600);
  EXPECT_TRUE(script.state().listening.has_value()) << "0.9 s of silence do not end half a sentence";
  script.wait(900);
  EXPECT_FALSE(script.state().listening.has_value());
  ASSERT_NE(script.last_gate(Gate::kRequest), nullptr);
  EXPECT_EQ(script.last_gate(Gate::kRequest)->reason, Reason::kNotUnderstood);
}

TEST(Listening, SpeechThatResumesDropsTheDecode) {
  Script script(guarded_policy());
  script.start_talking();
  script.wait(700);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  script.stop_talking();
  script.start_talking();
  EXPECT_GE(script.count<DropTranscription>(), 1);
}

TEST(Listening, TalkWithoutAPauseRunsIntoTheCap) {
  Script script(guarded_policy());
  Policy policy = guarded_policy();
  script.start_talking();
  script.wait(700);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  script.wait(policy.wake.look_after_ms);
  Transcript look;
  look.words = words_of("Alexa so anyway");
  look.forced = {{"Alexa", -10}, {"election", -5000}};
  std::uint64_t id = 0;
  for (const Effect& effect : script.effects()) {
    if (const auto* transcribe = std::get_if<Transcribe>(&effect)) id = transcribe->id;
  }
  ASSERT_NE(id, 0U) << "the second look does not wait for a pause";
  script.post(Transcribed{id, look});
  script.wait(policy.request.end_within_ms);
  ASSERT_NE(script.last_gate(Gate::kRequest), nullptr);
  EXPECT_EQ(script.last_gate(Gate::kRequest)->reason, Reason::kNoEnd);
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(Listening, RecogniserThatNeverAnswersRefuses) {
  Script script(guarded_policy());
  script.start_talking();
  script.wait(700);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  script.wait(100);
  script.stop_talking();
  script.wait(8000);
  ASSERT_NE(script.last_gate(Gate::kWake), nullptr);
  EXPECT_FALSE(script.last_gate(Gate::kWake)->passed());
  EXPECT_EQ(script.last_gate(Gate::kWake)->reason, Reason::kRecognizerFailed);
  EXPECT_TRUE(at_rest(script.state()));
}

}  // namespace
}  // namespace sotto
