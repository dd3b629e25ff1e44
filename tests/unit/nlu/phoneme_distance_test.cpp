#include "nlu/phoneme_distance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sounds.hpp"

namespace sotto {
namespace {

Permille relative(std::string_view expected, std::string_view heard) {
  return relative_to(phoneme_distance(sounds(expected), sounds(heard)), sounds(expected));
}

std::vector<Phoneme> all_phonemes() {
  std::vector<Phoneme> all;
  for (int i = 0; i < kPhonemeCount; ++i) all.push_back(static_cast<Phoneme>(i));
  return all;
}

TEST(PhonemeDistance, TheCostTableIsAMetric) {
  for (const Phoneme a : all_phonemes()) {
    EXPECT_EQ(substitution_cost(a, a), 0);
    EXPECT_GE(gap_cost(a), 400);
    EXPECT_LE(gap_cost(a), 800);
    for (const Phoneme b : all_phonemes()) {
      if (a == b) continue;
      EXPECT_EQ(substitution_cost(a, b), substitution_cost(b, a));
      EXPECT_GT(substitution_cost(a, b), 0);
      EXPECT_LE(substitution_cost(a, b), kFullEdit);
      EXPECT_LE(substitution_cost(a, b), gap_cost(a) + gap_cost(b));
      EXPECT_LE(gap_cost(a), substitution_cost(a, b) + gap_cost(b));
      for (const Phoneme c : all_phonemes()) {
        EXPECT_LE(substitution_cost(a, c), substitution_cost(a, b) + substitution_cost(b, c));
      }
    }
  }
}

TEST(PhonemeDistance, SimilarSoundsCostLess) {
  using enum Phoneme;
  const auto less = [](Phoneme a, Phoneme b, Phoneme c, Phoneme d) {
    return substitution_cost(a, b) < substitution_cost(c, d);
  };
  EXPECT_TRUE(less(kP, kB, kP, kZ));   // voicing against everything
  EXPECT_TRUE(less(kM, kN, kM, kT));   // place against manner
  EXPECT_TRUE(less(kF, kTH, kF, kS));  // neighbours without a hiss
  EXPECT_TRUE(less(kIH, kIY, kIY, kAA));
  EXPECT_TRUE(less(kAH, kEH, kIY, kAO));  // reduction
  EXPECT_TRUE(less(kAA, kAO, kAA, kIY));
  EXPECT_TRUE(less(kIY, kY, kIY, kK));
  EXPECT_LT(gap_cost(kAH), gap_cost(kS));
  EXPECT_LT(gap_cost(kW), gap_cost(kM));
}

// Every pair of strings of up to two sounds, on every consonant and vowel class.
TEST(PhonemeDistance, IsSymmetricAndZeroOnlyForTheSameForm) {
  std::vector<Phonemes> strings = {{}};
  for (const Phoneme a : all_phonemes()) {
    strings.push_back({a});
    for (const Phoneme b : all_phonemes()) strings.push_back({a, b});
  }
  for (std::size_t i = 0; i < strings.size(); ++i) {
    for (std::size_t j = i; j < strings.size(); j += 7) {
      const MilliEdits distance = phoneme_distance(strings[i], strings[j]);
      ASSERT_EQ(distance, phoneme_distance(strings[j], strings[i]));
      ASSERT_EQ(distance == 0, comparable(strings[i]) == comparable(strings[j]))
          << format_phonemes(strings[i]) << " | " << format_phonemes(strings[j]);
    }
  }
}

Phonemes random_string(std::mt19937& random, std::size_t longest) {
  Phonemes string(random() % (longest + 1));
  for (Phoneme& sound : string) sound = static_cast<Phoneme>(random() % kPhonemeCount);
  return string;
}

TEST(PhonemeDistance, KeepsTheTriangle) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const Phonemes a = random_string(random, 8);
    const Phonemes b = random_string(random, 8);
    const Phonemes c = random_string(random, 8);
    ASSERT_LE(phoneme_distance(a, c), phoneme_distance(a, b) + phoneme_distance(b, c));
  }
}

TEST(PhonemeDistance, APartIsNeverFartherThanTheWhole) {
  std::mt19937 random(2);
  for (int i = 0; i < 5000; ++i) {
    const Phonemes a = random_string(random, 6);
    const Phonemes before = random_string(random, 6);
    const Phonemes after = random_string(random, 6);
    ASSERT_LE(part_distance(a, before), phoneme_distance(a, before));
    Phonemes talk = before;
    talk.insert(talk.end(), a.begin(), a.end());
    talk.insert(talk.end(), after.begin(), after.end());
    // ER and repeated sounds at the seams may merge with their neighbours.
    ASSERT_LE(part_distance(a, talk), 800);
  }
}

TEST(PhonemeDistance, FindsAPhraseInTalk) {
  const Phonemes right = sounds("R AY T");
  EXPECT_EQ(part_distance(right, sounds("DH AE T S R AY T S OW EH N IY W EY")), 0);
  EXPECT_EQ(part_distance(right, {}), phoneme_distance(right, {}));
  EXPECT_GT(phoneme_distance(right, sounds("DH AE T S R AY T S OW EH N IY W EY")), 6000);
}

TEST(PhonemeDistance, WordBreaksAndLengthDoNotExist) {
  EXPECT_EQ(phoneme_distance(sounds("B EH N N OW L AH N"), sounds("B EH N OW L AH N")), 0);
  EXPECT_EQ(phoneme_distance(sounds("B ER D"), sounds("B AH R D")), 0);
}

TEST(PhonemeDistance, NamesByEar) {
  const std::string maria_alvarez = "M AH R IY AH AE L V ER EH Z";
  EXPECT_LE(relative(maria_alvarez, "M ER AY AH AE L V ER EH Z"), 60);  // Mariah Alvarez
  EXPECT_GE(relative(maria_alvarez, "B EH N OW K AH F AO R"), 300);     // Ben Okafor
  EXPECT_LE(relative("R AY T S EH N D IH T", "R AY T S AH N D IH T"), 40);
  EXPECT_GE(relative("R AY T S EH N D IH T", "R AY T S OW EH N IY W EY"), 200);
}

TEST(PhonemeDistance, AMissingWordIsABadStretch) {
  const Phonemes phrase = sounds("S EH N D IH T HH AA R B ER K AE B AH N");
  EXPECT_EQ(worst_stretch(phrase, phrase), 0);
  EXPECT_LE(worst_stretch(phrase, sounds("S AE N D IH T HH AA B AH K AE B IH N")), 200);
  const Phonemes half = sounds("S EH N D IH T HH AA R B ER");
  EXPECT_LE(relative_to(phoneme_distance(phrase, half), phrase), 250);
  EXPECT_GE(worst_stretch(phrase, half), 450);
  EXPECT_EQ(worst_stretch({}, half), kUnreachable);
  EXPECT_GE(worst_stretch(phrase, {}), 400);
}

TEST(PhonemeDistance, AStretchOfEverythingIsTheWhole) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    const Phonemes a = random_string(random, kStretchSounds - 2);
    const Phonemes b = random_string(random, 12);
    if (comparable(a).empty() || comparable(a).size() > kStretchSounds) continue;
    ASSERT_EQ(worst_stretch(a, b), relative_to(phoneme_distance(a, b), a));
  }
}

TEST(PhonemeDistance, NothingIsUnreachable) {
  EXPECT_EQ(nearest_distance({}, {}), kUnreachable);
  const std::vector<Phonemes> silent = {{}};
  const std::vector<Phonemes> word = {sounds("N OW")};
  EXPECT_EQ(nearest_distance(silent, word), kUnreachable);
  const Permille all_missing = (gap_cost(Phoneme::kN) + gap_cost(Phoneme::kOW)) / 2;
  EXPECT_EQ(nearest_distance(word, silent), all_missing);
  EXPECT_EQ(nearest_part_distance(word, silent), all_missing);
}

TEST(PhonemeDistance, LongTalkIsCutNotOverrun) {
  const Phonemes endless(100'000, Phoneme::kAH);
  Phonemes varied;
  for (int i = 0; i < 100'000; ++i) varied.push_back(i % 2 == 0 ? Phoneme::kER : Phoneme::kS);
  EXPECT_EQ(comparable(endless).size(), 1u);
  EXPECT_EQ(comparable(varied).size(), kPhonemesMax);
  EXPECT_GT(phoneme_distance(varied, endless), 0);
}

}  // namespace
}  // namespace sotto
