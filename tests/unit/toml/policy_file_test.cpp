#include "adapters/toml/policy_file.hpp"

#include <gtest/gtest.h>

#include "adapters/toml/built_in.hpp"

namespace sotto {
namespace {

std::string guarded_text() {
  return std::string(built_in_text("policies/guarded.toml").value());
}

// The built-in policy with one value replaced, whatever that value is tuned to at the time.
std::string changed(const std::string& section, const std::string& key, const std::string& value) {
  std::string text = "\n" + format_policy(load_policy("guarded").value());
  const std::size_t begin = section.empty() ? 0 : text.find("[" + section + "]");
  EXPECT_NE(begin, std::string::npos) << section;
  if (begin == std::string::npos) return {};
  const std::size_t at = text.find("\n" + key + " = ", begin);
  EXPECT_NE(at, std::string::npos) << key;
  if (at == std::string::npos) return {};
  return text.replace(at + 1, text.find('\n', at + 1) - at - 1, key + " = " + value);
}

std::string fault(const std::string& text) {
  const auto policy = parse_policy(text, "p.toml");
  return policy.ok() ? std::string() : policy.error().detail;
}

bool ends_with_fault(const std::string& text, const std::string& what) {
  const std::string found = fault(text);
  return found.starts_with("p.toml:") && found.ends_with(": " + what);
}

TEST(PolicyFile, GuardedIsLiveAndAsksForEveryGate) {
  const auto policy = load_policy("guarded");
  ASSERT_TRUE(policy.ok()) << policy.error().line();
  EXPECT_EQ(policy.value().name, "guarded");
  EXPECT_TRUE(policy.value().live);
  EXPECT_TRUE(policy.value().wake.second_look);
  EXPECT_EQ(policy.value().request.matching, Matching::kWhole);
  EXPECT_EQ(policy.value().contact.matching, Matching::kWhole);
  EXPECT_EQ(policy.value().confirm.matching, Matching::kWhole);
  EXPECT_TRUE(policy.value().contact.quiet_prompt);
  EXPECT_TRUE(policy.value().confirm.quiet_prompt);
  EXPECT_TRUE(policy.value().voice.same_voice);
  EXPECT_EQ(policy.value().record.cargo, Cargo::kAfterConfirm);
  EXPECT_GE(policy.value().hold.hold_ms, 10'000);
  EXPECT_TRUE(policy.value().forced.empty());
}

TEST(PolicyFile, PortlandTakesTheNearestAndNeverRunsLive) {
  const auto policy = load_policy("portland-2018");
  ASSERT_TRUE(policy.ok()) << policy.error().line();
  EXPECT_FALSE(policy.value().live);
  EXPECT_FALSE(policy.value().wake.second_look);
  EXPECT_EQ(policy.value().request.matching, Matching::kNearest);
  EXPECT_EQ(policy.value().contact.matching, Matching::kNearest);
  EXPECT_EQ(policy.value().confirm.matching, Matching::kNearest);
  EXPECT_EQ(policy.value().record.cargo, Cargo::kSinceWake);
  EXPECT_EQ(policy.value().hold.hold_ms, 0);
}

TEST(PolicyFile, WritingAndReadingGivesTheSamePolicy) {
  for (const char* name : {"guarded", "portland-2018"}) {
    Policy policy = load_policy(name).value();
    policy.confirm.rejected.emplace_back("say \"no\" \\ twice");
    const auto again = parse_policy(format_policy(policy), "again.toml");
    ASSERT_TRUE(again.ok()) << again.error().line();
    EXPECT_EQ(again.value(), policy);
  }
}

// Each line that sets something is needed: without it the policy is not whole, and with another key it is not
// known.
TEST(PolicyFile, EveryKeyIsNeededAndNoOtherIsKnown) {
  const std::string text = format_policy(load_policy("guarded").value());
  std::size_t keys = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    const std::size_t equals = text.substr(begin, end - begin).find(" = ");
    if (equals != std::string::npos) {
      ++keys;
      const std::string key = text.substr(begin, equals);
      const std::string without = fault(text.substr(0, begin) + text.substr(end));
      EXPECT_NE(without.find(": \"" + key + "\" is missing"), std::string::npos) << key << ": " << without;
      const std::string misspelt = fault(text.substr(0, begin) + "x" + text.substr(begin));
      EXPECT_NE(misspelt.find(": unknown key \"x" + key + "\""), std::string::npos)
          << key << ": " << misspelt;
    }
    begin = end;
  }
  EXPECT_GT(keys, 40U);
}

TEST(PolicyFile, NamesTheLineAndTheRange) {
  EXPECT_EQ(fault("name = \"x\"\nversion = 0\n"), "p.toml:2: \"version\" must be 1 to 1000000, not 0");
  EXPECT_TRUE(ends_with_fault(changed("hold", "hold_ms", "-1"), "\"hold_ms\" must be 0 to 600000, not -1"));
  EXPECT_TRUE(
      ends_with_fault(changed("wake", "proposal_score", "0.9"), "\"proposal_score\" must be a whole number"));
  EXPECT_TRUE(ends_with_fault(changed("request", "matching", "\"any\""),
                              "\"matching\" must be one of \"whole\", \"nearest\""));
}

TEST(PolicyFile, ForcedIsNotForFiles) {
  EXPECT_TRUE(ends_with_fault("forced = [\"wake\"]\n" + guarded_text(), "unknown key \"forced\""));
}

TEST(PolicyFile, RefusesWhatMakesNoSenseTogether) {
  EXPECT_EQ(fault(changed("record", "length_ms_max", "59999")), "");
  EXPECT_TRUE(ends_with_fault(changed("record", "cargo", "\"since-wake\""),
                              "a policy that sends what was said before the confirmation cannot be live"));
  EXPECT_TRUE(ends_with_fault(changed("endpoint", "complete_ms", "600000"),
                              "complete_ms, can_go_on_ms and incomplete_ms must not become shorter"));
  EXPECT_TRUE(ends_with_fault(changed("confirm", "answer_from_ms", "600000"),
                              "answer_from_ms is later than answer_within_ms"));
  EXPECT_TRUE(
      ends_with_fault(changed("confirm", "rejected", "[\"no\", \"no\"]"), "the answer \"no\" stands twice"));
  EXPECT_TRUE(
      ends_with_fault(changed("confirm", "accepted", "[]"), "\"accepted\" needs at least one answer"));
  EXPECT_TRUE(ends_with_fault(changed("", "name", "\"Guarded\""),
                              "\"name\" must be lower-case letters, digits and hyphens"));
}

TEST(PolicyFile, ANameThatIsNeitherBuiltInNorAFileIsMissing) {
  const auto policy = load_policy("no-such-policy");
  ASSERT_FALSE(policy.ok());
  EXPECT_EQ(policy.error().code, ErrorCode::kFileMissing);
  EXPECT_TRUE(load_policy(SOTTO_SOURCE_DIR "/policies/guarded.toml").ok());
}

}  // namespace
}  // namespace sotto
