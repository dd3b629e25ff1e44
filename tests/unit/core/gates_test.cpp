#include "core/gates.hpp"

#include <gtest/gtest.h>

#include "script.hpp"

namespace sotto {
namespace {

TEST(Voice, TooLittleSpeechIsUnknownWhateverTheSimilarity) {
  const Policy policy = guarded_policy();
  EXPECT_EQ(find_voice(policy, VoicesCompared{1, 990, 3000, policy.voice.voiced_ms_min - 1}).match,
            VoiceMatch::kUnknown);
  EXPECT_EQ(find_voice(policy, VoicesCompared{1, 990, policy.voice.voiced_ms_min - 1, 3000}).match,
            VoiceMatch::kUnknown);
  EXPECT_EQ(find_voice(policy, VoicesCompared{1, 990, 3000, 3000}).match, VoiceMatch::kSame);
  EXPECT_EQ(find_voice(policy, VoicesCompared{1, policy.voice.similarity_min - 1, 3000, 3000}).match,
            VoiceMatch::kDifferent);
  EXPECT_EQ(find_voice(policy, std::nullopt).match, VoiceMatch::kUnknown);
}

TEST(Contact, TheWholeAnswerMustBeTheName) {
  Script script(guarded_policy());
  const DialogState& state = script.state();
  EXPECT_TRUE(find_contact(state, words_of("Maria Alvarez")).judgement.passed());
  EXPECT_TRUE(find_contact(state, words_of("to Ben Okafor")).judgement.passed());
  EXPECT_TRUE(find_contact(state, words_of("Maria")).judgement.passed());
  EXPECT_FALSE(find_contact(state, words_of("Maria did the floor anyway")).judgement.passed());
  EXPECT_FALSE(find_contact(state, words_of("so anyway")).judgement.passed());
  EXPECT_FALSE(find_contact(state, {}).judgement.passed());
}

TEST(Contact, TwoContactsThatSoundAlikeAreAmbiguous) {
  Script script(guarded_policy());
  ContactsChanged contacts = test_contacts();
  contacts.contacts.push_back(
      {"maria-okafor",
       "Maria Okafor",
       true,
       {{"Maria Okafor", {sounds_of("Maria Okafor")}}, {"Maria", {sounds_of("Maria")}}}});
  script.post(contacts);
  EXPECT_EQ(find_contact(script.state(), words_of("Maria")).judgement.reason, Reason::kContactAmbiguous);
  EXPECT_TRUE(find_contact(script.state(), words_of("Maria Okafor")).judgement.passed());
}

TEST(Hold, AnythingThatSoundsLikeCancelCancels) {
  Script script(guarded_policy());
  Transcript transcript;
  transcript.words = words_of("cancel");
  EXPECT_TRUE(cancels(script.state(), transcript));
  transcript.words = words_of("so anyway no");
  EXPECT_TRUE(cancels(script.state(), transcript));
  transcript.words = words_of("the kitchen floor");
  EXPECT_FALSE(cancels(script.state(), transcript));
}

TEST(Forced, EveryGateKeepsWhatItWouldHaveSaid) {
  Policy policy = guarded_policy();
  policy.forced = {Gate::kConfirm};
  Script script(policy);
  script.say("Alexa send a message to Maria", {.wake = true});
  script.finish_prompt();
  script.wait(500);
  script.say("so anyway we did the floor", {.length_ms = 2500});
  const Judgement* judgement = script.last_gate(Gate::kConfirm);
  ASSERT_NE(judgement, nullptr);
  EXPECT_TRUE(judgement->passed());
  EXPECT_EQ(judgement->reason, Reason::kForced);
  bool kept = false;
  for (const Fact& fact : judgement->evidence) kept = kept || fact.key == "would_be";
  EXPECT_TRUE(kept);
}

}  // namespace
}  // namespace sotto
