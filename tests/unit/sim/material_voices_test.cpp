#include "sim/material_voices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace sotto {
namespace {

// The model's own voices that a part is made of.
std::set<std::string> sources_of(MaterialPart part) {
  std::set<std::string> sources;
  for (const MaterialVoice& voice : material_voices(part)) {
    sources.insert(voice.first);
    if (!voice.second.empty()) sources.insert(voice.second);
  }
  return sources;
}

TEST(MaterialVoices, NoSourceIsInBothPartsAndSottosOwnInNeither) {
  const std::set<std::string> tuning = sources_of(MaterialPart::kTuning);
  const std::set<std::string> test = sources_of(MaterialPart::kTest);
  EXPECT_EQ(tuning.size(), 14U);
  EXPECT_EQ(test.size(), 13U);
  for (const std::string& name : tuning) EXPECT_FALSE(test.contains(name)) << name;
  EXPECT_FALSE(tuning.contains(std::string(kSottosOwnVoice)));
  EXPECT_FALSE(test.contains(std::string(kSottosOwnVoice)));
}

TEST(MaterialVoices, EachPartHasAsManyWomenAsMenAndNoVoiceTwice) {
  for (const MaterialPart part : {MaterialPart::kTuning, MaterialPart::kTest}) {
    const auto& voices = material_voices(part);
    EXPECT_EQ(voices.size(), kMaterialVoices);
    std::set<std::string> names;
    std::set<std::set<std::string>> pairs;
    for (const MaterialVoice& voice : voices) {
      EXPECT_TRUE(names.insert(voice.name).second) << voice.name;
      EXPECT_TRUE(pairs.insert({voice.first, voice.second}).second) << voice.name;
      // The model's names tell the sex in their second letter.
      EXPECT_EQ(voice.first[1] == 'f', voice.woman) << voice.name;
      EXPECT_TRUE(voice.second.empty() || (voice.second[1] == 'f') == voice.woman) << voice.name;
    }
    EXPECT_EQ(std::count_if(voices.begin(), voices.end(), [](const auto& voice) { return voice.woman; }),
              static_cast<std::ptrdiff_t>(kMaterialVoices / 2));
  }
}

}  // namespace
}  // namespace sotto
