#include "adapters/sherpa/kokoro_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace sotto {
namespace {

namespace fs = std::filesystem;

// Files of the right shape; no engine ever sees them.
class KokoroFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              (std::string("sotto-kokoro-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "speech");
    fs::create_directories(folder_ / "lexicon");
    std::ofstream(folder_ / "lexicon/cmudict.dict") << "to T UW1\n";
    std::ofstream(folder_ / "speech/voices.json") << "{\n \"bf_emma\": 1,\n \"af_heart\": 0\n}";
    std::ofstream(folder_ / "speech/voices.bin") << std::string(2 * 510 * 256 * 4, '\0');
    std::string tokens = "$ 0\n  16\n. 4\n\xCB\x88 156\n\xEA\xAD\xA7 23\n";
    for (char c = 'A'; c <= 'Z'; ++c) tokens += std::string(1, c) + " " + std::to_string(200 + c) + "\n";
    for (char c = 'a'; c <= 'z'; ++c) tokens += std::string(1, c) + " " + std::to_string(200 + c) + "\n";
    std::ofstream(folder_ / "speech/tokens.txt") << tokens;
    std::ofstream(folder_ / "speech/kokoro.onnx")
        << std::string(1U << 20U, 'x')
        << "model_type sample_rate version n_speakers style_dim voice speaker_names has_espeak";
  }

  void TearDown() override { fs::remove_all(folder_); }

  void expect_error(ErrorCode code, const std::string& file) const {
    const auto files = find_kokoro_files(folder_);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, code);
    EXPECT_TRUE(files.error().detail.ends_with(file)) << files.error().detail;
  }

  fs::path folder_;
};

TEST_F(KokoroFilesTest, WholeFilesAreFound) {
  const auto files = find_kokoro_files(folder_);
  ASSERT_TRUE(files) << files.error().line();
  EXPECT_EQ(files.value().speakers.at("bf_emma"), 1);
  EXPECT_EQ(files.value().speakers.size(), 2U);
  for (const char32_t symbol : {U' ', U'.', U'\u02C8', U'\uAB67', U'a', U'$'}) {
    EXPECT_TRUE(files.value().symbols.contains(symbol)) << static_cast<unsigned>(symbol);
  }
}

TEST_F(KokoroFilesTest, EachMissingFileIsNamed) {
  for (const char* file : {"speech/kokoro.onnx", "speech/voices.bin", "speech/voices.json",
                           "speech/tokens.txt", "lexicon/cmudict.dict"}) {
    const fs::path aside = folder_ / "aside";
    fs::rename(folder_ / file, aside);
    expect_error(ErrorCode::kModelMissing, file);
    fs::rename(aside, folder_ / file);
  }
  EXPECT_TRUE(find_kokoro_files(folder_));
}

TEST_F(KokoroFilesTest, AModelThatWasCutShortIsDamaged) {
  fs::resize_file(folder_ / "speech/kokoro.onnx", (1U << 20U) + 10);
  expect_error(ErrorCode::kModelDamaged, "kokoro.onnx");
  fs::resize_file(folder_ / "speech/kokoro.onnx", 0);
  expect_error(ErrorCode::kModelDamaged, "kokoro.onnx");
}

TEST_F(KokoroFilesTest, VoicesOfTheWrongSizeAreDamaged) {
  fs::resize_file(folder_ / "speech/voices.bin", 1000);
  expect_error(ErrorCode::kModelDamaged, "voices.bin");
}

TEST_F(KokoroFilesTest, DamagedNamesAreSeen) {
  for (const char* text : {"", "{}", "{\"a\": 0, \"a\": 1}", "{\"a\": 0, \"b\": 0}", "{\"a\": 1}",
                           "{\"a\": x}", "{\"a", "{\"a\": -1, \"b\": 0}"}) {
    std::ofstream(folder_ / "speech/voices.json") << text;
    expect_error(ErrorCode::kModelDamaged, "voices.json");
  }
}

TEST_F(KokoroFilesTest, DamagedTokensAreSeen) {
  std::string whole;
  {
    std::ifstream in(folder_ / "speech/tokens.txt");
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  for (const std::string& text :
       {std::string(), std::string("$ 0\n. 4\n"), whole + "nonsense\n", whole + "ab 7\n", whole + "a 7\n",
        whole + "! 4\n", whole + "! 7x\n", whole.substr(6)}) {
    std::ofstream(folder_ / "speech/tokens.txt") << text;
    expect_error(ErrorCode::kModelDamaged, "tokens.txt");
  }
}

}  // namespace
}  // namespace sotto
