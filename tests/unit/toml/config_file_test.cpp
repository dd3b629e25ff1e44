#include "adapters/toml/config_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace sotto {
namespace {

namespace fs = std::filesystem;

std::string fault(std::string_view text) {
  const auto config = parse_config(text, "sotto.toml");
  return config.ok() ? std::string() : config.error().detail;
}

TEST(ConfigFile, AnAbsentFileMeansDefaultsWithMessagesOff) {
  const auto config = load_config("no/such/sotto.toml");
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config.value().wake_word, "alexa");
  EXPECT_EQ(config.value().policy, "guarded");
  EXPECT_FALSE(config.value().communications);
  EXPECT_FALSE(config.value().hold_seconds.has_value());
  EXPECT_TRUE(config.value().contacts.empty());
  EXPECT_EQ(config.value().text_days, 30);
  EXPECT_EQ(config.value().audio_days, 1);
  EXPECT_EQ(config.value().text, "");
}

TEST(ConfigFile, ReadsEveryKey) {
  const auto parsed = parse_config(R"(wake_word = "hey jarvis"
communications = true
policy = "mine.toml"
outbox = "out"
hold_seconds = 20
[sound]
microphone = "USB"
loudspeaker = "HDMI"
[journal]
text_days = 7
audio_days = 0
witness = "usb/witness"
[[contact]]
name = "Maria Alvarez"
nicknames = ["Mia"]
allowed = true
[[contact]]
name = "Ben Okafor"
)",
                                   "sotto.toml");
  ASSERT_TRUE(parsed.ok()) << parsed.error().line();
  const Config& config = parsed.value();
  EXPECT_EQ(config.wake_word, "hey jarvis");
  EXPECT_TRUE(config.communications);
  EXPECT_EQ(config.policy, "mine.toml");
  EXPECT_EQ(config.outbox, "out");
  EXPECT_EQ(config.hold_seconds, 20);
  EXPECT_EQ(config.microphone, "USB");
  EXPECT_EQ(config.loudspeaker, "HDMI");
  EXPECT_EQ(config.text_days, 7);
  EXPECT_EQ(config.audio_days, 0);
  EXPECT_EQ(config.witness, "usb/witness");
  ASSERT_EQ(config.contacts.size(), 2U);
  EXPECT_EQ(config.contacts[0].name, "Maria Alvarez");
  EXPECT_EQ(config.contacts[0].nicknames, std::vector<std::string>{"Mia"});
  EXPECT_TRUE(config.contacts[0].allowed);
  EXPECT_FALSE(config.contacts[1].allowed);
}

TEST(ConfigFile, NamesWhatIsWrong) {
  EXPECT_EQ(fault("comunications = true\n"), "sotto.toml:1: unknown key \"comunications\"");
  EXPECT_EQ(fault("communications = \"on\"\n"), "sotto.toml:1: \"communications\" must be true or false");
  EXPECT_EQ(
      fault("wake_word = \"computer\"\n"),
      "sotto.toml:1: \"wake_word\" must be one of \"alexa\", \"okay nabu\", \"hey jarvis\", \"hey mycroft\"");
  EXPECT_EQ(fault("\nhold_seconds = 5\n"), "sotto.toml:2: \"hold_seconds\" must be 10 to 120, not 5");
  EXPECT_EQ(fault("[[contact]]\nallowed = true\n"), "sotto.toml:1: \"name\" is missing in [[contact]]");
  EXPECT_EQ(fault("[[contact]]\nname = \"Ann\"\n[[contact]]\nname = \"ann\"\n"),
            "sotto.toml:3: the contact \"ann\" stands twice");
  EXPECT_EQ(fault("[contact]\nname = \"Ann\"\n"),
            "sotto.toml:1: \"contact\" must be written as [[contact]], once for each");
  EXPECT_EQ(fault("[journal]\ntext_days = 0\n"), "sotto.toml:2: \"text_days\" must be 1 to 3650, not 0");
  EXPECT_EQ(fault("[sound]\nspeaker = \"x\"\n"), "sotto.toml:2: unknown key \"speaker\" in [sound]");
}

TEST(ConfigFile, PathsAreRelativeToTheFileThatNamesThem) {
  const fs::path folder = fs::path(testing::TempDir()) / "sotto_config_file_test";
  fs::create_directories(folder);
  const auto load = [&](const std::string& text) {
    std::ofstream(folder / "sotto.toml") << text;
    return load_config(folder / "sotto.toml").value();
  };
  const Config relative = load("policy = \"mine.toml\"\noutbox = \"out\"\n[journal]\nwitness = \"w\"\n");
  EXPECT_EQ(relative.witness, folder / "w");
  EXPECT_EQ(relative.text, "policy = \"mine.toml\"\noutbox = \"out\"\n[journal]\nwitness = \"w\"\n");
  EXPECT_EQ(relative.policy, (folder / "mine.toml").string());
  EXPECT_EQ(relative.outbox, folder / "out");
  const Config absolute = load("policy = \"portland-2018\"\noutbox = \"/elsewhere\"\n");
  EXPECT_EQ(absolute.policy, "portland-2018");
  EXPECT_EQ(absolute.outbox, "/elsewhere");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace sotto
