#include "adapters/sherpa/pronouncing_dictionary.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace sotto {
namespace {

constexpr const char* kText =
    "zebra Z IY1 B R AH0\n"
    "to T UW1 # strong\n"
    "to(2) T AH0\n"
    "# a comment line\n"
    "\n"
    "alexa AH0 L EH1 K S AH0\r\n"
    "last L AE1 S T";

TEST(PronouncingDictionaryTest, FindsWordsInAnyOrderOfLines) {
  const auto dictionary = PronouncingDictionary::parse(kText, "test");
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(dictionary.value().find("to"), parse_pronunciation("T UW1"));
  EXPECT_EQ(dictionary.value().find("alexa"), parse_pronunciation("AH0 L EH1 K S AH0"));
  EXPECT_EQ(dictionary.value().find("zebra"), parse_pronunciation("Z IY1 B R AH0"));
  EXPECT_EQ(dictionary.value().find("last"), parse_pronunciation("L AE1 S T"));
  EXPECT_FALSE(dictionary.value().find("alex"));
  EXPECT_FALSE(dictionary.value().find("to(2)"));
  EXPECT_FALSE(dictionary.value().find(""));
}

TEST(PronouncingDictionaryTest, StressIsKept) {
  const auto sounds = parse_pronunciation("AH0 L EH1 K S AH2");
  ASSERT_TRUE(sounds);
  EXPECT_EQ((*sounds)[0], (StressedPhoneme{Phoneme::kAH, Stress::kNone}));
  EXPECT_EQ((*sounds)[2], (StressedPhoneme{Phoneme::kEH, Stress::kPrimary}));
  EXPECT_EQ((*sounds)[5], (StressedPhoneme{Phoneme::kAH, Stress::kSecondary}));
}

TEST(PronouncingDictionaryTest, BadLinesAreNamed) {
  const auto unknown = PronouncingDictionary::parse("to T UW1\nwhom HH QX1 M\n", "names.txt");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kFileInvalid);
  EXPECT_EQ(unknown.error().detail, "names.txt line 2");
  EXPECT_FALSE(PronouncingDictionary::parse("lonely\n", "names.txt"));
}

TEST(PronouncingDictionaryTest, EarlierFilesWin) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "sotto-dictionary";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "own.txt") << "to T AH0\n";
  std::ofstream(folder / "big.txt") << "to T UW1\nwhom HH UW1 M\n";
  const auto dictionary = PronouncingDictionary::load({folder / "own.txt", folder / "big.txt"});
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(dictionary.value().find("to"), parse_pronunciation("T AH0"));
  EXPECT_EQ(dictionary.value().find("whom"), parse_pronunciation("HH UW1 M"));
  const auto missing = PronouncingDictionary::load({folder / "none.txt"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kFileMissing);
}

}  // namespace
}  // namespace sotto
