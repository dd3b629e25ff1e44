#include <gtest/gtest.h>

#include "adapters/toml/config_file.hpp"

namespace sotto {
namespace {

std::string fault(std::string_view text) {
  const auto config = parse_config(text, "sotto.toml");
  return config.ok() ? std::string() : config.error().detail;
}

TEST(ConfigChannels, PutMessagesIntoFilesWhereNothingIsSaid) {
  const auto config = parse_config("", "sotto.toml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config.value().channels, ChannelSettings{});
  EXPECT_EQ(config.value().channels.usual, "file");
}

TEST(ConfigChannels, AreReadWhole) {
  const auto config = parse_config(R"([channel]
usual = "smtp"
[channel.smtp]
host = "mail.example.org"
port = 2525
security = "tls"
user = "home"
from = "home@example.org"
from_name = "The Alvarez home"
ca = "ca.pem"
[channel.command]
program = "/usr/bin/signal"
arguments = ["-a", "{address}", "{contact}", "{transcript}", "{file-name}"]
address = "phone"
seconds = 90
)",
                                   "sotto.toml");
  ASSERT_TRUE(config) << config.error().line();
  const ChannelSettings& channels = config.value().channels;
  EXPECT_EQ(channels.usual, "smtp");
  EXPECT_EQ(channels.smtp, (SmtpChannel{"mail.example.org", 2525, "tls", "home", "home@example.org",
                                        "The Alvarez home", "ca.pem"}));
  EXPECT_EQ(
      channels.command,
      (CommandChannel{
          "/usr/bin/signal", {"-a", "{address}", "{contact}", "{transcript}", "{file-name}"}, "phone", 90}));
}

TEST(ConfigChannels, AreRefusedWhereTheyCannotWork) {
  EXPECT_EQ(fault("[channel]\nusual = \"smtp\"\n"), "sotto.toml:1: [channel.smtp] is missing");
  EXPECT_EQ(fault("[channel]\nusual = \"pigeon\"\n"),
            "sotto.toml:2: \"usual\" must be one of \"file\", \"smtp\", \"command\"");
  EXPECT_EQ(fault("[channel.smtp]\nhost = \"h\"\n"), "sotto.toml:1: \"from\" is missing in [channel.smtp]");
  EXPECT_EQ(fault("[channel.command]\nprogram = \"send\"\n"),
            "sotto.toml:1: program must be a whole path, from / on");
  EXPECT_EQ(fault("[channel.command]\nprogram = \"/bin/x\"\narguments = [\"--to={address}\"]\n"),
            "sotto.toml:1: the argument \"--to={address}\" is none of {contact}, {address}, {transcript}, "
            "{file-name}");
  EXPECT_EQ(fault("[channel.smtp]\nhost = \"h\"\nfrom = \"a@b\"\npassword = \"secret\"\n"),
            "sotto.toml:4: unknown key \"password\" in [channel.smtp]");
}

}  // namespace
}  // namespace sotto
