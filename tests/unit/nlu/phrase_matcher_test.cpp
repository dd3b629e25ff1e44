#include "nlu/phrase_matcher.hpp"

#include <gtest/gtest.h>

#include "sounds.hpp"

namespace sotto {
namespace {

PhraseMatcher answers() {
  return PhraseMatcher({{"confirm", "right, send it", {sounds("R AY T S EH N D IH T")}},
                        {"confirm", "yes, send it", {sounds("Y EH S S EH N D IH T")}},
                        {"yes", "right", {sounds("R AY T")}},
                        {"yes", "yes", {sounds("Y EH S")}},
                        {"no", "no", {sounds("N OW")}},
                        {"no", "don't send it", {sounds("D OW N T S EH N D IH T")}},
                        {"challenge", "harbor cabin", {sounds("HH AA R B ER K AE B AH N")}}});
}

TEST(PhraseMatcher, WordBreaksDoNotCount) {
  const PhraseEvidence evidence =
      answers().match(std::vector{heard("rightsend", "R AY T S AH N D"), heard("it", "IH T")});
  ASSERT_EQ(evidence.phrase, 0u);
  EXPECT_LE(evidence.distance, 40);
  EXPECT_GE(evidence.margin, 150);
  EXPECT_GE(evidence.free_text_margin, 100);
}

TEST(PhraseMatcher, TalkThatBeginsLikeAnAnswerIsFar) {
  const PhraseEvidence evidence = answers().judge(
      "confirm", std::vector{heard("right", "R AY T"), heard("so", "S OW"), heard("anyway", "EH N IY W EY")});
  EXPECT_GE(evidence.distance, 200);
}

TEST(PhraseMatcher, ASendThatIsRefusedIsNearerToNo) {
  const std::vector<HeardWord> answer = {heard("don't", "D OW N T"), heard("send", "S EH N D"),
                                         heard("it", "IH T")};
  EXPECT_EQ(answers().phrases()[*answers().match(answer).phrase].code, "no");
  EXPECT_LT(answers().judge("confirm", answer).margin, 0);
}

TEST(PhraseMatcher, AChallengeIsJudgedAgainstEveryOtherPhrase) {
  const std::vector<HeardWord> answer = {heard("harbour", "HH AA R B ER"), heard("cabin", "K AE B IH N")};
  const PhraseEvidence evidence = answers().judge("challenge", answer);
  EXPECT_LE(evidence.distance, 20);
  EXPECT_GE(evidence.margin, 300);
}

TEST(PhraseMatcher, TheNaiveLookFindsRightInsideASentence) {
  const PhraseEvidence evidence = answers().nearest_part(std::vector{
      heard("that", "DH AE T"), heard("is", "IH Z"), heard("right", "R AY T"), heard("there", "DH EH R")});
  EXPECT_EQ(answers().phrases()[*evidence.phrase].text, "right");
  EXPECT_EQ(evidence.distance, 0);
}

TEST(PhraseMatcher, NothingIsNone) {
  EXPECT_FALSE(answers().match({}).phrase);
  EXPECT_FALSE(answers().judge("unknown", std::vector{heard("no", "N OW")}).phrase);
  EXPECT_FALSE(PhraseMatcher({}).match(std::vector{heard("no", "N OW")}).phrase);
}

}  // namespace
}  // namespace sotto
