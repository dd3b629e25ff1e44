// `sotto run --input -`: raw sound on standard input, which may end anywhere, or not come at all.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "checks.hpp"
#include "sounds.hpp"

namespace sotto {
namespace {

using Clock = Running::Clock;

constexpr auto kPatience = std::chrono::seconds(60);

std::string raw_bytes(const std::vector<std::int16_t>& samples) {
  std::string bytes;
  for (const std::int16_t sample : samples) append_number(bytes, static_cast<std::uint16_t>(sample), 2);
  return bytes;
}

class RawInput : public testing::Test {
 protected:
  Home home_;
};

TEST_F(RawInput, IsHeardToItsEnd) {
  home_.input.bytes = raw_bytes(spoken_reply());
  const Outcome heard = home_.run({"run", "--input", "-"}, kPatience);
  EXPECT_EQ(heard.exit_code, 0) << heard.story();
  EXPECT_NE(heard.out.find("1.3 s heard"), std::string::npos) << heard.story();
}

TEST_F(RawInput, ThatEndsInTheMiddleOfASampleIsSaid) {
  home_.input.bytes = raw_bytes(spoken_reply()) + "x";
  const Outcome heard = home_.run({"run", "--input", "-"}, kPatience);
  EXPECT_TRUE(refuses(heard, 1, {"stdin: stream-misaligned (send whole 16-bit samples)"}, Notices::kAllowed));
}

TEST_F(RawInput, ThatIsEmptyEndsAtOnce) {
  home_.input.bytes = "";
  const Outcome heard = home_.run({"run", "--input", "-"}, kPatience);
  EXPECT_EQ(heard.exit_code, 0) << heard.story();
}

// A pipe that somebody holds open and never writes to.
TEST_F(RawInput, ThatNeverComesDoesNotHinderCtrlC) {
  const std::filesystem::path pipe = home_.file("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  home_.input.fd = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(home_.input.fd, 0);
  Running listening({SOTTO_PROGRAM, "run", "--input", "-"}, home_);
  const bool began = listening.wait_for_notice("listening to standard input", Clock::now() + kPatience);
  listening.signal(SIGINT);
  const auto interrupted = Clock::now();
  const Outcome outcome = listening.finish(interrupted + kPatience);
  ::close(home_.input.fd);
  EXPECT_TRUE(began) << outcome.story();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.story();
  EXPECT_FALSE(outcome.late);
  // The sender may be silent for ten seconds; Ctrl-C does not wait for that.
  EXPECT_LT(Clock::now() - interrupted, std::chrono::seconds(5)) << outcome.story();
}

}  // namespace
}  // namespace sotto
