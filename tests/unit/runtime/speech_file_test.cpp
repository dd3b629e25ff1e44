#include "runtime/speech_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

namespace sotto {
namespace {

TEST(SpeechFileTest, FnvMatchesItsPublishedValues) {
  EXPECT_EQ(fnv1a_64(""), 0xcbf29ce484222325U);
  EXPECT_EQ(fnv1a_64("a"), 0xaf63dc4c8601ec8cU);
  EXPECT_EQ(fnv1a_64("foobar"), 0x85944171f73967e8U);
}

TEST(SpeechFileTest, SamplesComeBackAsSixteenBit) {
  const Speech speech = {0.0F, 0.5F, -0.5F, 1.0F / 32768.0F, -1.0F, 2.0F, -3.0F};
  const auto decoded = decode_speech(encode_speech("key", speech));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->key, "key");
  EXPECT_EQ(decoded->speech, (Speech{0.0F, 0.5F, -0.5F, 1.0F / 32768.0F, -1.0F, 32767.0F / 32768.0F, -1.0F}));
}

TEST(SpeechFileTest, EmptySpeechIsAnEntryToo) {
  const auto decoded = decode_speech(encode_speech("", {}));
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(decoded->speech.empty());
}

TEST(SpeechFileTest, EveryCutAndEveryChangedByteIsSeen) {
  const std::string whole = encode_speech("model\0voice\0text", {0.1F, -0.2F, 0.3F});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(decode_speech(std::string_view(whole).substr(0, length))) << length;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_FALSE(decode_speech(changed)) << at;
  }
}

TEST(SpeechFileTest, GarbageIsRefused) {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = "SOTTOSP1";
    const auto length = random() % 64;
    for (unsigned i = 0; i < length; ++i) bytes += static_cast<char>(random() % 256);
    EXPECT_FALSE(decode_speech(bytes));
  }
}

TEST(SpeechFileTest, WritingReplacesWholeFilesAndLeavesNoDrafts) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "sotto-speech-file";
  std::filesystem::remove_all(folder);
  const std::filesystem::path file = folder / "deep" / "entry";
  EXPECT_FALSE(read_whole(file));
  ASSERT_TRUE(write_whole(file, "one"));
  ASSERT_TRUE(write_whole(file, std::string("t\0w", 3)));
  EXPECT_EQ(read_whole(file), std::string("t\0w", 3));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "deep"), {}), 1);
  // A folder stands where the file should go: nothing is lost and no draft stays.
  std::filesystem::create_directories(folder / "deep" / "taken" / "inside");
  const auto refused = write_whole(folder / "deep" / "taken", "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kWriteFailed);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "deep"), {}), 2);
  std::filesystem::remove_all(folder);
}

TEST(SpeechFileTest, AFolderThatCannotBeMadeIsReported) {
  const auto refused = write_whole("/dev/full/x", "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kWriteFailed);
}

}  // namespace
}  // namespace sotto
