// A disk that is full when a message is to be written: said, and nothing half written.
#include <gtest/gtest.h>

#include "checks.hpp"
#include "sounds.hpp"

namespace sotto {
namespace {

constexpr auto kPatience = std::chrono::seconds(120);

class Outbox : public testing::Test {
 protected:
  // Talk that portland-2018 sends at once: no prompt has to be answered by anybody.
  [[nodiscard]] Outcome replay() const {
    const std::string talk = SOTTO_SOURCE_DIR "/scenes/portland.flac";
    return home_.run({"replay", "--policy", "portland-2018", "--contact", "Maria Alvarez", "--contact",
                      "Ben Okafor", "--outbox", "outbox", talk},
                     kPatience);
  }

  // From here on the outbox is a file system of its own with this many bytes.
  [[nodiscard]] bool make_tiny(const std::string& bytes) {
    std::filesystem::create_directory(home_.file("outbox"));
    const std::string mount = "mount -t tmpfs -o size=" + bytes + ",nr_inodes=32 none outbox && ";
    // What lies there is listed afterwards, because the file system goes with the program.
    const std::string script = mount + "{ \"$@\"; code=$?; find outbox -mindepth 1; exit $code; }";
    Running attempt({"unshare", "-rm", "sh", "-c", mount + "true"}, home_);
    const bool possible = attempt.finish(Running::Clock::now() + kPatience).exit_code == 0;
    home_.wrapper = {"unshare", "-rm", "sh", "-c", script, "sh"};
    return possible;
  }

  Home home_;
};

TEST_F(Outbox, TakesAMessageWhole) {
  const Outcome sent = replay();
  EXPECT_TRUE(succeeds(sent));
  int messages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(home_.file("outbox"))) {
    ++messages;
    EXPECT_TRUE(std::filesystem::exists(entry.path() / "message.ogg"));
    EXPECT_TRUE(std::filesystem::exists(entry.path() / "note.json"));
  }
  EXPECT_EQ(messages, 1) << sent.story();
}

TEST_F(Outbox, OnAFullDiskKeepsNothingAndSaysSo) {
  if (!make_tiny("16k")) GTEST_SKIP() << "this machine lets nobody mount a small file system";
  const Outcome full = replay();
  EXPECT_TRUE(refuses(full, 1, {"outbox/", "disk-full (make room; nothing was written)"}));
  for (const std::string& line : lines_of(full.out)) {
    EXPECT_FALSE(line.starts_with("outbox/")) << "left behind: " << line;
  }
}

// The same small disk, large enough: what makes the test above fail is the size alone.
TEST_F(Outbox, OnASmallDiskWithRoomItIsSent) {
  if (!make_tiny("4m")) GTEST_SKIP() << "this machine lets nobody mount a small file system";
  const Outcome sent = replay();
  EXPECT_TRUE(succeeds(sent));
  EXPECT_NE(sent.out.find("/note.json"), std::string::npos) << sent.story();
}

}  // namespace
}  // namespace sotto
