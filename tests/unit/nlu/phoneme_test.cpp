#include <gtest/gtest.h>

#include "nlu/phoneme.hpp"

namespace sotto {
namespace {

TEST(Phoneme, EverySymbolGoesThereAndBack) {
  for (int i = 0; i < kPhonemeCount; ++i) {
    const auto phoneme = static_cast<Phoneme>(i);
    EXPECT_EQ(parse_phoneme(format_phonemes({phoneme})), phoneme);
  }
}

TEST(Phoneme, StressIsLeftOut) {
  EXPECT_EQ(parse_phoneme("EH1"), Phoneme::kEH);
  EXPECT_EQ(parse_phonemes("AH0 L EH1 K S AH0"), parse_phonemes("AH L EH K S AH"));
}

TEST(Phoneme, WhatIsNoSymbolIsRefused) {
  for (const char* wrong : {"", "eh", "EH3", "XX", "E", "EH11"}) EXPECT_FALSE(parse_phoneme(wrong)) << wrong;
  EXPECT_FALSE(parse_phonemes("AH L ?"));
  EXPECT_TRUE(parse_phonemes(" ")->empty());
}

TEST(Phoneme, FifteenVowels) {
  int vowels = 0;
  for (int i = 0; i < kPhonemeCount; ++i) vowels += is_vowel(static_cast<Phoneme>(i)) ? 1 : 0;
  EXPECT_EQ(vowels, 15);
  EXPECT_TRUE(is_vowel(Phoneme::kER));
  EXPECT_FALSE(is_vowel(Phoneme::kY));
}

}  // namespace
}  // namespace sotto
