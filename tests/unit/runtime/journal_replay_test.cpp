#include "runtime/journal_replay.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "recorded_story.hpp"

namespace sotto {
namespace {

RunReplay replay_only_run(const MemoryJournal& journal) {
  auto runs = replay_journal(journal, {});
  if (!runs.ok() || runs.value().size() != 1) {
    ADD_FAILURE() << (runs.ok() ? "not one run" : runs.error().line());
    return {};
  }
  return runs.value().front();
}

JournalRecord& record_at(MemoryJournal& journal, std::uint64_t sequence) {
  return journal.records.at(sequence - 1);
}

void replace_in(std::string& text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), with);
}

TEST(JournalReplay, EveryGoldenTraceComesOutTheSame) {
  int traces = 0;
  const std::filesystem::path folder = std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/golden/traces";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().find(".events.jsonl") == std::string::npos) continue;
    std::ifstream stream(entry.path());
    std::vector<Event> events;
    for (std::string line; std::getline(stream, line);) {
      auto event = decode_event(line);
      ASSERT_TRUE(event.ok());
      events.push_back(std::move(event).value());
    }
    MemoryJournal journal;
    write_run(journal, events);
    const RunReplay run = replay_only_run(journal);
    EXPECT_EQ(run.events, events.size()) << entry.path();
    EXPECT_EQ(run.different, 0U) << entry.path();
    EXPECT_EQ(run.events + run.effects + 1, journal.records.size()) << entry.path();
    EXPECT_TRUE(run.skipped.empty());
    ++traces;
  }
  EXPECT_GE(traces, 15);
}

TEST(JournalReplay, ShowsWhereTodayDiffersFirst) {
  MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  const std::uint64_t first = nth_of(journal, "effect/report-gate", 0);
  const std::uint64_t second = nth_of(journal, "effect/report-gate", 1);
  replace_in(record_at(journal, first).body, "\"verdict\":\"pass\"", "\"verdict\":\"refuse\"");
  replace_in(record_at(journal, second).body, "\"verdict\":\"pass\"", "\"verdict\":\"refuse\"");
  const RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 2U);
  ASSERT_TRUE(run.first_difference.has_value());
  EXPECT_EQ(run.first_difference->effect, first);
  EXPECT_LT(run.first_difference->event, first);
  EXPECT_EQ(run.first_difference->places, std::vector<std::string>{"/judgement/verdict"});
  EXPECT_EQ(run.first_difference->stamp.wall_ms, 1'700'000'000'000 + run.first_difference->at);
  EXPECT_NE(run.first_difference->recorded.find("refuse"), std::string::npos);
  EXPECT_NE(run.first_difference->now.find("pass"), std::string::npos);
}

TEST(JournalReplay, ComparesWordsToo) {
  MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  const std::uint64_t heard = nth_of(journal, "effect/report-heard", 1);
  replace_in(*record_at(journal, heard).words, "Maria", "Boris");
  const RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 1U);
  ASSERT_TRUE(run.first_difference.has_value());
  EXPECT_EQ(run.first_difference->places, std::vector<std::string>{"/text"});
  EXPECT_NE(run.first_difference->recorded.find("Boris"), std::string::npos);
}

TEST(JournalReplay, NoticesAnEffectTooManyAndOneTooFew) {
  MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  const std::uint64_t last = nth_of(journal, "effect/send-message", 0);
  JournalRecord more = record_at(journal, last);
  more.header.sequence += 1;
  journal.records.insert(journal.records.begin() + static_cast<std::ptrdiff_t>(last), more);
  RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 1U);
  ASSERT_TRUE(run.first_difference.has_value());
  EXPECT_EQ(run.first_difference->now, "");
  EXPECT_NE(run.first_difference->recorded, "");

  journal = journal_of(guarded_policy(), send_a_message);
  journal.records.erase(journal.records.begin() + static_cast<std::ptrdiff_t>(last) - 1);
  run = replay_only_run(journal);
  EXPECT_EQ(run.different, 1U);
  ASSERT_TRUE(run.first_difference.has_value());
  EXPECT_EQ(run.first_difference->effect, 0U);
  EXPECT_NE(run.first_difference->now.find("send-message"), std::string::npos);
}

void three_dialogs(Script& script) {
  send_a_message(script);
  switch_a_light(script);
  ask_what_was_done(script);
}

TEST(JournalReplay, LeavesOutADialogWhoseWordsWereDeletedAndFollowsTheNext) {
  MemoryJournal journal = journal_of(guarded_policy(), three_dialogs);
  const std::uint64_t message = nth_of(journal, "event/transcribed", 0);
  const std::uint64_t light = nth_of(journal, "event/wake-proposed", 1);
  ASSERT_GT(light, message);
  ASSERT_GT(destroy_words(journal, "", message, light - 1), 5);
  const RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 0U) << run.first_difference->recorded << "\n" << run.first_difference->now;
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_EQ(run.skipped[0].from, message);
  EXPECT_LT(run.skipped[0].to, light);
  EXPECT_EQ(run.skipped[0].why, "words-deleted");
  EXPECT_GT(run.skipped_events, 10U);
  EXPECT_GT(run.events, 10U);
  // The comparison is alive after the gap.
  const std::uint64_t device = nth_of(journal, "effect/report-device", 0);
  replace_in(record_at(journal, device).body, "confirmed", "no-device");
  EXPECT_EQ(replay_only_run(journal).different, 1U);
}

TEST(JournalReplay, DoesNotTakeAnUnknownStoryForADifference) {
  // What was just done lies in the gap, so nobody can say the sentence; all else is compared.
  const auto conversation = [](Script& script) {
    send_a_message(script);
    ask_what_was_done(script);
    ask_what_was_done(script);
  };
  MemoryJournal journal = journal_of(guarded_policy(), conversation);
  const std::uint64_t message = nth_of(journal, "event/transcribed", 0);
  destroy_words(journal, "", message, nth_of(journal, "event/wake-proposed", 1) - 1);
  const RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 0U) << run.first_difference->recorded << "\n" << run.first_difference->now;
  EXPECT_EQ(run.skipped.size(), 1U);
  EXPECT_GE(run.without_words, 1U);
}

TEST(JournalReplay, ComparesTheRestOfAnEffectWhoseWordsWereDeleted) {
  MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  const int gone = destroy_words(journal, "effect/report-heard", 1, journal.records.size());
  ASSERT_GT(gone, 2);
  RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 0U);
  EXPECT_EQ(run.without_words, static_cast<std::uint64_t>(gone));
  replace_in(record_at(journal, nth_of(journal, "effect/report-heard", 0)).body, "950", "951");
  EXPECT_EQ(replay_only_run(journal).different, 1U);
}

TEST(JournalReplay, WithoutContactsNothingAfterwardsIsFollowed) {
  MemoryJournal journal = journal_of(guarded_policy(), three_dialogs);
  ASSERT_EQ(destroy_words(journal, "event/contacts-changed", 1, journal.records.size()), 1);
  const RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.events, 2U);  // policy and vocabulary
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_EQ(run.skipped[0].to, run.last);
}

TEST(JournalReplay, NoticesThatEventsAreMissing) {
  MemoryJournal journal = journal_of(guarded_policy(), three_dialogs);
  const std::uint64_t lost = nth_of(journal, "event/speech-paused", 0);
  std::uint64_t end = lost + 1;
  while (record_at(journal, end).header.kind.starts_with("effect/")) ++end;
  journal.records.erase(journal.records.begin() + static_cast<std::ptrdiff_t>(lost) - 1,
                        journal.records.begin() + static_cast<std::ptrdiff_t>(end) - 1);
  const RunReplay run = replay_only_run(journal);
  EXPECT_EQ(run.different, 0U);
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_EQ(run.skipped[0].from, end);
  EXPECT_EQ(run.skipped[0].why, "events-missing");
  EXPECT_EQ(run.skipped[0].to, journal.records.back().header.sequence);
}

TEST(JournalReplay, BeginsEveryRunAfreshAndFindsOneByItsNumber) {
  MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  const std::size_t first_run = journal.records.size();
  Script script(portland_policy());
  switch_a_light(script);
  write_run(journal, script.events());
  const auto both = replay_journal(journal, {});
  ASSERT_TRUE(both.ok());
  ASSERT_EQ(both.value().size(), 2U);
  EXPECT_EQ(both.value()[0].different + both.value()[1].different, 0U);
  EXPECT_EQ(both.value()[1].start.sequence, first_run + 1);
  EXPECT_EQ(both.value()[1].start.number, 2);
  JournalReplayOptions second;
  second.run = 2;
  const auto one = replay_journal(journal, second);
  ASSERT_TRUE(one.ok());
  ASSERT_EQ(one.value().size(), 1U);
  EXPECT_EQ(one.value()[0].events, script.events().size());
  second.run = 3;
  const auto none = replay_journal(journal, second);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

// A journal may come from anywhere: whatever it holds, the program says so and goes on living.
TEST(JournalReplay, RefusesWhatTheCoreMustNotBeGiven) {
  const auto refused = [](const std::function<void(MemoryJournal&)>& damage, std::uint64_t at) {
    MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
    damage(journal);
    const auto runs = replay_journal(journal, {});
    ASSERT_FALSE(runs.ok()) << at;
    EXPECT_EQ(runs.error().code, ErrorCode::kJournalDamaged);
    EXPECT_EQ(runs.error().detail, "record " + std::to_string(at));
  };
  const MemoryJournal whole = journal_of(guarded_policy(), send_a_message);
  const std::uint64_t heard = nth_of(whole, "event/transcribed", 2);
  const std::uint64_t words = nth_of(whole, "event/vocabulary-changed", 0);
  refused([&](MemoryJournal& journal) { replace_in(record_at(journal, heard).body, "\"at\":", "\"at\":-"); },
          heard);
  refused([&](MemoryJournal& journal) { record_at(journal, heard).body = "[1,2"; }, heard);
  refused([&](MemoryJournal& journal) { record_at(journal, heard).words = "{\"/nowhere/at/all\":1}"; },
          heard);
  refused(
      [&](MemoryJournal& journal) {
        replace_in(record_at(journal, words).body, "turn on the {device}", "turn on the {nothing}");
      },
      words);
  refused([](MemoryJournal& journal) { record_at(journal, 2).header.kind = "effect/speak"; }, 2);
}

TEST(JournalReplay, AnEmptyJournalHasNoRuns) {
  const auto runs = replay_journal(MemoryJournal(), {});
  ASSERT_TRUE(runs.ok());
  EXPECT_TRUE(runs.value().empty());
}

}  // namespace
}  // namespace sotto
