#include "adapters/portaudio/quiet_stderr.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string_view>

namespace sotto {
namespace {

void write_straight(std::string_view text) {
  ASSERT_EQ(write(STDERR_FILENO, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

TEST(QuietStderr, ChatterIsSwallowedAndEverythingElseArrivesInOrder) {
  testing::internal::CaptureStderr();
  {
    const QuietStderr quiet;
    std::fprintf(stderr, "ALSA lib pcm.c:2666:(snd_pcm_open_noupdate) Unknown PCM cards.pcm.front\n");
    std::fprintf(stderr, "sotto: a line of ours\n");
    std::cerr << "Expression 'ret' failed in 'src/hostapi/alsa/pa_linux_alsa.c', line: 1736\n";
    write_straight("jack server is not running or cannot be started\n\nand one without an end");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sotto: a line of ours\nand one without an end");
}

TEST(QuietStderr, AfterwardsStandardErrorIsAsBefore) {
  testing::internal::CaptureStderr();
  { const QuietStderr quiet; }
  std::fprintf(stderr, "ALSA lib spoken of by somebody else\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "ALSA lib spoken of by somebody else\n");
}

}  // namespace
}  // namespace sotto
