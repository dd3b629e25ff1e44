#include "nlu/name_matcher.hpp"

#include <gtest/gtest.h>

#include "sounds.hpp"

namespace sotto {
namespace {

ContactNames contact(const std::string& first, std::string_view first_sounds, const std::string& last,
                     std::string_view last_sounds) {
  Phonemes full = sounds(first_sounds);
  const Phonemes rest = sounds(last_sounds);
  full.insert(full.end(), rest.begin(), rest.end());
  return {first + " " + last,
          {{NameKind::kFull, first + " " + last, {full}}, {NameKind::kFirst, first, {sounds(first_sounds)}}}};
}

NameMatcher three() {
  return NameMatcher({contact("Maria", "M ER IY AH", "Alvarez", "AE L V ER EH Z"),
                      contact("Ben", "B EH N", "Okafor", "OW K AH F AO R"),
                      contact("Maria", "M ER IY AH", "Lopez", "L OW P EH Z")});
}

const HeardWord kTo = heard("to", "T UW");
const HeardWord kMaria = heard("maria", "M ER IY AH");
const HeardWord kAlvarez = heard("alvarez", "AE L V ER EH Z");
const HeardWord kBen = heard("ben", "B EH N");

TEST(NameMatcher, ANameIsKnownBySound) {
  const HeardWord mariah = heard("mariah", "M ER AY AH");
  const NameEvidence evidence = three().match(std::vector{mariah, kAlvarez});
  EXPECT_EQ(evidence.contact, 0u);
  EXPECT_EQ(evidence.form, 0u);
  EXPECT_LE(evidence.distance, 60);
  EXPECT_EQ(evidence.second, 2u);
  EXPECT_GE(evidence.margin, 200);
}

TEST(NameMatcher, OneFirstNameOfTwoContactsHasNoMargin) {
  const NameEvidence evidence = three().match(std::vector{kMaria});
  EXPECT_EQ(evidence.distance, 0);
  EXPECT_EQ(evidence.margin, 0);
  EXPECT_TRUE(evidence.second);
  EXPECT_EQ(three().distance_between(0, 2), 0);
  EXPECT_GT(three().distance_between(0, 1), 300);
}

TEST(NameMatcher, CarrierWordsAreNoPartOfTheName) {
  for (const std::vector<HeardWord>& answer :
       {std::vector{kTo, kBen}, std::vector{heard("two", "T UW"), kBen},
        std::vector{heard("it's", "IH T S"), kBen},
        std::vector{heard("send", "S EH N D"), heard("it", "IH T"), kTo, kBen},
        std::vector{kTo, kBen, heard("please", "P L IY Z")}}) {
    const NameEvidence evidence = three().match(answer);
    EXPECT_EQ(evidence.contact, 1u);
    EXPECT_EQ(evidence.distance, 0);
    EXPECT_EQ(evidence.word_count, 1u);
    EXPECT_EQ(answer[evidence.first_word].normalized, "ben");
  }
}

TEST(NameMatcher, TalkAboutSomebodyIsFarFromTheName) {
  const std::vector<HeardWord> talk = {kMaria, heard("is", "IH Z"), heard("out", "AW T"),
                                       heard("today", "T AH D EY")};
  EXPECT_GE(three().match(talk).distance, 250);
  const NameEvidence nearest = three().nearest(talk);
  EXPECT_EQ(nearest.contact, 0u);
  EXPECT_EQ(nearest.distance, 0);
}

TEST(NameMatcher, TheNaiveLookNeverSaysNone) {
  const std::vector<HeardWord> talk = {heard("the", "DH AH"), heard("oak", "OW K"),
                                       heard("floor", "F L AO R")};
  EXPECT_EQ(three().nearest(talk).contact, 1u);
  EXPECT_GE(three().match(talk).distance, 250);
}

TEST(NameMatcher, SilenceAndNoContactsAreNobody) {
  EXPECT_FALSE(three().match({}).contact);
  EXPECT_FALSE(three().nearest({}).contact);
  EXPECT_FALSE(three().match(std::vector{HeardWord{"…", {}}}).contact);
  EXPECT_FALSE(NameMatcher({}).match(std::vector{kBen}).contact);
  const NameEvidence alone = NameMatcher({three().contacts()[1]}).match(std::vector{kBen});
  EXPECT_EQ(alone.margin, kUnreachable);
}

TEST(NameMatcher, EveryPronunciationIsTried) {
  HeardWord word = heard("siobhan", "S IY OW B HH AE N");
  word.pronunciations.push_back(sounds("SH AH V AO N"));
  const NameMatcher matcher(
      {contact("Siobhan", "SH AH V AO N", "Kelly", "K EH L IY"), three().contacts()[1]});
  EXPECT_EQ(matcher.match(std::vector{word}).distance, 0);
}

TEST(NameMatcher, ReadingsStayFew) {
  HeardWord word = heard("a", "AH");
  word.pronunciations.push_back(sounds("EY"));
  word.pronunciations.push_back(sounds("AA"));
  const std::vector<HeardWord> words(50, word);
  const auto readings = readings_of(words);
  EXPECT_LE(readings.size(), kReadingsMax);
  for (const Phonemes& reading : readings) EXPECT_EQ(reading.size(), 50u);
}

}  // namespace
}  // namespace sotto
