// What the dialog makes of a journal that cannot be written, and of "delete what I just said".
#include <gtest/gtest.h>

#include "script.hpp"

namespace sotto {
namespace {

template <typename T>
const T* last(const Script& script) {
  const T* found = nullptr;
  for (const Effect& effect : script.effects()) {
    if (const T* each = std::get_if<T>(&effect)) found = each;
  }
  return found;
}

TEST(JournalRules, NothingIsAskedForWhileTheJournalCannotBeWritten) {
  Script script(guarded_policy());
  script.post(JournalChanged{false, "disk-full"});
  script.say("Alexa send a message to Maria", {.wake = true});
  EXPECT_EQ(script.last_gate(Gate::kContact)->reason, Reason::kJournalUnavailable);
  EXPECT_EQ(script.prompts().back(), Prompt::kNoJournal) << "it refuses aloud";
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(JournalRules, LightsGoOn) {
  Script script(guarded_policy());
  script.post(JournalChanged{false, "disk-full"});
  script.say("Alexa turn on the kitchen light", {.wake = true});
  EXPECT_EQ(script.count<SetDevice>(), 1);
}

TEST(JournalRules, ADialogUnderWayIsRefusedAndItsQuestionStops) {
  Script script(guarded_policy());
  script.say("Alexa send a message", {.wake = true});
  script.post(JournalChanged{false, "write-failed"});
  EXPECT_EQ(script.last_gate(Gate::kContact)->reason, Reason::kJournalUnavailable);
  EXPECT_EQ(script.count<StopSpeaking>(), 1);
  EXPECT_EQ(script.prompts().back(), Prompt::kNotSent);
}

TEST(JournalRules, AHeldMessageWaitsForApproval) {
  Script script(guarded_policy());
  hold_message(script);
  script.post(JournalChanged{false, "disk-full"});
  EXPECT_EQ(script.message_states().back(), MessageState::kWaiting);
  script.wait(60'000);
  EXPECT_EQ(script.count<SendMessage>(), 0);
}

TEST(JournalRules, MessagesGoOnOnceTheJournalCanBeWrittenAgain) {
  Script script(guarded_policy());
  script.post(JournalChanged{false, "disk-full"});
  script.post(JournalChanged{true, ""});
  hold_message(script);
  script.wait(20'000);
  EXPECT_EQ(script.count<SendMessage>(), 1);
}

TEST(JournalRules, DeletesWhatWasHeardSinceTheDialogBeforeBegan) {
  Script script(guarded_policy());
  script.wait(5000);
  script.say("Alexa turn on the kitchen light", {.wake = true});
  script.post(DeviceAnswered{script.state().device_orders.back().command, "no-device", ""});
  script.finish_prompt();
  const Milliseconds said_until = script.now();
  script.wait(3000);
  script.say("Alexa delete what i just said", {.wake = true});
  const auto* forget = last<ForgetHeard>(script);
  ASSERT_NE(forget, nullptr);
  EXPECT_GE(forget->from, 5000);
  EXPECT_LT(forget->from, said_until);
  EXPECT_GE(forget->to, said_until) << "what was reported after the dialog names people too";
  EXPECT_LT(forget->to, script.now());
  script.post(Forgotten{forget->id, true});
  EXPECT_EQ(script.prompts().back(), Prompt::kForgotten);
}

TEST(JournalRules, SaysWhenItCouldNotDelete) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  script.post(DeviceAnswered{script.state().device_orders.back().command, "no-device", ""});
  script.finish_prompt();
  script.wait(3000);
  script.say("Alexa delete what i just said", {.wake = true});
  script.post(Forgotten{last<ForgetHeard>(script)->id + 1, true});
  EXPECT_NE(script.prompts().back(), Prompt::kForgotten) << "the answer to another question";
  script.post(Forgotten{last<ForgetHeard>(script)->id, false});
  EXPECT_EQ(script.prompts().back(), Prompt::kNotForgotten);
}

TEST(JournalRules, WithNothingSaidBeforeThereIsNothingToDelete) {
  Script script(guarded_policy());
  script.say("Alexa delete what i just said", {.wake = true});
  EXPECT_EQ(script.count<ForgetHeard>(), 0);
  EXPECT_EQ(script.prompts().back(), Prompt::kNothingToForget);
  script.finish_prompt();
  script.wait(3000);
  script.say("Alexa delete what i just said", {.wake = true});
  EXPECT_EQ(script.count<ForgetHeard>(), 0) << "the wish to delete is not itself what was said";
}

// A wake that is refused keeps nothing, so it is not what "just said" means.
TEST(JournalRules, ARefusedWakeIsNotWhatWasSaid) {
  Script script(guarded_policy());
  script.say("election send a message", {.wake = true});
  script.wait(3000);
  script.say("Alexa delete what i just said", {.wake = true});
  EXPECT_EQ(script.prompts().back(), Prompt::kNothingToForget);
}

}  // namespace
}  // namespace sotto
