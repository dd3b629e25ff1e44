// "Hey Alexa" is the wake word said politely, and "hey Alexis" is not.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/gates.hpp"
#include "core/gates_common.hpp"
#include "core/listening.hpp"
#include "script.hpp"

namespace sotto {
namespace {

Script greeted_script() {
  Script script(guarded_policy());
  VocabularyChanged vocabulary = test_vocabulary(guarded_policy());
  vocabulary.vocabulary.greetings = {{"Hey", {sounds_of("hey")}}, {"Okay", {sounds_of("okay")}}};
  script.post(vocabulary);
  return script;
}

// The recogniser finds this beginning probable, and no other.
Transcript heard(const std::string& text, const std::string& probable) {
  Transcript transcript;
  transcript.text = text;
  transcript.words = words_of(text);
  for (const char* const beginning : {"Alexa", "Hey Alexa", "Okay Alexa"})
    transcript.forced.push_back({beginning, beginning == probable ? -200 : -6000});
  return transcript;
}

TEST(Greeting, MayGoBeforeTheWakeWord) {
  const Script script = greeted_script();
  const WakeFinding wake =
      judge_wake(script.state(), Dialog(), heard("hey Alexa lock the front door", "Hey Alexa"));
  EXPECT_TRUE(wake.judgement.passed());
  EXPECT_EQ(wake.wake_words, 2U);
  EXPECT_EQ(wake.text, "hey Alexa");
  EXPECT_EQ(count_wake_words(script.state(), heard("okay Alexa stop", "Okay Alexa")), 2U);
}

TEST(Greeting, MakesNoWakeWordOfAnotherWord) {
  const Script script = greeted_script();
  const WakeFinding wake = judge_wake(script.state(), Dialog(), heard("hey election is near", "none"));
  EXPECT_FALSE(wake.judgement.passed());
  EXPECT_FALSE(judge_wake(script.state(), Dialog(), heard("hey Alexa", "none")).judgement.passed());
}

TEST(Greeting, AnyOtherWordBeforeTheWakeWordIsTalk) {
  const Script script = greeted_script();
  const WakeFinding wake = judge_wake(script.state(), Dialog(), heard("anyway Alexa stop", "Alexa"));
  EXPECT_FALSE(wake.judgement.passed());
  EXPECT_EQ(wake.wake_words, 0U);
}

TEST(Greeting, IsAskedOfTheRecogniserTogetherWithTheWakeWord) {
  Script script = greeted_script();
  script.say("Alexa", {.wake = true});
  const auto& effects = script.effects();
  const auto asked = std::find_if(effects.begin(), effects.end(), [](const Effect& effect) {
    const auto* decode = std::get_if<Transcribe>(&effect);
    return decode != nullptr && !decode->forced_texts.empty();
  });
  ASSERT_NE(asked, effects.end());
  EXPECT_EQ(std::get<Transcribe>(*asked).forced_texts,
            (std::vector<std::string>{"Alexa", "Hey Alexa", "Okay Alexa"}));
}

TEST(Request, ANameThatCannotBeSpelledIsNoWeaknessOfTheOrder) {
  Script script(guarded_policy());
  std::vector<Word> words = words_of("send a message to Ben Okafor");
  const Slot name{"contact", "ben okafor", 0, 4, 2};
  words[5].confidence = 30;
  EXPECT_EQ(least_confidence(words), 30);
  EXPECT_EQ(least_confidence(words_without(words, &name)), 950);
  EXPECT_EQ(words_without(words, nullptr).size(), 6U);
}

}  // namespace
}  // namespace sotto
