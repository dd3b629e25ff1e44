// Voices from the command line: real speech of two people, enrolled, refused, listed and forgotten.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "checks.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// What the scenes have of this person.
std::vector<std::string> said_by(const std::string& person) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(SOTTO_SOURCE_DIR "/scenes/said")) {
    if (entry.path().filename().string().starts_with(person + "-")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Enroll : public testing::Test {
 protected:
  [[nodiscard]] Outcome enroll(const std::string& name, const std::vector<std::string>& files) const {
    std::vector<std::string> arguments = {"enroll", name};
    arguments.insert(arguments.end(), files.begin(), files.end());
    return home_.run(arguments, std::chrono::seconds(120));
  }
  [[nodiscard]] fs::path voices() const { return home_.file("data/sotto/voices/voices.sealed"); }
  Home home_;
};

TEST_F(Enroll, KnowsListsAndForgetsPeople) {
  EXPECT_EQ(home_.run({"enroll", "--list"}).out, "Nobody is enrolled. Next: sotto enroll NAME\n");
  EXPECT_FALSE(fs::exists(home_.file("data/sotto"))) << "asking leaves nothing behind";

  const Outcome emma = enroll("Emma", said_by("emma"));
  ASSERT_TRUE(succeeds(emma));
  EXPECT_TRUE(emma.out.starts_with("Emma is enrolled, by ")) << emma.out;
  const Outcome george = enroll("George", said_by("george"));
  ASSERT_TRUE(succeeds(george));

  struct stat facts {};
  ASSERT_EQ(::stat(voices().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 077U, 0U);
  const std::string sealed = bytes_of(voices());
  EXPECT_EQ(sealed.find("Emma"), std::string::npos);
  const std::vector<std::string> both = {"Emma", "George"};
  const Outcome listed = home_.run({"enroll", "--list", "--json"});
  EXPECT_EQ(nlohmann::json::parse(listed.out).at("names"), both) << listed.story();

  EXPECT_EQ(home_.run({"enroll", "--forget", "Emma"}).out, "Emma is forgotten.\n");
  EXPECT_NE(bytes_of(voices()), sealed);
  EXPECT_TRUE(refuses(home_.run({"enroll", "--forget", "Emma"}), 2, {"nobody of that name"}));
  EXPECT_TRUE(home_.run({"enroll", "--list"}).out.starts_with("George, by "));
  EXPECT_EQ(home_.run({"enroll", "--forget", "George"}).out, "George is forgotten.\n");
  EXPECT_FALSE(fs::exists(voices()));
}

TEST_F(Enroll, SaysWhatIsWrongAndKeepsNothing) {
  const auto emma = said_by("emma");
  const auto george = said_by("george");
  EXPECT_TRUE(refuses(enroll("Emma", {emma.front()}), 1, {"nobody was enrolled", "eight seconds"}));
  std::vector<std::string> both = emma;
  both.insert(both.end(), george.begin(), george.end());
  EXPECT_TRUE(refuses(enroll("Emma", both), 1, {"more than one voice"}));
  EXPECT_FALSE(fs::exists(voices()));
  ASSERT_TRUE(succeeds(enroll("Emma", emma)));
  const std::string sealed = bytes_of(voices());
  EXPECT_TRUE(refuses(enroll("Olga", emma), 1, {"cannot be told from", "Emma"}));
  EXPECT_EQ(bytes_of(voices()), sealed);
}

TEST_F(Enroll, WrongUse) {
  EXPECT_TRUE(refuses(home_.run({"enroll"}), 2, {"NAME"}));
  EXPECT_TRUE(refuses(home_.run({"enroll", "Emma", "--list"}), 2, {"NAME"}));
  EXPECT_TRUE(refuses(home_.run({"enroll", "Em\nma", "a.wav"}), 2, {"a name has letters"}));
  EXPECT_TRUE(refuses(home_.run({"enroll", "Emma", "no-such.wav"}), 1, {"no-such.wav"}, Notices::kAllowed));
  EXPECT_FALSE(fs::exists(voices()));
}

}  // namespace
}  // namespace sotto
