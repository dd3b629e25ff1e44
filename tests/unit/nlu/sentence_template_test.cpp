#include "nlu/sentence_template.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

SentenceFile file_of(std::vector<std::string> sentences) {
  SentenceFile file;
  file.before = {"[alexa]", 1};
  file.after = {"[please|thank you]", 2};
  file.not_contacts = {"the", "it"};
  file.rules = {{"the", {"[the|my]", 3}, false},
                {"soft", {"[softly spoken]", 4}, true},
                {"self", {"a <self>", 5}, false}};
  file.numbers = {{"temperature", 5000, 30000, 500}, {"percent", 0, 100000, 1000}};
  file.lists = {{"device", {{{"kitchen light[s]", 6}, "kitchen"}, {{"(kitchen|galley)", 7}, "room"}}}};
  SentenceIntent intent{"switch-on", {}, {}};
  for (std::string& text : sentences) intent.sentences.push_back({std::move(text), 9});
  file.intents = {intent};
  return file;
}

SentenceMatcher compile(std::vector<std::string> sentences) {
  auto matcher = SentenceMatcher::compile(file_of(std::move(sentences)));
  EXPECT_TRUE(matcher) << matcher.error().line();
  return std::move(matcher).value();
}

std::string slots_of(const SentenceMatcher& matcher, std::string_view text) {
  const Reading reading = matcher.read(text);
  if (!reading.request) return "-";
  std::string line;
  for (const Slot& slot : reading.request->slots) line += slot.name + "=" + slot.value + " ";
  return line;
}

std::string error_of(SentenceFile file) {
  const auto matcher = SentenceMatcher::compile(std::move(file));
  if (matcher) return "";
  EXPECT_EQ(matcher.error().code, ErrorCode::kFileInvalid);
  return matcher.error().detail;
}

TEST(SentenceTemplate, AlternativesOptionalsAndOrder) {
  const SentenceMatcher matcher =
      compile({"(turn|switch) on <the> lamp", "(quickly;dim;lamp)", "fade light[s]"});
  for (const char* yes :
       {"turn on lamp", "switch on my lamp", "Alexa, turn on the lamp, please", "dim lamp quickly",
        "quickly lamp dim", "fade light", "fade lights", "turn on lamp thank you"}) {
    EXPECT_TRUE(matcher.read(yes).request) << yes;
  }
  for (const char* no :
       {"turn lamp", "turn on the my lamp", "dim lamp", "dim dim lamp", "fade", "fade light s",
        "please turn on lamp", "turn on lamp now", "turn on lamp please thank you"}) {
    EXPECT_FALSE(matcher.read(no).request) << no;
  }
}

TEST(SentenceTemplate, SlotsKnowTheirWords) {
  const SentenceMatcher matcher = compile({"set <the> {device:target} to {temperature} degrees"});
  const Reading reading = matcher.read("Alexa, set the kitchen lights to nineteen and a half degrees");
  ASSERT_TRUE(reading.request);
  const Slot* target = reading.request->slot("target");
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(target->value, "kitchen");
  EXPECT_EQ(target->first_word, 3u);
  EXPECT_EQ(target->word_count, 2u);
  const Slot* temperature = reading.request->slot("temperature");
  ASSERT_NE(temperature, nullptr);
  EXPECT_EQ(temperature->milli, 19500);
  EXPECT_EQ(temperature->value, "19.5");
  EXPECT_EQ(temperature->word_count, 4u);
  EXPECT_EQ(reading.request->slot("other"), nullptr);
  EXPECT_FALSE(matcher.read("set kitchen to 31 degrees").request);
  EXPECT_FALSE(matcher.read("set kitchen to 20.3 degrees").request);
}

TEST(SentenceTemplate, TheShortestNameIsPreferred) {
  const SentenceMatcher matcher = compile({"text {contact} [now]"});
  EXPECT_EQ(slots_of(matcher, "text maria"), "contact=maria ");
  EXPECT_EQ(slots_of(matcher, "text maria now"), "contact=maria ");
  EXPECT_EQ(slots_of(matcher, "text maria please"), "contact=maria ");
  EXPECT_EQ(slots_of(matcher, "text maria de la cruz"), "contact=maria de la cruz ");
  EXPECT_EQ(slots_of(matcher, "text maria de la cruz gomez"), "-");
  EXPECT_EQ(slots_of(matcher, "text the maria"), "-");
  EXPECT_EQ(slots_of(matcher, "text 5"), "-");
  const Slot jane = matcher.read("text mary-jane").request->slots.at(0);
  EXPECT_EQ(jane.value, "mary jane");
  EXPECT_EQ(jane.first_word, 1u);
  EXPECT_EQ(jane.word_count, 1u);
}

TEST(SentenceTemplate, TheFirstSentenceCountsAndAnotherIntentIsTold) {
  SentenceFile file = file_of({"go", "<the> go"});
  EXPECT_FALSE(SentenceMatcher::compile(file).value().read("go").ambiguous);
  file.intents.push_back({"stop", {{"[the] go", 12}}, {{"device", "all"}}});
  const SentenceMatcher matcher = SentenceMatcher::compile(file).value();
  const Reading reading = matcher.read("go");
  EXPECT_EQ(reading.request->intent, Intent::kSwitchOn);
  EXPECT_EQ(reading.sentence, "go");
  EXPECT_TRUE(reading.ambiguous);
  file.intents.erase(file.intents.begin());
  EXPECT_EQ(slots_of(SentenceMatcher::compile(file).value(), "go"), "device=all ");
}

TEST(SentenceTemplate, Completeness) {
  const SentenceMatcher matcher =
      compile({"turn on <the> {device}", "heat to {temperature} [<soft>]", "go [to {contact}]"});
  const auto is = [&](std::string_view text) { return completeness_name(matcher.read(text).completeness); };
  EXPECT_EQ(is(""), "incomplete");
  EXPECT_EQ(is("alexa"), "incomplete");
  EXPECT_EQ(is("turn on my"), "incomplete");
  EXPECT_EQ(is("turn on kitchen"), "complete-can-go-on");
  EXPECT_EQ(is("turn on galley"), "complete-final");
  EXPECT_EQ(is("turn on kitchen light"), "complete-final");
  EXPECT_EQ(is("turn on galley thank"), "incomplete");
  EXPECT_EQ(is("turn on galley thank you"), "complete-final");
  EXPECT_EQ(is("turn galley"), "none");
  EXPECT_EQ(is("heat to nineteen and a half"), "complete-final");
  EXPECT_EQ(is("heat to nineteen and"), "incomplete");
  EXPECT_EQ(is("heat to nineteen"), "complete-can-go-on");
  EXPECT_EQ(is("heat to 21.5 softly"), "incomplete");
  EXPECT_EQ(is("heat to 21.5 softly spoken"), "complete-final");
  EXPECT_EQ(is("go"), "complete-can-go-on");
  EXPECT_EQ(is("go to"), "incomplete");
  EXPECT_EQ(is("go to a b c d"), "complete-final");
  EXPECT_EQ(is("go to a b c d e"), "none");
}

// Whatever prefix of a sentence is said, the end-pointer is told to wait.
TEST(SentenceTemplate, EveryPrefixOfASentenceIsAlive) {
  const SentenceMatcher matcher =
      compile({"turn on <the> {device}", "set it to {temperature} degrees", "go [to {contact}]"});
  for (const std::string sentence : {"alexa turn on the kitchen light please",
                                     "set it to twenty one and a half degrees", "go to maria alvarez"}) {
    for (std::size_t end = sentence.find(' '); end != std::string::npos; end = sentence.find(' ', end + 1)) {
      const std::string prefix = sentence.substr(0, end);
      EXPECT_NE(matcher.read(prefix).completeness, Completeness::kNone) << prefix;
    }
  }
}

TEST(SentenceTemplate, ErrorsNameTheSentence) {
  const auto with = [](const std::string& sentence) { return error_of(file_of({sentence})); };
  EXPECT_EQ(with("turn (on"), "intent 'switch-on', line 9: \"turn (on\": '(' is not closed");
  EXPECT_NE(with("turn on)").find("')' without its beginning"), std::string::npos);
  EXPECT_NE(with("turn [on)").find("')' where ']' was expected"), std::string::npos);
  EXPECT_NE(with("dim {lite}").find("no list or number named 'lite'"), std::string::npos);
  EXPECT_NE(with("dim <lite>").find("no rule named 'lite'"), std::string::npos);
  EXPECT_NE(with("<self>").find("contains itself"), std::string::npos);
  EXPECT_NE(with("[go]").find("without a word"), std::string::npos);
  EXPECT_NE(with("...").find("without a word"), std::string::npos);
  EXPECT_NE(with("{contact} and {contact}").find("twice"), std::string::npos);
  EXPECT_NE(with("(a|b;c)").find("add brackets"), std::string::npos);
  EXPECT_NE(with("pre{device}").find("put a space"), std::string::npos);
  EXPECT_NE(with("{}").find("not a name"), std::string::npos);
  EXPECT_NE(with("{device").find("not closed"), std::string::npos);
  EXPECT_EQ(with("({contact}|to {contact})"), "");
}

TEST(SentenceTemplate, ErrorsOfTheFile) {
  SentenceFile file = file_of({"go"});
  file.intents[0].name = "fly";
  EXPECT_NE(error_of(file).find("no such intent"), std::string::npos);
  file = file_of({});
  EXPECT_NE(error_of(file).find("no sentences"), std::string::npos);
  file = file_of({"go"});
  file.lists[0].values.clear();
  EXPECT_NE(error_of(file).find("is empty"), std::string::npos);
  file = file_of({"go"});
  file.lists[0].values[0].says.text = "{temperature}";
  EXPECT_NE(error_of(file).find("a slot cannot stand here"), std::string::npos);
  file = file_of({"go"});
  file.numbers[0].step_milli = 0;
  EXPECT_NE(error_of(file).find("temperature"), std::string::npos);
  file = file_of({"go"});
  file.rules.push_back(file.rules[0]);
  EXPECT_NE(error_of(file).find("two rules"), std::string::npos);
}

TEST(SentenceTemplate, HostileTemplatesAreRefusedNotBuilt) {
  SentenceFile doubling = file_of({"<r15>"});
  doubling.rules.push_back({"r0", {"", 1}, false});
  for (int i = 1; i < 16; ++i) {
    const std::string below = "<r" + std::to_string(i - 1) + "> ";
    std::string text;
    for (int j = 0; j < 50; ++j) text += below;
    doubling.rules.push_back({"r" + std::to_string(i), {text, 1}, false});
  }
  EXPECT_NE(error_of(doubling).find("too many possible sentences"), std::string::npos);
  EXPECT_NE(error_of(file_of({std::string(500, '(')})).find("nested too deeply"), std::string::npos);
  EXPECT_NE(error_of(file_of({std::string(5000, 'a')})).find("longer than"), std::string::npos);
  std::string endings = "a";
  for (int i = 0; i < 10; ++i) endings += "[b]";
  EXPECT_NE(error_of(file_of({endings})).find("too many endings"), std::string::npos);
  std::string orders = "x";
  for (int i = 0; i < 12; ++i) orders = "(" + orders + ";b;c;d)";
  EXPECT_NE(error_of(file_of({orders})).find("any order"), std::string::npos);
}

TEST(SentenceTemplate, LongUtterancesAreBounded) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += "[a] [b] ";
  const SentenceMatcher matcher = compile({many + "end", "text {contact}"});
  std::string words;
  for (std::size_t i = 0; i < kTokensMax; ++i) words += i % 2 == 0 ? "a " : "b ";
  EXPECT_EQ(matcher.read(words).completeness, Completeness::kIncomplete);
  EXPECT_EQ(matcher.read(words + "a").completeness, Completeness::kNone);
}

}  // namespace
}  // namespace sotto
