// Sound files as users have them: missing, broken, odd or very long.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "checks.hpp"
#include "sounds.hpp"

namespace sotto {
namespace {

using Arguments = Home::Arguments;

// Each command that takes a sound file.
class SoundFile : public testing::TestWithParam<Arguments> {
 protected:
  [[nodiscard]] Outcome hear(const std::string& file) const {
    Arguments arguments = GetParam();
    arguments.push_back(file);
    return home_.run(arguments);
  }

  // Whoever listens in real time may have said already that there is no loudspeaker.
  [[nodiscard]] static Notices notices() {
    return GetParam().front() == "run" ? Notices::kAllowed : Notices::kNone;
  }

  Home home_;
};

TEST_P(SoundFile, IsMissing) {
  EXPECT_TRUE(refuses(hear("nowhere.wav"), 1, {"nowhere.wav: file-missing"}));
}

TEST_P(SoundFile, IsEmpty) {
  home_.write("empty.wav", "");
  EXPECT_TRUE(refuses(hear("empty.wav"), 1, {"empty.wav: file-empty"}, notices()));
  home_.write("header.wav", wav_bytes({}, {}));
  EXPECT_TRUE(refuses(hear("header.wav"), 1, {"header.wav: file-empty"}, notices()));
}

TEST_P(SoundFile, EndsTooEarly) {
  WavShape shape;
  shape.announced_bytes = 64000;
  home_.write("short.wav", wav_header(shape) + std::string(20000, '\0'));
  EXPECT_TRUE(refuses(hear("short.wav"), 1, {"short.wav: file-truncated", "copy it again"}, notices()));
}

TEST_P(SoundFile, IsAFolder) {
  EXPECT_TRUE(refuses(hear(home_.file("data")), 1, {"data: not a regular file: file-unreadable"}, notices()));
}

TEST_P(SoundFile, IsSomethingElse) {
  home_.write("letter.wav", "Dear Maria, this is not a sound.");
  EXPECT_TRUE(
      refuses(hear("letter.wav"), 1, {"letter.wav: neither WAV nor FLAC", "file-unreadable"}, notices()));
}

TEST_P(SoundFile, MayNotBeRead) {
  if (::geteuid() == 0) {
    if (::access("/usr/bin/setpriv", X_OK) != 0)
      GTEST_SKIP() << "root may read everything, and no setpriv here";
    home_.wrapper = {"setpriv", "--bounding-set=-all", "--inh-caps=-all"};
  }
  const auto file = home_.write("secret.wav", wav_bytes({}, spoken_reply()));
  ASSERT_EQ(::chmod(file.c_str(), 0), 0);
  EXPECT_TRUE(refuses(hear("secret.wav"), 1, {"secret.wav", "file-unreadable"}, notices()));
}

std::string name_of(const testing::TestParamInfo<Arguments>& test) {
  std::string name;
  for (const std::string& word : test.param) {
    std::copy_if(word.begin(), word.end(), std::back_inserter(name), [](char c) { return c != '-'; });
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Of, SoundFile,
                         testing::Values(Arguments{"replay"}, Arguments{"replay", "--json"},
                                         Arguments{"transcribe"}, Arguments{"run", "--input"}),
                         name_of);

// Telephone sound and a film's sound are heard as well as ours.
TEST(Sound, EightKilohertzIsHeard) {
  const std::vector<std::int16_t> full = spoken_reply();
  std::vector<std::int16_t> half;
  for (std::size_t i = 0; i + 1 < full.size(); i += 2) {
    half.push_back(static_cast<std::int16_t>((full[i] + full[i + 1]) / 2));
  }
  Home home;
  home.write("telephone.wav", wav_bytes({8000}, half));
  const Outcome heard = home.run({"transcribe", "telephone.wav"});
  EXPECT_TRUE(succeeds(heard));
  EXPECT_NE(heard.out.find("arbor"), std::string::npos) << heard.story();
  EXPECT_TRUE(succeeds(home.run({"replay", "telephone.wav"})));
}

TEST(Sound, SixChannelsAreHeard) {
  constexpr int kChannels = 6;
  constexpr int kCentre = 2;
  constexpr std::size_t kRepeat = 3;  // 16 to 48 kHz
  std::vector<std::int16_t> film;
  for (const std::int16_t sample : spoken_reply()) {
    std::array<std::int16_t, kChannels> frame{};
    frame[kCentre] = sample;
    for (std::size_t i = 0; i < kRepeat; ++i) film.insert(film.end(), frame.begin(), frame.end());
  }
  Home home;
  home.write("film.wav", wav_bytes({48000, kChannels}, film));
  const Outcome heard = home.run({"transcribe", "film.wav"});
  EXPECT_TRUE(succeeds(heard));
  EXPECT_NE(heard.out.find("arbor"), std::string::npos) << heard.story();
  EXPECT_TRUE(succeeds(home.run({"replay", "film.wav"})));
}

// Two hours are heard the same way: docs/measurements/long_recordings.md has the numbers. Twenty minutes show
// that memory does not grow with the length, without making everybody wait.
TEST(Sound, TwentyMinutesTakeNoMoreMemoryThanTwo) {
  Home home;
  write_silence(home.file("two.wav"), 120);
  write_silence(home.file("twenty.wav"), 1200);
  const Outcome two = home.run({"replay", "two.wav"}, std::chrono::seconds(60));
  const Outcome twenty = home.run({"replay", "twenty.wav"}, std::chrono::seconds(200));
  ASSERT_TRUE(succeeds(two));
  ASSERT_TRUE(succeeds(twenty));
  EXPECT_NE(twenty.out.find("1200.0 s heard"), std::string::npos) << twenty.out;
  // Kept whole as floats, eighteen more minutes would be 69 MB.
  EXPECT_LT(twenty.peak_kilobytes - two.peak_kilobytes, 16'000);
}

TEST(Sound, MoreThanTranscribeTakesIsRefused) {
  Home home;
  write_silence(home.file("long.wav"), 40);
  EXPECT_TRUE(refuses(home.run({"transcribe", "long.wav"}), 1, {"long.wav", "too-long"}));
}

}  // namespace
}  // namespace sotto
