#include "runtime/journal_list.hpp"

#include <gtest/gtest.h>

#include "recorded_story.hpp"

namespace sotto {
namespace {

std::vector<InteractionEntry> list(const MemoryJournal& journal, const InteractionFilter& filter = {}) {
  std::vector<InteractionEntry> entries;
  const auto listed = list_interactions(journal, filter, [&entries](const InteractionEntry& entry) {
    entries.push_back(entry);
    return true;
  });
  EXPECT_TRUE(listed.ok());
  return entries;
}

MemoryJournal evening() {
  return journal_of(guarded_policy(), [](Script& script) {
    send_a_message(script);
    switch_a_light(script);
    // Talk that resembles the wake word: refused at once.
    script.say("election we did the floor", {.wake = true});
    script.wait(3000);
    script.say("Alexa send a message", {.wake = true});
    script.finish_prompt();
    script.wait(500);
    script.say("so anyway we did the floor", {.length_ms = 1500});
    script.finish_prompt();
    script.wait(500);
    script.say("so anyway we did the floor", {.length_ms = 1500});
    script.finish_prompt();
    script.wait(3000);
  });
}

TEST(JournalList, SaysOfEachWhatCameOfIt) {
  const auto entries = list(evening());
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].outcome(), "refused");
  ASSERT_NE(entries[0].refused_by(), nullptr);
  EXPECT_EQ(entries[0].refused_by()->gate, Gate::kContact);
  EXPECT_EQ(entries[1].outcome(), "kitchen_light on: confirmed");
  EXPECT_EQ(entries[1].refused_by(), nullptr);
  EXPECT_EQ(entries[2].outcome(), "message sent");
  EXPECT_EQ(entries[2].contact, "Maria Alvarez");
  EXPECT_GT(entries[0].id, entries[1].id);
  EXPECT_LT(entries[2].last, entries[1].id);
}

TEST(JournalList, ShowsRefusedWakesWhenAsked) {
  InteractionFilter filter;
  filter.refused_too = true;
  const auto entries = list(evening(), filter);
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_FALSE(entries[1].accepted);
  EXPECT_EQ(entries[1].outcome(), "refused");
  InteractionFilter wakes;
  wakes.gate = Gate::kWake;
  wakes.verdict = Verdict::kRefuse;
  ASSERT_EQ(list(evening(), wakes).size(), 1U);
}

TEST(JournalList, FiltersByGateAndVerdictOfTheSameJudgement) {
  InteractionFilter filter;
  filter.gate = Gate::kContact;
  EXPECT_EQ(list(evening(), filter).size(), 2U);
  filter.verdict = Verdict::kPass;
  EXPECT_EQ(list(evening(), filter).size(), 1U);
  filter.gate = Gate::kHold;
  EXPECT_EQ(list(evening(), filter).size(), 1U);
  filter.verdict = Verdict::kRefuse;
  EXPECT_TRUE(list(evening(), filter).empty());
}

TEST(JournalList, FiltersByContactAndCount) {
  InteractionFilter filter;
  filter.contact = "maria";
  EXPECT_EQ(list(evening(), filter).size(), 1U);
  filter.contact = "Ben";
  EXPECT_TRUE(list(evening(), filter).empty());
  InteractionFilter two;
  two.count = 2;
  EXPECT_EQ(list(evening(), two).size(), 2U);
}

TEST(JournalList, KeepsToTheRangeOfRecords) {
  const MemoryJournal journal = evening();
  const auto all = list(journal);
  InteractionFilter filter;
  filter.from = all[1].id;
  EXPECT_EQ(list(journal, filter).size(), 2U);
  filter.to = all[1].id;
  ASSERT_EQ(list(journal, filter).size(), 1U);
  EXPECT_EQ(list(journal, filter)[0].id, all[1].id);
}

TEST(JournalList, ADeletedContactReadsAsDeleted) {
  MemoryJournal journal = evening();
  destroy_words(journal, "", 1, journal.records.size());
  const auto entries = list(journal);
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[2].contact, kContactDeleted);
  EXPECT_EQ(entries[2].outcome(), "message sent");
}

TEST(JournalList, SaysWhichRecordIsDamaged) {
  MemoryJournal journal = evening();
  const std::uint64_t gate = nth_of(journal, "effect/report-gate", 1);
  journal.records.at(gate - 1).body = R"({"judgement":{"gate":"door"}})";
  const auto listed = list_interactions(journal, {}, [](const InteractionEntry&) { return true; });
  ASSERT_FALSE(listed.ok());
  EXPECT_EQ(listed.error().code, ErrorCode::kJournalDamaged);
  EXPECT_EQ(listed.error().detail, "record " + std::to_string(gate));
}

// A journal with more wakes than are taken in at once.
TEST(JournalList, GoesThroughAsManyAsThereAre) {
  MemoryJournal journal;
  const std::string body =
      R"({"effect":"report-wake","judgement":{"evidence":[],"gate":"wake","reason":"none","verdict":"pass"},)"
      R"("scores":[],"text":""})";
  for (int i = 0; i < 700; ++i) {
    const Draft draft{"effect/report-wake", i * 1000, body, {}};
    (void)journal.append({&draft, 1}).ok();
  }
  const auto entries = list(journal);
  ASSERT_EQ(entries.size(), 700U);
  EXPECT_EQ(entries.back().id, 1U);
  EXPECT_EQ(entries.front().outcome(), "woke");
}

}  // namespace
}  // namespace sotto
