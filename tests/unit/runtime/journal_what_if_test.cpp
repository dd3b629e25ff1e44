#include "runtime/journal_what_if.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "recorded_story.hpp"

namespace sotto {
namespace {

struct Told {
  WhatIfRun run;
  std::vector<std::string> lines;
};

Told ask(const MemoryJournal& journal, WhatIfOptions options) {
  Told told;
  options.on_line = [&told](const RunStart&, const std::string& line) { told.lines.push_back(line); };
  auto runs = ask_what_if(journal, options);
  if (!runs.ok() || runs.value().size() != 1) {
    ADD_FAILURE() << (runs.ok() ? "not one run" : runs.error().line());
    return told;
  }
  told.run = std::move(runs).value().front();
  return told;
}

Told ask(const MemoryJournal& journal, const Policy& policy) {
  WhatIfOptions options;
  options.policy = policy;
  return ask(journal, std::move(options));
}

bool holds(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&part](const std::string& line) { return line.find(part) != std::string::npos; });
}

// The lines of a run as they were, made from its events.
std::vector<std::string> lines_of_events(const std::vector<Event>& events) {
  std::vector<std::string> lines;
  Loop loop(nullptr, [&lines](const Effect& effect, Milliseconds at) {
    if (std::holds_alternative<Speak>(effect)) return;  // the text is the runtime's
    if (auto line = event_line(effect, {at, "", "", {}})) lines.push_back(*line);
  });
  for (const Event& event : events) loop.post(event.body, event.at);
  return lines;
}

std::vector<std::string> without_said(std::vector<std::string> lines) {
  std::erase_if(lines,
                [](const std::string& line) { return line.find("\"type\":\"said\"") != std::string::npos; });
  return lines;
}

std::vector<Event> read_trace(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<Event> events;
  for (std::string line; std::getline(stream, line);) {
    auto event = decode_event(line);
    if (event) events.push_back(std::move(event).value());
  }
  return events;
}

TEST(WhatIf, TheSamePolicyDoesTheSame) {
  int traces = 0;
  const std::filesystem::path folder = std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/golden/traces";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().find(".events.jsonl") == std::string::npos) continue;
    const std::vector<Event> events = read_trace(entry.path());
    const auto* policy = std::get_if<PolicyChanged>(&events.front().body);
    ASSERT_NE(policy, nullptr);
    MemoryJournal journal;
    write_run(journal, events);
    const Told told = ask(journal, policy->policy);
    EXPECT_EQ(without_said(told.lines), lines_of_events(events)) << entry.path();
    EXPECT_TRUE(told.run.stops.empty()) << entry.path() << ": " << told.run.stops.front().words;
    EXPECT_TRUE(told.run.other_prompts.empty()) << entry.path();
    ++traces;
  }
  EXPECT_GE(traces, 15);
}

TEST(WhatIf, ACarefulPolicyRefusesAndTheQuestionsThatWereAskedAreNamed) {
  const MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  Policy careful = guarded_policy();
  careful.name = "careful";
  careful.request.confidence_min = 990;
  const Told told = ask(journal, careful);
  EXPECT_TRUE(told.run.stops.empty());
  EXPECT_TRUE(told.run.sent.empty());
  EXPECT_EQ(told.run.summary.refused_by, "request");
  ASSERT_FALSE(told.run.other_prompts.empty());
  EXPECT_EQ(told.run.other_prompts[0].prompt, "to-whom");
  EXPECT_EQ(ask(journal, guarded_policy()).run.sent.size(), 1U);
}

TEST(WhatIf, StopsAtAPromptThatWasNotSaidThen) {
  const MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  Policy hasty = guarded_policy();
  hasty.name = "hasty";
  hasty.hold.hold_ms = 5000;
  const Told told = ask(journal, hasty);
  ASSERT_EQ(told.run.stops.size(), 1U);
  EXPECT_EQ(told.run.stops[0].code, "prompt-not-said");
  EXPECT_NE(
      told.run.stops[0].words.find("hasty says \"Sending to Maria Alvarez in five seconds. Say cancel to "
                                   "stop.\" and nobody can know what the room would have answered."),
      std::string::npos)
      << told.run.stops[0].words;
  EXPECT_TRUE(told.run.sent.empty());
  EXPECT_TRUE(holds(told.lines, "\"prompt\":\"hold\""));
  EXPECT_TRUE(told.run.other_prompts.empty());
}

TEST(WhatIf, StopsAtAQuestionAskedAtAnotherMoment) {
  const MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  Policy patient = guarded_policy();
  patient.endpoint = {patient.endpoint.complete_ms + 300, patient.endpoint.can_go_on_ms + 300,
                      patient.endpoint.incomplete_ms + 300};
  const Told told = ask(journal, patient);
  ASSERT_EQ(told.run.stops.size(), 1U);
  EXPECT_EQ(told.run.stops[0].code, "prompt-not-said");
  EXPECT_NE(told.run.stops[0].words.find("asks \"To whom?\""), std::string::npos);
}

TEST(WhatIf, StopsAtAStretchThatWasNeverRecognisedUnlessSoundCanTell) {
  // portland-2018 never looks twice at a wake; guarded wants scores that nobody computed.
  const MemoryJournal journal = journal_of(portland_policy(), [](Script& script) {
    script.say("so did you send a message to the floor people", {.length_ms = 2500, .wake = true});
    script.finish_prompt();
    script.wait(3000);
  });
  WhatIfOptions options;
  options.policy = guarded_policy();
  Told told = ask(journal, options);
  ASSERT_EQ(told.run.stops.size(), 1U);
  EXPECT_EQ(told.run.stops[0].code, "never-recognised");
  EXPECT_NE(told.run.stops[0].words.find("guarded listens to the sound from"), std::string::npos);

  int asked = 0;
  options.answer = [&asked](const RunStart& run, const Effect& effect) -> std::optional<EventBody> {
    EXPECT_EQ(run.number, 1);
    const auto* listen = std::get_if<Transcribe>(&effect);
    if (listen == nullptr) return std::nullopt;
    ++asked;
    Transcript transcript;
    transcript.text = "so did you send a message to the floor people";
    transcript.words = words_of(transcript.text);
    transcript.confidence = 950;
    for (const std::string& text : listen->forced_texts) transcript.forced.push_back({text, -9000});
    return Transcribed{listen->id, transcript};
  };
  told = ask(journal, options);
  EXPECT_TRUE(told.run.stops.empty());
  EXPECT_GE(asked, 1);
  EXPECT_TRUE(holds(told.lines, "\"accepted\":false"));
  EXPECT_EQ(told.run.summary.wakes, 0);
  ASSERT_FALSE(told.run.other_prompts.empty());  // what portland-2018 asked
}

TEST(WhatIf, GoesOnWithTheNextDialogAfterAStop) {
  const MemoryJournal journal = journal_of(guarded_policy(), [](Script& script) {
    send_a_message(script);
    send_a_message(script);
    switch_a_light(script);
  });
  Policy hasty = guarded_policy();
  hasty.hold.hold_ms = 5000;
  const Told told = ask(journal, hasty);
  EXPECT_EQ(told.run.stops.size(), 2U);
  EXPECT_TRUE(holds(told.lines, "\"type\":\"device\""));
}

TEST(WhatIf, SaysWhatPortlandWouldHaveSent) {
  std::vector<Event> events =
      read_trace(std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/golden/traces/portland.events.jsonl");
  MemoryJournal journal;
  write_run(journal, events);
  const Told told = ask(journal, std::get<PolicyChanged>(events.front().body).policy);
  ASSERT_EQ(told.run.sent.size(), 1U);
  EXPECT_FALSE(told.run.sent[0].contact.empty());
  EXPECT_EQ(told.run.summary.sent, 1);
}

TEST(WhatIf, StopsWhereWordsWereDeleted) {
  MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  const std::uint64_t name = nth_of(journal, "event/transcribed", 2);
  ASSERT_EQ(destroy_words(journal, "event/transcribed", name, name), 1);
  Told told = ask(journal, guarded_policy());
  ASSERT_EQ(told.run.stops.size(), 1U);
  EXPECT_EQ(told.run.stops[0].code, "words-deleted");
  EXPECT_TRUE(told.run.sent.empty());

  journal = journal_of(guarded_policy(), send_a_message);
  ASSERT_EQ(destroy_words(journal, "event/contacts-changed", 1, 100), 1);
  told = ask(journal, guarded_policy());
  ASSERT_EQ(told.run.stops.size(), 1U);
  EXPECT_EQ(told.run.stops[0].code, "words-deleted");
}

class LetterPronouncer final : public Pronouncer {
 public:
  [[nodiscard]] std::vector<Phonemes> pronounce(std::string_view text) const override {
    return {sounds_of(std::string(text))};
  }
};

TEST(WhatIf, ThePolicysOwnPhrasesArePronounced) {
  const MemoryJournal journal = journal_of(guarded_policy(), send_a_message);
  Policy other = guarded_policy();
  other.confirm.accepted = {"go ahead then"};
  other.confirm.bare = {};
  const LetterPronouncer pronouncer;
  WhatIfOptions options;
  options.policy = other;
  options.pronouncer = &pronouncer;
  // "Right, send it" is no answer to a policy that knows only other words.
  const Told told = ask(journal, options);
  EXPECT_TRUE(told.run.sent.empty());
  other.confirm.accepted = {"go ahead then", "right send it"};
  options.policy = other;
  EXPECT_EQ(ask(journal, options).run.sent.size(), 1U);
}

TEST(WhatIf, ARunThatDoesNotExistIsAnError) {
  WhatIfOptions options;
  options.policy = guarded_policy();
  options.run = 2;
  const MemoryJournal journal = journal_of(guarded_policy(), switch_a_light);
  const auto runs = ask_what_if(journal, options);
  ASSERT_FALSE(runs.ok());
  EXPECT_EQ(runs.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sotto
