#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <limits>

#include "sound_file_testing.hpp"

namespace sotto {
namespace {

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(SoundFileWriter, SixteenBitSoundSurvivesExactly) {
  const ScratchFolder folder;
  std::vector<std::int16_t> every;
  for (int value = -32768; value <= 32767; ++value) every.push_back(static_cast<std::int16_t>(value));
  const auto sound = to_float(every);
  ASSERT_TRUE(write_wav(folder / "a.wav", sound, 16000).ok());
  ASSERT_TRUE(write_flac(folder / "a.flac", sound).ok());
  for (const char* name : {"a.wav", "a.flac"}) {
    const auto heard = read_sound_file(folder / name, make_good_resampler, 10);
    ASSERT_TRUE(heard.ok());
    EXPECT_EQ(heard.value(), sound) << name;
  }
  EXPECT_EQ(entries(folder.path()), 2U) << "a temporary file was left behind";
}

TEST(SoundFileWriter, OutOfRangeIsClampedNotWrapped) {
  const ScratchFolder folder;
  const std::vector<float> wild = {2.0F, -2.0F, 1.0F, -1.0F, std::numeric_limits<float>::quiet_NaN()};
  ASSERT_TRUE(write_wav(folder / "a.wav", wild, 16000).ok());
  const auto heard = read_sound_file(folder / "a.wav", make_good_resampler, 10);
  ASSERT_TRUE(heard.ok());
  const float top = 32767.0F / 32768.0F;
  EXPECT_EQ(heard.value(), (std::vector<float>{top, -1.0F, top, -1.0F, 0.0F}));
}

TEST(SoundFileWriter, WavHeaderIsWhatOtherProgramsExpect) {
  const auto bytes = encode_wav(std::vector<float>(100, 0.5F), 24000);
  ASSERT_TRUE(bytes.ok());
  const auto wanted = wav_bytes(std::vector<std::int16_t>(100, 16384), 24000, 1);
  ASSERT_EQ(bytes.value().size(), wanted.size());
  EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), bytes.value().begin(),
                         [](char a, std::byte b) { return static_cast<std::byte>(a) == b; }));
}

TEST(SoundFileWriter, MissingFolderIsAWriteError) {
  const ScratchFolder folder;
  EXPECT_EQ(write_wav(folder / "none" / "a.wav", std::vector<float>(10), 16000).error().code,
            ErrorCode::kWriteFailed);
}

TEST(SoundFileWriter, LinkKeepsPointingWhereItPoints) {
  const ScratchFolder folder;
  write_bytes(folder / "real.wav", wav_bytes({}, 16000, 1));
  std::filesystem::create_symlink("real.wav", folder / "link.wav");
  ASSERT_TRUE(write_wav(folder / "link.wav", std::vector<float>(1600, 0.25F), 16000).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.wav"));
  EXPECT_EQ(std::filesystem::file_size(folder / "real.wav"), 44U + 3200U);
}

TEST(SoundFileWriter, DeviceIsWrittenNotReplaced) {
  ASSERT_TRUE(write_wav("/dev/null", std::vector<float>(1600), 16000).ok());
  struct stat info {};
  ASSERT_EQ(stat("/dev/null", &info), 0);
  EXPECT_TRUE(S_ISCHR(info.st_mode));
}

// In a child, because the limit on the size of files is one of the process.
TEST(SoundFileWriter, FullDiskLeavesTheOlderFileAlone) {
  const ScratchFolder folder;
  const std::vector<float> older(160, 0.5F);
  ASSERT_TRUE(write_wav(folder / "a.wav", older, 16000).ok());
  const Bytes before = read_bytes(folder / "a.wav");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto done = write_wav(folder / "a.wav", std::vector<float>(160000, 0.25F), 16000);
    _exit(!done.ok() && done.error().code == ErrorCode::kDiskFull ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(read_bytes(folder / "a.wav"), before);
  EXPECT_EQ(entries(folder.path()), 1U) << "a temporary file was left behind";
}

}  // namespace
}  // namespace sotto
