#include "adapters/openvino/whisper_tokenizer.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "recordings.hpp"

namespace sotto {
namespace {

const std::filesystem::path kWhisper = kModels / "whisper";

WhisperTokenizer load() {
  Result<WhisperTokenizer> loaded = WhisperTokenizer::load(kWhisper);
  EXPECT_TRUE(loaded.ok()) << loaded.error().line();
  return std::move(loaded).value();
}

// The ids are those that openai/whisper's tokenizer gives.
TEST(WhisperTokenizer, EncodesAsWhisperDoes) {
  const WhisperTokenizer tokenizer = load();
  EXPECT_EQ(tokenizer.encode(" Alexa"), (std::vector<Token>{22595}));
  EXPECT_EQ(tokenizer.encode(" Alexis"), (std::vector<Token>{39826}));
  EXPECT_EQ(tokenizer.encode(" election"), (std::vector<Token>{6618}));
  EXPECT_EQ(tokenizer.encode(" Hello, world!"), (std::vector<Token>{2425, 11, 1002, 0}));
  EXPECT_EQ(tokenizer.encode(" it's"), (std::vector<Token>{309, 311}));
  EXPECT_TRUE(tokenizer.encode("").empty());
}

TEST(WhisperTokenizer, DecodingUndoesEncoding) {
  const WhisperTokenizer tokenizer = load();
  for (const std::string text :
       {" Alexa, send a message to Maria.", " 12 ounces at 7 o'clock?", " caf\xC3\xA9 \xE2\x82\xAC",
        "no space", " A Lexus", "  two  spaces ", " unacceptable"}) {
    EXPECT_EQ(tokenizer.decode(tokenizer.encode(text)), text);
  }
}

TEST(WhisperTokenizer, LeavesSpecialTokensOutOfText) {
  const WhisperTokenizer tokenizer = load();
  const std::vector<Token> tokens{whisper::kStart, 22595, whisper::kFirstTimestamp + 10, whisper::kEndOfText};
  EXPECT_EQ(tokenizer.decode(tokens), " Alexa");
  EXPECT_EQ(tokenizer.bytes(whisper::kEnglish), "<|en|>");
  EXPECT_EQ(tokenizer.bytes(whisper::kNoSpeech), "<|nospeech|>");
  EXPECT_EQ(tokenizer.bytes(whisper::kFirstTimestamp), "<|0.00|>");
}

TEST(WhisperTokenizer, KnowsWhatEndsAWord) {
  const WhisperTokenizer tokenizer = load();
  EXPECT_TRUE(tokenizer.ends_word(22595)) << "it begins with a space";
  EXPECT_TRUE(tokenizer.ends_word(11)) << "a comma";
  EXPECT_TRUE(tokenizer.ends_word(whisper::kEndOfText));
  EXPECT_FALSE(tokenizer.ends_word(311)) << "'s";
  EXPECT_FALSE(tokenizer.ends_word(64)) << "the letter a";
}

class DamagedFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("whisper_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    std::filesystem::copy_file(kWhisper / "tokens.json", folder_ / "tokens.json",
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy_file(kWhisper / "suppress.json", folder_ / "suppress.json",
                               std::filesystem::copy_options::overwrite_existing);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const char* name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  void expect(ErrorCode code, const char* file) {
    const Result<WhisperTokenizer> loaded = WhisperTokenizer::load(folder_);
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, code);
    EXPECT_NE(loaded.error().detail.find(file), std::string::npos) << loaded.error().detail;
  }

  std::filesystem::path folder_;
};

TEST_F(DamagedFiles, Whole) {
  EXPECT_TRUE(WhisperTokenizer::load(folder_).ok());
}

TEST_F(DamagedFiles, Missing) {
  std::filesystem::remove(folder_ / "suppress.json");
  expect(ErrorCode::kModelMissing, "suppress.json");
  std::filesystem::remove(folder_ / "tokens.json");
  expect(ErrorCode::kModelMissing, "tokens.json");
}

TEST_F(DamagedFiles, Truncated) {
  std::filesystem::resize_file(folder_ / "tokens.json", 1000);
  expect(ErrorCode::kModelDamaged, "tokens.json");
}

TEST_F(DamagedFiles, Garbage) {
  for (const char* text :
       {"", "[", "[]", "[\"0\"]", "[\"zz\"]", "{\"never\": [1]}", "[\"61\", 5]", "[\"61"}) {
    write("tokens.json", text);
    expect(ErrorCode::kModelDamaged, "tokens.json");
  }
}

TEST_F(DamagedFiles, GarbageInTheSmallFile) {
  for (const char* text : {"", "{}", "{\"never\": [99999999]}", "{\"never\": [-1]}", "{\"never\": [1,]}",
                           "{\"never\": [1]", "{\"not_first\": [220]}", "[1, 2]"}) {
    write("suppress.json", text);
    expect(ErrorCode::kModelDamaged, "suppress.json");
  }
}

}  // namespace
}  // namespace sotto
