#include "adapters/toml/policy_file.hpp"

#include <gtest/gtest.h>

#include "adapters/toml/built_in.hpp"

namespace sotto {
namespace {

std::string guarded_text() {
  return std::string(built_in_text("policies/guarded.toml").value());
}

// The built-in policy with one stretch of its text replaced.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = guarded_text();
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
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
  EXPECT_TRUE(
      ends_with_fault(changed("hold_ms = 15000", "hold_ms = -1"), "\"hold_ms\" must be 0 to 600000, not -1"));
  EXPECT_TRUE(ends_with_fault(changed("proposal_score = 900", "proposal_score = 0.9"),
                              "\"proposal_score\" must be a whole number"));
  EXPECT_TRUE(ends_with_fault(changed("matching = \"whole\"", "matching = \"any\""),
                              "\"matching\" must be one of \"whole\", \"nearest\""));
}

TEST(PolicyFile, ForcedIsNotForFiles) {
  EXPECT_TRUE(ends_with_fault("forced = [\"wake\"]\n" + guarded_text(), "unknown key \"forced\""));
}

TEST(PolicyFile, RefusesWhatMakesNoSenseTogether) {
  EXPECT_TRUE(ends_with_fault(changed("\"after-confirm\"", "\"since-wake\""),
                              "a policy that sends what was said before the confirmation cannot be live"));
  EXPECT_TRUE(ends_with_fault(changed("complete_ms = 500", "complete_ms = 1001"),
                              "complete_ms, can_go_on_ms and incomplete_ms must not become shorter"));
  EXPECT_TRUE(ends_with_fault(changed("answer_from_ms = 200", "answer_from_ms = 5001"),
                              "answer_from_ms is later than answer_within_ms"));
  EXPECT_TRUE(ends_with_fault(changed("rejected = [\"no\"", "rejected = [\"yes\""),
                              "the answer \"yes\" stands twice"));
  EXPECT_TRUE(ends_with_fault(changed("name = \"guarded\"", "name = \"Guarded\""),
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
