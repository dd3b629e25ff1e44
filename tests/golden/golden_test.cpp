// Every trace gives, byte for byte, the effects that were once looked at and found right. When a change is
// meant, `golden_record --update` writes the effects anew, and the difference is reviewed like code.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "trace.hpp"

namespace sotto {
namespace {

const std::filesystem::path kTraces = std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/golden/traces";

std::vector<std::string> trace_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kTraces)) {
    const std::string name = entry.path().filename().string();
    const std::size_t end = name.find(".events.jsonl");
    if (end != std::string::npos) names.push_back(name.substr(0, end));
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, GivesTheSameEffects) {
  const auto events = read_events(kTraces / (GetParam() + ".events.jsonl"));
  ASSERT_TRUE(events.ok()) << events.error().line();
  const std::vector<std::string> actual = effect_lines(events.value());
  const std::vector<std::string> expected = read_lines(kTraces / (GetParam() + ".effects.jsonl"));
  ASSERT_FALSE(expected.empty());
  for (std::size_t i = 0; i < std::min(actual.size(), expected.size()); ++i) {
    ASSERT_EQ(actual[i], expected[i]) << "line " << i + 1;
  }
  EXPECT_EQ(actual.size(), expected.size());
}

INSTANTIATE_TEST_SUITE_P(Traces, Golden, testing::ValuesIn(trace_names()), [](const auto& each) {
  std::string name = each.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

bool sends(const std::vector<std::string>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("\"effect\":\"send-message\"") != std::string::npos;
  });
}

// The comparison can fail, and a message hangs on each of its events.
TEST(GoldenMutations, WithoutAnyPromptOrAnswerNothingIsSent) {
  const auto events = read_events(kTraces / "intended-message.events.jsonl");
  ASSERT_TRUE(events.ok()) << events.error().line();
  ASSERT_TRUE(sends(effect_lines(events.value())));
  int left_out = 0;
  for (std::size_t i = 0; i < events.value().size(); ++i) {
    const EventBody& body = events.value()[i].body;
    const bool needed = std::holds_alternative<WakeProposed>(body) ||
                        std::holds_alternative<VoicesCompared>(body) ||
                        std::holds_alternative<ContactsChanged>(body);
    if (!needed) continue;
    std::vector<Event> without = events.value();
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(sends(effect_lines(without))) << "without event " << i + 1;
    ++left_out;
  }
  EXPECT_GE(left_out, 4);
}

TEST(GoldenMutations, APromptThatNobodyHeardSendsNothing) {
  const auto events = read_events(kTraces / "intended-message.events.jsonl");
  ASSERT_TRUE(events.ok()) << events.error().line();
  int prompts = 0;
  for (std::size_t i = 0; i < events.value().size(); ++i) {
    std::vector<Event> unheard = events.value();
    auto* finished = std::get_if<PromptFinished>(&unheard[i].body);
    const std::vector<Event> before(unheard.begin(), unheard.begin() + static_cast<std::ptrdiff_t>(i));
    if (finished == nullptr || sends(effect_lines(before))) continue;
    finished->heard = false;
    EXPECT_FALSE(sends(effect_lines(unheard))) << "prompt of event " << i + 1;
    ++prompts;
  }
  EXPECT_GE(prompts, 5);
}

}  // namespace
}  // namespace sotto
