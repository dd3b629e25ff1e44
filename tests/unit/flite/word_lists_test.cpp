// What data/challenges and data/triggers promise, checked by sound.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/flite/cmu_dictionary.hpp"
#include "adapters/flite/flite_pronouncer.hpp"
#include "nlu/phoneme_distance.hpp"
#include "nlu/phrase_matcher.hpp"

namespace sotto {
namespace {

constexpr const char* kCmuDict = SOTTO_MODELS_DIR "/lexicon/cmudict.dict";
constexpr const char* kSupplement = SOTTO_SOURCE_DIR "/data/lexicon/supplement.dict";

// Every quoted text after the line that begins with `key`; enough TOML for these files.
std::vector<std::string> quoted_texts(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::vector<std::string> texts;
  std::string line;
  bool inside = false;
  while (std::getline(file, line)) {
    if (line.starts_with(key)) inside = true;
    if (!inside || line.find_first_not_of(' ') == std::string::npos ||
        line[line.find_first_not_of(' ')] == '#')
      continue;
    for (std::size_t at = line.find('"'); at != std::string::npos;) {
      const std::size_t end = line.find('"', at + 1);
      texts.push_back(line.substr(at + 1, end - at - 1));
      at = end == std::string::npos ? end : line.find('"', end + 1);
    }
  }
  return texts;
}

class WordLists : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto made = make_flite_pronouncer(kCmuDict, kSupplement);
    ASSERT_TRUE(made) << made.error().line();
    pronouncer_ = std::move(made).value().release();
  }
  static void TearDownTestSuite() {
    delete pronouncer_;
    pronouncer_ = nullptr;
  }

  static std::vector<Phonemes> say(std::string_view text) { return pronouncer_->pronounce(text); }

  static Permille apart(std::string_view a, std::string_view b) {
    return std::min(nearest_distance(say(a), say(b)), nearest_distance(say(b), say(a)));
  }

  static std::vector<std::string> challenges() {
    return quoted_texts(SOTTO_SOURCE_DIR "/data/challenges/en.toml", "challenges");
  }

  static Pronouncer* pronouncer_;
};

Pronouncer* WordLists::pronouncer_ = nullptr;

TEST_F(WordLists, ChallengesAreManyPairsOfListedWords) {
  const auto phrases = challenges();
  EXPECT_GE(phrases.size(), 64u);
  const auto dictionary = CmuDictionary::load(kCmuDict);
  ASSERT_TRUE(dictionary);
  std::set<std::string> seen;
  for (const std::string& phrase : phrases) {
    std::istringstream words(phrase);
    std::string word;
    int count = 0;
    while (words >> word) {
      ++count;
      EXPECT_FALSE(dictionary.value().lookup(word).empty()) << word;
      EXPECT_TRUE(seen.insert(word).second) << word << " is in two phrases";
    }
    EXPECT_EQ(count, 2) << phrase;
  }
}

// The same numbers as in the head of data/challenges/en.toml.
TEST_F(WordLists, ChallengesAreFarFromEachOther) {
  const auto phrases = challenges();
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    for (std::size_t j = i + 1; j < phrases.size(); ++j) {
      EXPECT_GE(apart(phrases[i], phrases[j]), 300) << phrases[i] << " | " << phrases[j];
      // As they are said back the common beginning brings them nearer.
      EXPECT_GE(apart("send it " + phrases[i], "send it " + phrases[j]), 180)
          << phrases[i] << " | " << phrases[j];
    }
  }
}

TEST_F(WordLists, ChallengeWordsAreFarFromTheDialog) {
  for (const std::string& phrase : challenges()) {
    const std::string first = phrase.substr(0, phrase.find(' '));
    const std::string second = phrase.substr(phrase.find(' ') + 1);
    for (const char* said : {"right", "yes", "yeah", "no", "okay", "sure", "correct", "send", "send it",
                             "don't", "cancel", "stop", "wait", "alexa"}) {
      EXPECT_GE(apart(first, said), 270) << first << " | " << said;
      EXPECT_GE(apart(second, said), 270) << second << " | " << said;
    }
  }
}

// An answer to one challenge is never taken for another, and half an answer for none.
TEST_F(WordLists, HalfAChallengeIsNotEnough) {
  for (const std::string& phrase : challenges()) {
    const PhraseMatcher matcher({{"challenge", phrase, say("send it " + phrase)}});
    const std::string first = phrase.substr(0, phrase.find(' '));
    for (const std::string& answer :
         {std::string("send it"), "send it " + first, first, std::string("right send it")}) {
      const PhraseEvidence evidence = matcher.match(std::vector{HeardWord{answer, say(answer)}});
      EXPECT_GE(evidence.distance, 130) << phrase << " | " << answer;
      EXPECT_GE(evidence.worst_stretch, 380) << phrase << " | " << answer;
    }
  }
}

TEST_F(WordLists, TriggersResembleTheWakeWordButAreNotIt) {
  const auto triggers = quoted_texts(SOTTO_SOURCE_DIR "/data/triggers/en.toml", "triggers");
  EXPECT_GE(triggers.size(), 60u);
  const auto alexa = say("Alexa");
  for (const std::string& trigger : triggers) EXPECT_GT(nearest_distance(alexa, say(trigger)), 0) << trigger;
  const std::set<std::string> unique(triggers.begin(), triggers.end());
  EXPECT_EQ(unique.size(), triggers.size());
  for (const char* reported : {"unacceptable", "election", "a letter", "Alexis", "a Lexus", "Texas"}) {
    EXPECT_TRUE(unique.contains(reported)) << reported;
  }
}

}  // namespace
}  // namespace sotto
