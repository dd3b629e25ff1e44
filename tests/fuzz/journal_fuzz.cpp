// Journal lines over garbage: a line is decoded to what it says, or refused without a word of what it holds.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "core/step.hpp"
#include "journal/codec.hpp"
#include "mutate.hpp"

namespace sotto {
namespace {

// Every line of the golden traces and of the corpus.
std::vector<Seed> event_lines() {
  const std::string traces = std::string(SOTTO_SOURCE_DIR) + "/tests/golden/traces";
  std::vector<Seed> lines;
  for (const auto& files : {read_seeds(traces, ".events.jsonl"), read_corpus("journal")}) {
    for (const Seed& file : files) {
      std::istringstream text(file.bytes);
      // The opening events are long; changes of the short ones say more.
      for (std::string line; std::getline(text, line);) {
        if (line.size() < 3000) lines.push_back({file.name, line});
      }
    }
  }
  return lines;
}

bool judge(const std::string& line) {
  const auto event = decode_event(line);
  if (event) {
    EXPECT_EQ(encode_event(event.value()), line) << "exactly what encoding writes";
    return true;
  }
  expect_presentable(event.error(), {ErrorCode::kFileInvalid});
  EXPECT_EQ(event.error().detail, "event line") << "nothing of the line gets into the message";
  return false;
}

TEST(JournalFuzz, ChangedLines) {
  const std::vector<Seed> seeds = event_lines();
  Mutator mutator(31, {"{",
                       "}",
                       "[",
                       "]",
                       ",",
                       ":",
                       "\"",
                       "null",
                       "true",
                       "1e3",
                       "0.5",
                       "-1",
                       "1e999",
                       "18446744073709551616",
                       "-9223372036854775809",
                       "\\u0000",
                       "\\ud800",
                       "\xff",
                       " ",
                       R"("event":"timer-fired")",
                       R"("body":{})",
                       R"("at":)",
                       "policy-changed"});
  int accepted = 0;
  for (int i = 0; i < 40'000 && !testing::Test::HasFailure(); ++i) {
    if (judge(mutator.next(seeds))) ++accepted;
  }
  EXPECT_GT(accepted, 200) << "changes that leave a line whole, such as another digit";
  EXPECT_LT(accepted, 20'000);
}

// Whatever can be decoded may be given to the core: it never stops the program.
TEST(JournalFuzz, TheCoreTakesWhateverIsDecoded) {
  const std::vector<Seed> seeds = event_lines();
  Mutator mutator(32, {"1", "9", "0", "-"});
  DialogState state;
  std::istringstream opening(
      read_seeds(std::string(SOTTO_SOURCE_DIR) + "/tests/golden/traces", ".events.jsonl").front().bytes);
  std::string line;
  for (int i = 0; i < 3 && std::getline(opening, line); ++i) {
    const auto event = decode_event(line);
    ASSERT_TRUE(event.ok());
    state = step(state, event.value()).state;
  }
  const DialogState ready = state;
  int taken = 0;
  for (int i = 0; i < 40'000; ++i) {
    // Most events of a golden trace follow each other; now and then somebody starts anew.
    const auto event =
        decode_event(mutator.below(2) == 0 ? seeds[mutator.below(seeds.size())].bytes : mutator.next(seeds));
    if (!event) continue;
    if (event.value().at < state.now || mutator.below(200) == 0) state = ready;
    if (event.value().at < state.now) continue;
    if (std::holds_alternative<VocabularyChanged>(event.value().body))
      continue;  // compiled before it is posted
    Step next = step(state, event.value());
    state = std::move(next.state);
    ++taken;
  }
  EXPECT_GT(taken, 10'000);
}

TEST(JournalFuzz, NastyLines) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += '[';
  std::string deep_objects;
  for (int i = 0; i < 200'000; ++i) deep_objects += R"({"body":)";
  for (const std::string& line :
       {std::string(), std::string("null"), std::string("{}"), std::string("[]"), std::string("\"event\""),
        std::string(1, '\0'), std::string(300'000, '9'), std::string(300'000, '"'), deep, deep_objects,
        std::string(R"({"at":0,"body":{},"event":"cancelled-by-hand"})"),
        std::string(R"({"at":0,"body":{},"event":"cancelled-by-hand","sequence":-1})"),
        std::string(R"({"at":0,"body":{"x":1},"event":"cancelled-by-hand","sequence":1})"),
        std::string(R"({"at":0,"body":{"timer":{}},"event":"timer-fired","sequence":1})"),
        std::string(R"({"at":0,"body":[],"event":"sound-lost","sequence":1})"),
        std::string(R"({"at":0,"body":{"samples":1.5},"event":"sound-lost","sequence":1})"),
        std::string(
            "{\"at\":0,\"body\":{\"samples\":\"\xc3\x28\"},\"event\":\"sound-lost\",\"sequence\":1}")}) {
    EXPECT_FALSE(judge(line)) << line.substr(0, 100);
  }
  EXPECT_TRUE(judge(R"({"at":0,"body":{},"event":"cancelled-by-hand","sequence":1})"));
}

}  // namespace
}  // namespace sotto
