#include "adapters/toml/sentence_toml.hpp"

#include <gtest/gtest.h>

#include "adapters/toml/built_in.hpp"
#include "nlu/sentence_template.hpp"

namespace sotto {
namespace {

constexpr std::string_view kSmall = R"(before = "[please]"
after = "[thanks]"
not_contacts = ["it"]
[rules]
the = "[the|my]"
[quiet_rules]
degrees = "degrees"
[numbers]
temperature = {from = 5, to = 30, step = 0.5}
brightness = {from = 0, to = 100}
[lists]
device = [
  {text = "lamp", value = "lamp"},
  {text = "fan", value = "fan"},
]
[[intent]]
name = "switch-on"
sentences = [
  "turn on <the> {device}",
  "<the> {device} on",
]
[[intent]]
name = "switch-on"
sentences = ["lights on"]
slots = {device = "all_lights"}
)";

std::string changed(std::string_view from, std::string_view to) {
  std::string text(kSmall);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string fault(const std::string& text) {
  const auto file = parse_sentences(text, "s.toml");
  return file.ok() ? std::string() : file.error().detail;
}

TEST(SentenceToml, KeepsEverythingAndItsLine) {
  const auto parsed = parse_sentences(kSmall, "s.toml");
  ASSERT_TRUE(parsed.ok()) << parsed.error().line();
  const SentenceFile& file = parsed.value();
  EXPECT_EQ(file.before, (SentenceText{"[please]", 1}));
  EXPECT_EQ(file.after, (SentenceText{"[thanks]", 2}));
  EXPECT_EQ(file.not_contacts, std::vector<std::string>{"it"});
  EXPECT_EQ(file.rules,
            (std::vector<SentenceRule>{{"the", {"[the|my]", 5}, false}, {"degrees", {"degrees", 7}, true}}));
  EXPECT_EQ(file.numbers, (std::vector<SentenceNumber>{{"temperature", 5000, 30000, 500},
                                                       {"brightness", 0, 100'000, 1000}}));
  ASSERT_EQ(file.lists.size(), 1U);
  EXPECT_EQ(file.lists[0].values,
            (std::vector<SentenceListValue>{{{"lamp", 13}, "lamp"}, {{"fan", 14}, "fan"}}));
  ASSERT_EQ(file.intents.size(), 2U);
  EXPECT_EQ(file.intents[0].sentences,
            (std::vector<SentenceText>{{"turn on <the> {device}", 19}, {"<the> {device} on", 20}}));
  EXPECT_EQ(file.intents[1].slots,
            (std::vector<std::pair<std::string, std::string>>{{"device", "all_lights"}}));
}

TEST(SentenceToml, NamesTheLineOfWhatIsWrong) {
  EXPECT_EQ(fault(changed("after =", "afterwards =")), "s.toml:2: unknown key \"afterwards\"");
  EXPECT_EQ(fault(changed("{text = \"lamp\", value", "{text = \"lamp\", vlaue")),
            "s.toml:13: unknown key \"vlaue\" in device");
  EXPECT_EQ(fault(changed("value = \"fan\"", "value = 3")),
            "s.toml:14: \"value\" must be a text of one line, in quotation marks");
  EXPECT_EQ(fault(changed("  \"<the> {device} on\"", "  7")),
            "s.toml:20: a sentence must be a text of one line, in quotation marks");
  EXPECT_EQ(fault(changed("from = 5, to = 30", "from = 30, to = 5")),
            "s.toml:9: \"temperature\" ends before it begins");
  EXPECT_EQ(fault(changed("step = 0.5", "step = 0")).substr(0, 31), "s.toml:9: \"step\" must be 0.001 ");
  EXPECT_EQ(fault(changed("[quiet_rules]\ndegrees", "[quiet_rules]\nthe")),
            "s.toml:7: the rule \"the\" stands twice");
  EXPECT_TRUE(fault(changed("name = \"switch-on\"", "name = \"switch\""))
                  .starts_with("s.toml:17: \"name\" must be one of"));
  EXPECT_EQ(fault("before = \"x\"\n"), "s.toml:1: \"intent\" is missing");
}

TEST(SentenceToml, TheBuiltInSentencesCompile) {
  const auto file =
      parse_sentences(built_in_text("data/sentences/en.toml").value(), "data/sentences/en.toml");
  ASSERT_TRUE(file.ok()) << file.error().line();
  const auto matcher = SentenceMatcher::compile(file.value());
  EXPECT_TRUE(matcher.ok()) << matcher.error().line();
}

}  // namespace
}  // namespace sotto
