#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/flite/cmu_dictionary.hpp"
#include "adapters/flite/flite_pronouncer.hpp"
#include "nlu/phoneme_distance.hpp"

namespace sotto {
namespace {

constexpr const char* kCmuDict = SOTTO_MODELS_DIR "/lexicon/cmudict.dict";
constexpr const char* kSupplement = SOTTO_SOURCE_DIR "/data/lexicon/supplement.dict";

const Pronouncer& pronouncer() {
  static const std::unique_ptr<Pronouncer> made = [] {
    auto result = make_flite_pronouncer(kCmuDict, kSupplement);
    if (!result) ADD_FAILURE() << result.error().line();
    return std::move(result).value();
  }();
  return *made;
}

std::string first(std::string_view text) {
  const auto spoken = pronouncer().pronounce(text);
  return spoken.empty() ? "" : format_phonemes(spoken.front());
}

// A file of this text that is gone when the test ends.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& text) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("sotto-dictionary-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "-" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name() + std::to_string(number++));
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~ScratchFile() { std::filesystem::remove(path_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(Pronouncer, ListedWords) {
  EXPECT_EQ(first("Alexa"), "AH L EH K S AH");
  EXPECT_EQ(first("send a message to Maria."), "S EH N D AH M EH S AH JH T UW M ER IY AH");
  EXPECT_EQ(first("don't"), "D OW N T");
  EXPECT_EQ(first("O’Brien"), "OW B R AY IH N");
  EXPECT_EQ(pronouncer().pronounce("either").size(), 2u);
}

TEST(Pronouncer, NamesAsTheirBearersSayThem) {
  EXPECT_EQ(first("Siobhan"), "SH AH V AO N");
  EXPECT_EQ(first("Nguyen"), "W IH N");
  EXPECT_EQ(first("Okafor"), "OW K AA F AO R");
  EXPECT_EQ(first("José Álvarez"), "HH OW Z EY AE L V ER EH Z");
  EXPECT_EQ(first("Niamh"), "N IY V");
}

TEST(Pronouncer, UnlistedWordsByRule) {
  EXPECT_EQ(first("rightsend it"), "R AY T S AH N D IH T");
  for (const char* name : {"Thibodeauxville", "Krzysztofek", "Anaximandra", "Wojciechowska", "Blorptangle"}) {
    EXPECT_GE(pronouncer().pronounce(name).front().size(), 6u) << name;
  }
}

TEST(Pronouncer, Possessives) {
  EXPECT_EQ(first("Okafor's"), "OW K AA F AO R Z");
  EXPECT_EQ(first("Rhys's"), "R IY S IH Z");
  EXPECT_EQ(first("Blork's"), first("Blork") + " S");
}

TEST(Pronouncer, NumbersAndSymbols) {
  EXPECT_EQ(first("21"), first("twenty one"));
  EXPECT_EQ(first("19.5°"), first("nineteen point five degrees"));
  EXPECT_EQ(first("30%"), first("thirty percent"));
  EXPECT_EQ(first("½"), first("half"));
}

TEST(Pronouncer, Initialisms) {
  EXPECT_EQ(first("T.V."), "T IY V IY");
  EXPECT_EQ(first("XQZ"), "EH K S K Y UW Z IY");
  EXPECT_EQ(first("xqz"), "EH K S K Y UW Z IY");
  EXPECT_EQ(first("q"), "K Y UW");
}

TEST(Pronouncer, WhatHasNoLettersIsEmpty) {
  for (const char* text : {"", " ", "...", "—", "'", "日本", "\xff\xfe"}) {
    EXPECT_TRUE(pronouncer().pronounce(text).empty()) << text;
  }
}

TEST(Pronouncer, NeverMoreThanFourAndTheUsualFirst) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "either tomato route ";
  const auto spoken = pronouncer().pronounce(text);
  EXPECT_EQ(spoken.size(), 4u);
  EXPECT_EQ(format_phonemes(pronouncer().pronounce("either tomato").front()),
            first("either") + " " + first("tomato"));
}

TEST(Pronouncer, SurvivesGarbage) {
  std::uint32_t state = 1;
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int j = 0; j < 40; ++j) {
      state = state * 1664525u + 1013904223u;
      text += static_cast<char>(state >> 24);
    }
    EXPECT_LE(pronouncer().pronounce(text).size(), 4u);
  }
  EXPECT_EQ(pronouncer().pronounce(std::string(100'000, 'z')).size(), 1u);
  EXPECT_EQ(pronouncer().pronounce(std::string(100'000, 'a')).size(), 1u);
}

TEST(Pronouncer, MayBeAskedFromSeveralThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int j = 0; j < 200; ++j) EXPECT_EQ(first("blorptangle").substr(0, 4), "B L ");
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(CmuDictionary, ReadsAnyOrderAndVariants) {
  const ScratchFile file("zoe Z OW1 IY0\n;;; note\n\nana AA1 N AH0 # a name\r\nana(2) AE1 N AH0\nbad B XX\n");
  const auto dictionary = CmuDictionary::load(file.path());
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(dictionary.value().lines(), 4u);
  EXPECT_EQ(dictionary.value().lookup("ana").size(), 2u);
  EXPECT_EQ(format_phonemes(dictionary.value().lookup("zoe").front()), "Z OW IY");
  EXPECT_TRUE(dictionary.value().lookup("bad").empty());
  EXPECT_TRUE(dictionary.value().lookup("an").empty());
}

TEST(CmuDictionary, SaysWhatIsWrong) {
  EXPECT_EQ(CmuDictionary::load("no-such-file").error().code, ErrorCode::kModelMissing);
  const ScratchFile empty("");
  EXPECT_EQ(CmuDictionary::load(empty.path()).error().code, ErrorCode::kModelDamaged);
  const ScratchFile cut("ana AA1 N AH0\nbe");
  const auto damaged = CmuDictionary::load(cut.path());
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, ErrorCode::kModelDamaged);
  EXPECT_NE(damaged.error().detail.find("line 2"), std::string::npos);
  EXPECT_EQ(CmuDictionary::load(std::filesystem::temp_directory_path().string()).error().code,
            ErrorCode::kModelDamaged);
}

TEST(CmuDictionary, EveryLineOfTheSupplementReads) {
  std::ifstream file(kSupplement);
  std::string line;
  int entries = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    EXPECT_TRUE(parse_phonemes(line.substr(line.find(' ') + 1))) << line;
    ++entries;
  }
  EXPECT_GE(entries, 50);
}

}  // namespace
}  // namespace sotto
