#include "journal/personal.hpp"

#include <gtest/gtest.h>

#include "examples.hpp"
#include "journal/codec.hpp"

namespace sotto {
namespace {

JournalRecord record_of(const Draft& draft) {
  JournalRecord record;
  record.header.kind = draft.kind;
  record.header.at = draft.at;
  record.body = draft.body;
  record.words = draft.words;
  if (draft.words) record.header.words_hash.fill(1);
  return record;
}

std::vector<Event> example_events() {
  std::vector<Event> events;
  for (const EventBody& body : example_bodies())
    events.push_back({events.size() + 1, static_cast<Milliseconds>(70 * events.size()), body});
  return events;
}

// Everything in the examples that somebody said, or that names a person.
const char* const kPrivate[] = {"Maria",  "maria",     "Okafor", "send it", "dinner",
                                "nobody", "caf\u00e9", "lexer",  "\u20ac",  "AH L EH"};

void expect_nothing_private(const Draft& draft) {
  for (const char* word : kPrivate) {
    EXPECT_EQ(draft.body.find(word), std::string::npos) << draft.kind << ": " << word << " in " << draft.body;
  }
}

TEST(Personal, AnEventComesBackWhole) {
  for (const Event& event : example_events()) {
    const Draft draft = draft_event(event);
    EXPECT_EQ(draft.kind, "event/" + std::string(event_name(event.body)));
    EXPECT_EQ(draft.at, event.at);
    const auto line = join_words(draft.body, draft.words);
    ASSERT_TRUE(line.ok()) << draft.kind;
    EXPECT_EQ(line.value(), encode_event(event));
    const auto again = event_of(record_of(draft));
    ASSERT_TRUE(again.ok()) << draft.kind;
    EXPECT_EQ(again.value(), event);
  }
}

TEST(Personal, AnEffectComesBackWhole) {
  std::vector<Effect> effects = example_effects();
  effects.emplace_back(sent_by_the_core());
  for (const Effect& effect : effects) {
    const Draft draft = draft_effect(effect, 1234);
    EXPECT_EQ(draft.kind, "effect/" + std::string(effect_name(effect)));
    EXPECT_EQ(draft.at, 1234);
    const auto line = join_words(draft.body, draft.words);
    ASSERT_TRUE(line.ok()) << draft.kind;
    EXPECT_EQ(line.value(), encode_effect(effect));
  }
}

TEST(Personal, TheBodyHoldsNothingSaidAndNobodyNamed) {
  for (const Event& event : example_events()) {
    // Sentences and trigger words are the program's, the same in every home.
    if (std::holds_alternative<VocabularyChanged>(event.body)) continue;
    if (std::holds_alternative<PolicyChanged>(event.body)) continue;
    expect_nothing_private(draft_event(event));
  }
  std::vector<Effect> effects = example_effects();
  effects.emplace_back(sent_by_the_core());
  for (const Effect& effect : effects) expect_nothing_private(draft_effect(effect, 0));
}

TEST(Personal, EvidenceKeepsItsNumbersAndLosesItsTexts) {
  const Effect gate = ReportGate{{Gate::kConfirm,
                                  Verdict::kRefuse,
                                  Reason::kNotAnAnswer,
                                  {{"text", std::string("so anyway")},
                                   {"distance", std::int64_t{640}},
                                   {"voice", std::string("same")},
                                   {"nearest", std::string("right, send it")}}}};
  const Draft draft = draft_effect(gate, 0);
  EXPECT_EQ(
      draft.body,
      R"({"effect":"report-gate","judgement":{"evidence":[{"key":"text","value":null},)"
      R"({"key":"distance","value":640},{"key":"voice","value":"same"},{"key":"nearest","value":null}],)"
      R"("gate":"confirm","reason":"not-an-answer","verdict":"refuse"}})");
  EXPECT_EQ(draft.words,
            R"({"/judgement/evidence/0/value":"so anyway","/judgement/evidence/3/value":"right, send it"})");
}

TEST(Personal, WhatWasDestroyedIsSaidToBeGone) {
  JournalRecord record = record_of(draft_event({1, 5, RequestTyped{}}));
  ASSERT_TRUE(record.words);
  record.words.reset();
  EXPECT_TRUE(record.words_gone());
  EXPECT_EQ(event_of(record).error().code, ErrorCode::kNotAvailable);
  const JournalRecord timer = record_of(draft_event({2, 5, TimerFired{3}}));
  EXPECT_FALSE(timer.words_gone()) << "there never were any";
  EXPECT_TRUE(event_of(timer).ok());
}

TEST(Personal, WordsThatPointToNothingAreRefused) {
  const std::string body = R"({"a":null,"b":[null]})";
  EXPECT_EQ(join_words(body, R"({"/a":"x","/b/0":"y"})").value(), R"({"a":"x","b":["y"]})");
  for (const char* words :
       {"", "{", "[1]", "\"text\"", "{\"/c\":1}", "{\"/b/1\":1}", "{\"a\":1}", "{\"/b/-\":1}"}) {
    EXPECT_FALSE(join_words(body, words).ok()) << words;
  }
  EXPECT_FALSE(join_words("{", "{\"/a\":1}").ok());
}

}  // namespace
}  // namespace sotto
