// What is said and reported of a message that was handed over.
#include <gtest/gtest.h>

#include "script.hpp"

namespace sotto {
namespace {

struct Case {
  DeliveryOutcome outcome;
  MessageState state;
  Reason reason;
  Prompt prompt;
};

TEST(Delivery, EveryOutcomeIsSaidAsItIs) {
  const Case cases[] = {
      {DeliveryOutcome::kSent, MessageState::kSent, Reason::kNone, Prompt::kSent},
      {DeliveryOutcome::kFailed, MessageState::kFailed, Reason::kDeliveryFailed, Prompt::kSendFailed},
      {DeliveryOutcome::kUnknown, MessageState::kUnknown, Reason::kDeliveryUnknown, Prompt::kSendUnknown},
      {DeliveryOutcome::kDeferred, MessageState::kSending, Reason::kDeliveryDeferred, Prompt::kSendDeferred},
      {DeliveryOutcome::kCancelled, MessageState::kCancelled, Reason::kCancelledByHand, Prompt::kCancelled}};
  for (const Case& each : cases) {
    Script script(guarded_policy());
    script.post(MessageDelivered{7, "Maria Alvarez", each.outcome, ""});
    ASSERT_EQ(script.message_states().size(), 1U);
    EXPECT_EQ(script.message_states().back(), each.state);
    EXPECT_EQ(script.prompts().back(), each.prompt);
    const auto* report = std::get_if<ReportMessage>(&script.effects().front());
    ASSERT_NE(report, nullptr);
    EXPECT_EQ(report->reason, each.reason);
    EXPECT_NE(script.state().last_story.find("Maria Alvarez"), std::string::npos);
  }
}

TEST(Delivery, NamesThePersonWhereNobodyKnowsWhetherItArrived) {
  Script script(guarded_policy());
  script.post(MessageDelivered{7, "Maria Alvarez", DeliveryOutcome::kUnknown, ""});
  const auto* speak = std::get_if<Speak>(&script.effects().back());
  ASSERT_NE(speak, nullptr);
  EXPECT_EQ(speak->words, std::vector<std::string>{"Maria Alvarez"});
}

// Somebody who is talking to Sotto is not interrupted by the fate of an earlier message.
TEST(Delivery, IsNotSaidIntoADialog) {
  Script script(guarded_policy());
  script.say("Alexa send a message", {.wake = true});
  const std::size_t before = script.prompts().size();
  script.post(MessageDelivered{7, "Maria Alvarez", DeliveryOutcome::kFailed, ""});
  EXPECT_EQ(script.prompts().size(), before);
  EXPECT_EQ(script.message_states().back(), MessageState::kFailed);
}

}  // namespace
}  // namespace sotto
