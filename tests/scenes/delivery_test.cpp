// What arrives: the message that was said after the confirmation, and nothing else of the evening. And the
// same scene comes to the same lines every time.
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>

#include "adapters/sndfile/sound_file.hpp"
#include "sotto/scratch_folder.hpp"
#include "stage.hpp"

namespace sotto {
namespace {

constexpr int kMessageSecondsMax = 10;

std::string letters_only(const std::string& text) {
  std::string letters;
  for (const char letter : text) {
    if (std::isalpha(static_cast<unsigned char>(letter)) != 0) {
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    } else if (letter == ' ') {
      letters += ' ';
    }
  }
  return letters;
}

TEST(Delivery, HoldsTheMessageAndNothingElse) {
  auto scratch = ScratchFolder::make();
  ASSERT_TRUE(scratch.ok());
  const auto played = play("intended", {"guarded", {}, scratch.value().path() / "outbox"});
  ASSERT_TRUE(played.ok()) << played.error().line();
  ASSERT_EQ(played.value().delivered.size(), 1U) << story(played.value());
  const std::filesystem::path file = played.value().delivered.front();

  std::ifstream bytes(file, std::ios::binary);
  std::string head(64, '\0');
  bytes.read(head.data(), static_cast<std::streamsize>(head.size()));
  EXPECT_TRUE(head.starts_with("OggS"));
  EXPECT_NE(head.find("OpusHead"), std::string::npos);

  const auto sound = read_sound_file(file, resampler_factory(), kMessageSecondsMax);
  ASSERT_TRUE(sound.ok()) << sound.error().line();
  const auto said =
      read_sound_file(scenes_folder() / "said/emma-milk.flac", resampler_factory(), kMessageSecondsMax);
  ASSERT_TRUE(said.ok()) << said.error().line();
  // Some quiet is kept around what was said, and no room for another word.
  const auto longer =
      static_cast<SampleCount>(sound.value().size()) - static_cast<SampleCount>(said.value().size());
  EXPECT_GT(to_milliseconds(longer), -200);
  EXPECT_LT(to_milliseconds(longer), 600);

  RecognitionRequest request;
  request.samples = sound.value();
  const auto heard = engines().services().recognizer->transcribe(request);
  ASSERT_TRUE(heard.ok()) << heard.error().line();
  EXPECT_EQ(letters_only(heard.value().text),
            "we are out of milk please bring two bottles when you come home");
}

std::string name_of_run(const testing::TestParamInfo<std::string>& info) {
  return test_name(info.param);
}

class Repeated : public testing::TestWithParam<std::string> {};

TEST_P(Repeated, ASceneComesToTheSameLines) {
  const std::string scene = GetParam().substr(0, GetParam().find(' '));
  const std::string policy = GetParam().substr(GetParam().find(' ') + 1);
  const auto first = play(scene, {policy, {}, {}});
  const auto second = play(scene, {policy, {}, {}});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_GT(first.value().lines.size(), 5U);
  EXPECT_EQ(first.value().lines, second.value().lines);
}

INSTANTIATE_TEST_SUITE_P(Scene, Repeated,
                         testing::Values("intended guarded", "portland portland-2018", "challenge guarded"),
                         name_of_run);

}  // namespace
}  // namespace sotto
