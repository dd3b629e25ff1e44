// `sotto run` with a journal that cannot be written: it goes on listening, lights obey, and nothing is sent.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "checks.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr auto kPatience = std::chrono::seconds(60);
const char* const kMessage = SOTTO_SOURCE_DIR "/scenes/said/emma-send-to-maria.flac";
const char* const kLight = SOTTO_SOURCE_DIR "/scenes/said/emma-light.flac";

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Journal : public testing::Test {
 protected:
  Journal() {
    fs::create_directories(home_.file("config/sotto"));
    home_.write("config/sotto/sotto.toml",
                "communications = true\n[[contact]]\nname = \"Maria Alvarez\"\nallowed = true\n");
    fs::create_directories(home_.file("data/sotto"));
  }
  [[nodiscard]] fs::path file() const { return home_.file("data/sotto/journal.db"); }
  [[nodiscard]] Outcome hear(const char* sound) const {
    return home_.run({"run", "--json", "--input", sound}, kPatience);
  }

  // From here on the data folder is a file system of its own.
  [[nodiscard]] bool mount(const std::string& options, const std::string& then = "true") {
    const std::string mounting = "mount -t tmpfs -o " + options + " none data/sotto && " + then + " && ";
    Running attempt({"unshare", "-rm", "sh", "-c", mounting + "true"}, home_);
    const bool possible = attempt.finish(Running::Clock::now() + kPatience).exit_code == 0;
    home_.wrapper = {"unshare", "-rm", "sh", "-c", mounting + "\"$@\"", "sh"};
    return possible;
  }

  void expect_no_message_but_lights(const std::string& code) {
    const Outcome message = hear(kMessage);
    EXPECT_EQ(message.exit_code, 0) << message.story();
    EXPECT_NE(message.err.find(code), std::string::npos) << message.story();
    EXPECT_NE(message.err.find("nothing is sent meanwhile"), std::string::npos) << message.story();
    EXPECT_NE(message.out.find(R"("type":"wake","accepted":true)"), std::string::npos) << message.story();
    EXPECT_NE(message.out.find(R"("reason":"journal-unavailable")"), std::string::npos) << message.story();
    const Outcome light = hear(kLight);
    EXPECT_NE(light.out.find(R"("type":"device","id":"kitchen_light","command":"on")"), std::string::npos)
        << light.story();
  }

  Home home_;
};

TEST_F(Journal, IsWrittenForTheOwnerOnlyAndKeysLieApart) {
  const Outcome heard = hear(kLight);
  ASSERT_EQ(heard.exit_code, 0) << heard.story();
  ASSERT_TRUE(fs::exists(file()));
  EXPECT_EQ(bytes_of(file()).substr(0, 15), "SQLite format 3");
  EXPECT_EQ(heard.err.find("journal"), std::string::npos) << heard.story();
  const auto others = fs::perms::group_all | fs::perms::others_all;
  EXPECT_EQ(fs::status(file()).permissions() & others, fs::perms::none);
  int keys = 0;
  for (const auto& entry : fs::directory_iterator(home_.file("config/sotto/keys"))) {
    ++keys;
    EXPECT_EQ(entry.status().permissions() & others, fs::perms::none) << entry.path();
  }
  EXPECT_EQ(keys, 5) << "two pairs of keys, and the latest checkpoint";
  int recordings = 0;
  for (const auto& entry : fs::directory_iterator(home_.file("data/sotto/recordings"))) {
    ++recordings;
    EXPECT_EQ(entry.status().permissions() & others, fs::perms::none) << entry.path();
  }
  EXPECT_EQ(recordings, 1) << "of the dialog";
}

TEST_F(Journal, OneThatIsNoneIsLeftAsItIs) {
  const std::string text = "dear diary\n" + std::string(2000, 'x');
  std::ofstream(file()) << text;
  expect_no_message_but_lights("file-invalid");
  EXPECT_EQ(bytes_of(file()), text);
}

TEST_F(Journal, OneOfANewerVersionIsLeftAsItIs) {
  ASSERT_EQ(hear(kLight).exit_code, 0);
  std::string newer = bytes_of(file());
  newer[62] = '\x7f';  // the schema's number in the header of the file
  std::ofstream(file(), std::ios::binary) << newer;
  expect_no_message_but_lights("journal-newer");
  EXPECT_EQ(bytes_of(file()), newer);
}

TEST_F(Journal, OneThatWasRolledBackIsLeftAsItIs) {
  ASSERT_EQ(hear(kLight).exit_code, 0);
  const std::string earlier = bytes_of(file());
  ASSERT_EQ(hear(kLight).exit_code, 0);
  std::ofstream(file(), std::ios::binary) << earlier;
  expect_no_message_but_lights("journal-damaged");
  EXPECT_EQ(bytes_of(file()), earlier);
}

TEST_F(Journal, OnAFullDisk) {
  if (!mount("size=48k,nr_inodes=32")) GTEST_SKIP() << "this machine lets nobody mount a small file system";
  expect_no_message_but_lights("disk-full");
}

TEST_F(Journal, OnAReadOnlyDisk) {
  if (!mount("size=8m,nr_inodes=64", "mount -o remount,ro data/sotto")) {
    GTEST_SKIP() << "this machine lets nobody mount a small file system";
  }
  expect_no_message_but_lights("write-failed");
}

}  // namespace
}  // namespace sotto
