#include "adapters/sherpa/speech_sounds.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sotto {
namespace {

constexpr const char* kWords =
    "a AH0\n"
    "apple AE1 P AH0 L\n"
    "b B IY1\n"
    "cancelled K AE1 N S AH0 L D\n"
    "from F R AH1 M\n"
    "it IH1 T\n"
    "m EH1 M\n"
    "maria M ER0 IY1 AH0\n"
    "max M AE1 K S\n"
    "pat P AE1 T\n"
    "plan P L AE1 N\n"
    "q K Y UW1\n"
    "send S EH1 N D\n"
    "stop S T AA1 P\n"
    "t T IY1\n"
    "the DH AH0\n"
    "to T UW1\n"
    "us AH1 S\n"
    "whom HH UW1 M\n";

// Knows what it is told, as letter-to-sound rules would.
class FakePronouncer final : public Pronouncer {
 public:
  [[nodiscard]] std::vector<Phonemes> pronounce(std::string_view text) const override {
    static const std::map<std::string, std::string, std::less<>> known = {
        {"okonkwo", "OW K AA N K W OW"}, {"zoltan", "Z AA L T AH N"}, {"abril", "AH B R IH L"}};
    const auto found = known.find(text);
    if (found == known.end()) return {};
    return {*parse_phonemes(found->second)};
  }
};

std::u32string said(std::string_view text, bool with_pronouncer = true) {
  auto dictionary = PronouncingDictionary::parse(kWords, "test");
  EXPECT_TRUE(dictionary);
  const SpeechSounds sounds(std::move(dictionary).value(),
                            with_pronouncer ? std::make_shared<FakePronouncer>() : nullptr);
  std::u32string joined;
  for (const std::u32string& stretch : sounds.stretches(text))
    joined += (joined.empty() ? U"" : U"|") + stretch;
  return joined;
}

TEST(SpeechSoundsTest, EveryPhonemeHasALetter) {
  for (int i = 0; i < kPhonemeCount; ++i) {
    const auto phoneme = static_cast<Phoneme>(i);
    EXPECT_FALSE(kokoro_symbols({{phoneme, Stress::kNone}}).empty()) << i;
  }
}

TEST(SpeechSoundsTest, StressStandsBeforeTheVowel) {
  EXPECT_EQ(kokoro_symbols(*parse_pronunciation("AH0 L EH1 K S AH0")), U"əlˈɛksə");
  EXPECT_EQ(kokoro_symbols(*parse_pronunciation("ER0 ER1 AH2 CH JH AY1")), U"əɹˈɜɹˌʌʧʤˈI");
}

TEST(SpeechSoundsTest, ToIsWeakUnlessItEndsTheSentence) {
  EXPECT_EQ(said("To whom?"), U"tə hˈum?");
  EXPECT_EQ(said("Send it to a apple."), U"sˈɛnd ɪt tʊ ə ˈæpəl.");
  EXPECT_EQ(said("Send it to."), U"sˈɛnd ɪt tˈu.");
  EXPECT_EQ(said("to"), U"tˈu.");
}

TEST(SpeechSoundsTest, TheChangesBeforeAVowel) {
  EXPECT_EQ(said("The plan. The apple."), U"ðə plˈæn.ði ˈæpəl.");
}

TEST(SpeechSoundsTest, LittleWordsLoseTheirStressInsideASentenceOnly) {
  EXPECT_EQ(said("It."), U"ˈɪt.");
  EXPECT_EQ(said("Send it."), U"sˈɛnd ˈɪt.");
  EXPECT_EQ(said("From us to whom."), U"fɹˈʌm ˈʌs tə hˈum.");
}

TEST(SpeechSoundsTest, ACapitalAInsideASentenceIsTheLetter) {
  EXPECT_EQ(said("Plan A."), U"plˈæn ˈA.");
  EXPECT_EQ(said("A plan."), U"ə plˈæn.");
}

TEST(SpeechSoundsTest, PossessivesOfListedWords) {
  EXPECT_EQ(said("Maria's"), U"məɹˈiəz.");
  EXPECT_EQ(said("Pat's"), U"pˈæts.");
  EXPECT_EQ(said("Max's"), U"mˈæksɪz.");
}

TEST(SpeechSoundsTest, AbbreviationsAndVowellessWordsAreSpelled) {
  EXPECT_EQ(said("MQTT"), U"ˈɛmkjˈutˈitˈi.");
  EXPECT_EQ(said("bt"), U"bˈitˈi.");
}

TEST(SpeechSoundsTest, UnlistedWordsAreGuessedWithAStress) {
  EXPECT_EQ(said("Okonkwo"), U"OkˈɑnkwO.");
  EXPECT_EQ(said("Zoltan"), U"zˈɑltən.");
  EXPECT_EQ(said("Abril"), U"əbɹˈɪl.");
}

TEST(SpeechSoundsTest, WithoutAPronouncerUnlistedWordsAreSpelled) {
  EXPECT_EQ(said("Tab", false), U"tˈiˈAbˈi.");
}

TEST(SpeechSoundsTest, NothingToSayIsNoStretch) {
  EXPECT_EQ(said(""), U"");
  EXPECT_EQ(said(" ... "), U"");
}

TEST(SpeechSoundsTest, StretchesAreSharedUpToALimit) {
  std::string text;
  for (int i = 0; i < 12; ++i) text += "Send it to Maria from the plan. ";
  auto dictionary = PronouncingDictionary::parse(kWords, "test");
  ASSERT_TRUE(dictionary);
  const auto stretches = SpeechSounds(std::move(dictionary).value(), nullptr).stretches(text);
  EXPECT_GT(stretches.size(), 1U);
  EXPECT_LT(stretches.size(), 12U);
  for (const std::u32string& stretch : stretches) EXPECT_LE(stretch.size(), 200U);
}

TEST(SpeechSoundsTest, ALongSentenceIsCutBetweenWords) {
  std::string text;
  for (int i = 0; i < 90; ++i) text += "cancelled ";
  auto dictionary = PronouncingDictionary::parse(kWords, "test");
  ASSERT_TRUE(dictionary);
  const auto stretches = SpeechSounds(std::move(dictionary).value(), nullptr).stretches(text);
  EXPECT_GT(stretches.size(), 1U);
  for (const std::u32string& stretch : stretches) {
    EXPECT_LE(stretch.size(), 450U);
    EXPECT_TRUE(stretch.starts_with(U"kˈæn"));
  }
}

}  // namespace
}  // namespace sotto
