// What the settings say about the house.
#include <gtest/gtest.h>

#include "adapters/toml/config_file.hpp"

namespace sotto {
namespace {

std::string fault_of(const std::string& text) {
  const auto config = parse_config(text, "s.toml");
  return config.ok() ? "" : config.error().detail;
}

TEST(HomeSettings, AreReadWhole) {
  const auto config = parse_config(R"(
[mqtt]
host = "broker.local"
port = 8884
user = "sotto"
password_file = "mqtt.key"
ca = "ca.pem"
cert = "sotto.pem"
key = "sotto.key"
discovery_prefix = "ha"
[[area]]
name = "living room"
floor = "downstairs"
aliases = ["lounge"]
[[device]]
id = "kitchen_lamp"
name = "kitchen light"
area = "kitchen"
aliases = ["hood light"]
code_file = "lamp.code"
)",
                                   "s.toml");
  ASSERT_TRUE(config.ok()) << config.error().line();
  const BrokerSettings broker = {"broker.local", 8884,     "sotto",     "mqtt.key",
                                 true,           "ca.pem", "sotto.pem", "sotto.key"};
  EXPECT_EQ(config.value().broker, broker);
  const HomeSettings home = {"ha",
                             {{"kitchen_lamp", "kitchen light", "kitchen", {"hood light"}, "lamp.code"}},
                             {{"living room", "downstairs", {"lounge"}}}};
  EXPECT_EQ(config.value().home, home);
}

TEST(HomeSettings, NoHomeIsConnectedUnasked) {
  const auto config = parse_config("", "s.toml");
  ASSERT_TRUE(config.ok());
  EXPECT_TRUE(config.value().broker.host.empty());
  EXPECT_EQ(config.value().home.prefix, "homeassistant");
}

TEST(HomeSettings, MistakesAreNamed) {
  EXPECT_NE(fault_of("[mqtt]\nport = 1"), "");
  EXPECT_NE(fault_of("[mqtt]\nhost = \"h\"\nport = 70000"), "");
  EXPECT_NE(fault_of("[mqtt]\nhost = \"h\"\npassword = \"secret\""), "") << "it has a file of its own";
  EXPECT_EQ(fault_of("[mqtt]\nhost = \"h\"\npassword_file = \"f\""), "s.toml:1: a password needs a user");
  EXPECT_EQ(fault_of("[mqtt]\nhost = \"h\"\ncert = \"c\""), "s.toml:1: cert and key belong together");
  EXPECT_EQ(fault_of("[mqtt]\nhost = \"h\"\ntls = false\nca = \"c\""),
            "s.toml:1: certificates are of no use with tls = false");
  EXPECT_EQ(fault_of("[mqtt]\nhost = \"h\"\ndiscovery_prefix = \"a/#\""),
            "s.toml:1: discovery_prefix must be a topic without wildcards");
  EXPECT_EQ(fault_of("[[device]]\nid = \"a\"\n[[device]]\nid = \"a\""),
            "s.toml:3: the device \"a\" stands twice");
  for (const char* file : {".", "..", "../x", "/etc/passwd", "a/b"}) {
    EXPECT_EQ(fault_of("[[device]]\nid = \"a\"\ncode_file = \"" + std::string(file) + "\""),
              "s.toml:1: code_file must be the name of a file in the keys folder");
  }
  EXPECT_EQ(fault_of("[[area]]\nname = \"Hall\"\n[[area]]\nname = \"hall\""),
            "s.toml:3: the area \"hall\" stands twice");
}

}  // namespace
}  // namespace sotto
