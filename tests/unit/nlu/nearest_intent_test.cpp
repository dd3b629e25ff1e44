#include "nlu/nearest_intent.hpp"

#include <gtest/gtest.h>

#include "sounds.hpp"

namespace sotto {
namespace {

const Lexicon& lexicon() {
  static const Lexicon words = {{"send", sounds("S EH N D")},
                                {"message", sounds("M EH S AH JH")},
                                {"turn", sounds("T ER N")},
                                {"on", sounds("AA N")},
                                {"stop", sounds("S T AA P")},
                                {"lamp", sounds("L AE M P")},
                                {"kitchen", sounds("K IH CH AH N")},
                                {"hall", sounds("HH AO L")},
                                {"set", sounds("S EH T")},
                                {"to", sounds("T UW")},
                                {"then", sounds("DH EH N")},
                                {"massage", sounds("M AH S AA ZH")},
                                {"the", sounds("DH AH")},
                                {"shop", sounds("SH AA P")},
                                {"maria", sounds("M ER IY AH")},
                                {"twenty", sounds("T W EH N T IY")}};
  return words;
}

NearestIntent small() {
  SentenceFile file;
  file.lists = {{"device", {{{"kitchen lamp", 1}, "kitchen"}, {{"hall lamp", 2}, "hall"}}}};
  file.numbers = {{"level", 0, 100000, 1000}};
  file.intents = {{"send-message", {{"send [a] message [to {contact}]", 3}}, {}},
                  {"switch-on", {{"turn on [the] {device}", 4}}, {}},
                  {"dim", {{"set [the] {device} to {level}", 5}}, {{"how", "slowly"}}},
                  {"stop", {{"stop", 6}}, {}}};
  auto matcher = SentenceMatcher::compile(file);
  EXPECT_TRUE(matcher);
  auto nearest = NearestIntent::compile(std::move(matcher).value(), lexicon());
  EXPECT_TRUE(nearest);
  return std::move(nearest).value();
}

std::vector<Word> talk(const std::string& text) {
  std::vector<Word> words;
  for (const Token& token : tokenize(text)) {
    Word& word = words.emplace_back();
    word.text = word.normalized = token.text;
    const auto listed = lexicon().find(token.text);
    if (listed != lexicon().end()) word.phonemes = listed->second;
  }
  return words;
}

TEST(NearestIntent, AWholeSentenceScoresFull) {
  const IntentGuess best = small().guesses(talk("send a message to maria")).at(0);
  EXPECT_EQ(best.request.intent, Intent::kSendMessage);
  EXPECT_EQ(best.score, 1000);
  EXPECT_EQ(best.request.slots.at(0).value, "maria");
}

TEST(NearestIntent, FindsARequestInTalk) {
  const IntentGuess best = small().guesses(talk("and then the massage was nice")).at(0);
  EXPECT_EQ(best.request.intent, Intent::kSendMessage);
  EXPECT_GE(best.score, 550);
  EXPECT_LT(best.score, 900);
}

TEST(NearestIntent, FillsSlotsWithWhatIsNearest) {
  const IntentGuess lamp = small().guesses(talk("you could turn that on the hall lamp i mean")).at(0);
  EXPECT_EQ(lamp.request.intent, Intent::kSwitchOn);
  EXPECT_EQ(lamp.request.slots.at(0).value, "hall");
  const IntentGuess level = small().guesses(talk("well set kitchen lamp back to 20 then")).at(0);
  EXPECT_EQ(level.request.intent, Intent::kDim);
  EXPECT_EQ(level.request.slots.at(1).milli, 20000);
  EXPECT_EQ(level.request.slots.at(2).value, "slowly");
}

TEST(NearestIntent, OneWordIsWorthLessThanTwo) {
  const auto guesses = small().guesses(talk("stop that send the message now"));
  EXPECT_EQ(guesses.at(0).request.intent, Intent::kSendMessage);
  EXPECT_EQ(guesses.at(1).request.intent, Intent::kStop);
  EXPECT_EQ(guesses.at(1).score, 750);
}

TEST(NearestIntent, AlwaysFindsOneUnlessNothingWasSaid) {
  EXPECT_EQ(small().guesses(talk("quite another matter")).size(), 4u);
  EXPECT_TRUE(small().guesses({}).empty());
}

}  // namespace
}  // namespace sotto
