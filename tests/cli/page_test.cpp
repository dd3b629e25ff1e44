// sotto page and the settings of the page; the page itself is tried in tests/page.
#include <gtest/gtest.h>

#include "checks.hpp"

namespace sotto {
namespace {

TEST(PageCommand, SaysThatThereIsNoneWithoutARun) {
  Home home;
  const Outcome page = home.run({"page"});
  EXPECT_EQ(page.exit_code, 1);
  EXPECT_EQ(page.out, "");
  EXPECT_EQ(page.err, "sotto: there is no page: start sotto run\n");
}

TEST(PageCommand, PairsNothingWithoutARunAndLeavesNothingBehind) {
  Home home;
  const Outcome pair = home.run({"page", "pair"});
  EXPECT_EQ(pair.exit_code, 1);
  EXPECT_EQ(pair.out, "");
  EXPECT_EQ(pair.err, "sotto: there is no page: start sotto run\n");
  const Outcome list = home.run({"page", "list"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(list.out, "No device is paired: the page is for this machine only.\n");
  EXPECT_EQ(home.run({"page", "list", "--json"}).out, "");
}

TEST(PageCommand, UnpairingWhatIsNotPairedIsSaid) {
  Home home;
  EXPECT_EQ(home.run({"page", "unpair"}).exit_code, 0);
  const Outcome none = home.run({"page", "unpair", "3"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_EQ(none.err, "sotto: there is no device 3: see sotto page list\n");
  for (const char* number : {"0", "-1", "x"})
    EXPECT_EQ(home.run({"page", "unpair", number}).exit_code, 2) << number;
}

TEST(PageCommand, WrongSettingsAreNamed) {
  Home home;
  for (const char* text : {"[page]\nport = 70000\n", "[page]\nenabled = \"yes\"\n",
                           "[page]\nhost = \"0.0.0.0\"\n", "[page]\nnetwork_port = 70000\n"}) {
    home.write("wrong.toml", text);
    const Outcome run = home.run({"contacts", "list", "--config", home.file("wrong.toml")});
    EXPECT_NE(run.exit_code, 0) << text;
    EXPECT_NE(run.err.find("wrong.toml:2: "), std::string::npos) << run.err;
  }
}

TEST(PageCommand, TheHomeNetworkIsAnAddressAndAnOrdinaryPort) {
  Home home;
  for (const char* text :
       {"network_port = 443", "network_port = 8787", "port = 8788", "network_address = \"203.0.113.5\"",
        "network_address = \"kitchen\"", "network_address = \"::\""}) {
    home.write("wrong.toml", "[page]\n" + std::string(text) + "\n");
    const Outcome run = home.run({"contacts", "list", "--config", home.file("wrong.toml")});
    EXPECT_NE(run.exit_code, 0) << text;
    EXPECT_NE(run.err.find("wrong.toml:1: "), std::string::npos) << run.err;
  }
  for (const char* text : {"network_port = 0", "port = 0\nnetwork_port = 8787",
                           "network_address = \"192.168.1.5\"", "network_address = \"0.0.0.0\""}) {
    home.write("right.toml", "[page]\n" + std::string(text) + "\n");
    EXPECT_EQ(home.run({"contacts", "list", "--config", home.file("right.toml")}).exit_code, 0) << text;
  }
}

}  // namespace
}  // namespace sotto
