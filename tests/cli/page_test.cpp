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

TEST(PageCommand, WrongSettingsAreNamed) {
  Home home;
  for (const char* text :
       {"[page]\nport = 70000\n", "[page]\nenabled = \"yes\"\n", "[page]\nhost = \"0.0.0.0\"\n"}) {
    home.write("wrong.toml", text);
    const Outcome run = home.run({"contacts", "list", "--config", home.file("wrong.toml")});
    EXPECT_NE(run.exit_code, 0) << text;
    EXPECT_NE(run.err.find("wrong.toml:2: "), std::string::npos) << run.err;
  }
}

}  // namespace
}  // namespace sotto
