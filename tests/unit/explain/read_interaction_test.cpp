#include "explain/read_interaction.hpp"

#include <gtest/gtest.h>

#include "spoken_journal.hpp"

namespace sotto {
namespace {

std::optional<std::uint64_t> found(const JournalReader& journal, const Which& which) {
  const auto id = find_interaction(journal, which);
  EXPECT_TRUE(id.ok()) << id.error().line();
  return id.ok() ? id.value() : std::nullopt;
}

TEST(FindInteraction, IsNothingInAnEmptyJournal) {
  const MemoryJournal journal;
  EXPECT_FALSE(found(journal, {}).has_value());
}

TEST(FindInteraction, LastIsTheNewestWakeThatWasAccepted) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  script.wait(5000);
  script.say("election night again we should send a message", {.wake = true});
  MemoryJournal journal;
  write_down(journal, script);
  const auto accepted = found(journal, {});
  Which all;
  all.refused_too = true;
  const auto refused = found(journal, all);
  ASSERT_TRUE(accepted && refused);
  EXPECT_GT(*refused, *accepted);
  EXPECT_TRUE(latest(journal, false).wake.judgement.passed());
  EXPECT_FALSE(latest(journal, true).wake.judgement.passed());
}

TEST(FindInteraction, AnIdMustBeAWake) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  MemoryJournal journal;
  write_down(journal, script);
  const auto wake = found(journal, {});
  ASSERT_TRUE(wake);
  Which which;
  which.id = wake;
  EXPECT_EQ(found(journal, which), wake);
  which.id = 1;
  EXPECT_EQ(find_interaction(journal, which).error().code, ErrorCode::kNotFound);
  which.id = 1'000'000;
  EXPECT_EQ(find_interaction(journal, which).error().code, ErrorCode::kNotFound);
}

TEST(FindInteraction, ByTimeIsTheNearestBefore) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light", {.wake = true});
  const Milliseconds between = script.now() + 2000;
  script.wait(10'000);
  script.say("Alexa turn on the kitchen light", {.wake = true});
  MemoryJournal journal;
  write_down(journal, script);
  const auto second = found(journal, {});
  Which by_run;
  by_run.run_at = between;
  const auto first = found(journal, by_run);
  ASSERT_TRUE(first && second);
  EXPECT_LT(*first, *second);
  Which by_wall;  // journals in memory begin at this time
  by_wall.wall_ms = 1'700'000'000'000 + between;
  EXPECT_EQ(found(journal, by_wall), first);
  by_wall.wall_ms = 1'600'000'000'000;
  EXPECT_FALSE(found(journal, by_wall).has_value());
}

TEST(ReadInteraction, HoldsOneDialogAndNotTheNext) {
  Script script(guarded_policy());
  hold_message(script);
  script.say("cancel", {.length_ms = 500, .similarity = 100});
  script.finish_prompt();
  script.wait(5000);
  MemoryJournal journal;
  write_down(journal, script);
  const std::size_t gates = latest(journal).gates.size();
  script.say("Alexa turn on the kitchen light", {.wake = true});
  MemoryJournal longer;
  write_down(longer, script);
  Which which;
  which.id = latest(journal).id;
  const auto read = read_interaction(longer, *which.id);
  ASSERT_TRUE(read.ok()) << read.error().line();
  EXPECT_EQ(read.value().gates.size(), gates);
  EXPECT_EQ(read.value().messages.back().state, MessageState::kCancelled);
  ASSERT_TRUE(read.value().policy.has_value());
  EXPECT_EQ(read.value().policy->name, "guarded");
  EXPECT_EQ(read.value().name_of("maria-alvarez"), "Maria Alvarez");
  EXPECT_TRUE(read.value().heard.front().text.has_value());
}

TEST(ReadInteraction, HoldsBothOrdersOfOneSentence) {
  Script script(guarded_policy());
  script.say("Alexa turn on the kitchen light and turn on the front door", {.wake = true});
  const std::vector<DeviceOrder> orders = script.state().device_orders;
  ASSERT_EQ(orders.size(), 2U);
  for (const DeviceOrder& order : orders)
    script.post(DeviceAnswered{order.command, "confirmed", "It is on."});
  MemoryJournal journal;
  write_down(journal, script);
  EXPECT_EQ(latest(journal).devices.size(), 2U);
}

TEST(ReadInteraction, FollowsADeliveryBeyondTheNextWake) {
  Script script(guarded_policy());
  hold_message(script);
  script.wait(13'000);
  std::uint64_t message = 0;
  for (const Effect& effect : script.effects()) {
    if (const auto* send = std::get_if<SendMessage>(&effect)) message = send->recording.message_id();
  }
  ASSERT_NE(message, 0U);
  script.say("election night again we should send a message", {.wake = true});
  script.post(MessageDelivered{message, "Maria Alvarez", DeliveryOutcome::kSent, ""});
  MemoryJournal journal;
  write_down(journal, script);
  const Interaction first = latest(journal, false);
  EXPECT_TRUE(first.sent());
  EXPECT_EQ(first.prompts.back().name, "sent");
  const Interaction second = latest(journal, true);
  EXPECT_TRUE(second.messages.empty());
  EXPECT_TRUE(second.prompts.empty());
}

TEST(ReadInteraction, ReadsDeletedWordsAsDeleted) {
  Script script(guarded_policy());
  hold_message(script);
  MemoryJournal journal;
  write_down(journal, script);
  Forgetting forgetting{1, journal.records.size(), true, false, "asked-by-voice"};
  ASSERT_TRUE(journal.forget(forgetting, script.now()).ok());
  write_record(journal, record_kind::kForgotten, script.now(),
               R"({"from":1,"recordings":false,"to":)" + std::to_string(forgetting.to) +
                   R"(,"why":"asked-by-voice","words":true})");
  const Interaction interaction = latest(journal);
  EXPECT_TRUE(interaction.words_deleted);
  EXPECT_FALSE(interaction.heard.front().text.has_value());
  EXPECT_EQ(interaction.prompts[1].text, "(deleted), right?");
  EXPECT_FALSE(interaction.messages.front().contact.has_value());
  ASSERT_EQ(interaction.deletions.size(), 1U);
  EXPECT_EQ(interaction.deletions.front().why, "asked-by-voice");
}

TEST(ReadInteraction, EndsWhereTheProgramStartedAnew) {
  Script script(guarded_policy());
  hold_message(script);
  MemoryJournal journal;
  write_down(journal, script);
  const std::uint64_t end = journal.records.size();
  write_record(journal, record_kind::kStarted, 0, "{}");
  write_record(journal, "effect/report-message", 0,
               R"({"contact":"X","effect":"report-message","message_id":1,"reason":"none",)"
               R"("span":{"from":0,"to":0},"state":"sent"})");
  const Interaction interaction = latest(journal);
  EXPECT_LE(interaction.to, end);
  EXPECT_FALSE(interaction.sent());
}

TEST(ReadInteraction, SaysWhichRecordIsDamaged) {
  Script script(guarded_policy());
  hold_message(script);
  MemoryJournal journal;
  write_down(journal, script);
  const Interaction whole = latest(journal);
  const std::uint64_t broken = whole.gates.front().sequence;
  JournalRecord& record = journal.records[broken - 1];
  record.body = "{\"judgement\":7}";
  record.words.reset();
  record.header.words_hash = {};
  const auto read = read_interaction(journal, whole.id);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error(), (Error{ErrorCode::kJournalDamaged, "record " + std::to_string(broken)}));
}

TEST(ReadInteraction, KnowsWhoTalkedDuringAPrompt) {
  Script script(guarded_policy());
  script.say("Alexa send a message", {.wake = true});
  script.start_talking();
  script.wait(300);
  script.finish_prompt();
  script.stop_talking();
  script.wait(3000);
  MemoryJournal journal;
  write_down(journal, script);
  const Interaction interaction = latest(journal);
  ASSERT_FALSE(interaction.prompts.empty());
  EXPECT_EQ(interaction.prompts.front().name, "to-whom");
  EXPECT_FALSE(interaction.prompts.front().talked_over.empty());
}

}  // namespace
}  // namespace sotto
