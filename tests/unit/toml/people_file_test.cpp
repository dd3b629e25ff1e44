// people.toml: what is written is read, what is wrong is named, and which of two files wins.
#include "adapters/toml/people_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace sotto {
namespace {

namespace fs = std::filesystem;

class PeopleFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-people-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] fs::path file() const { return folder_ / "config" / "people.toml"; }

  fs::path folder_;
};

People everybody() {
  People people;
  people.communications = true;
  people.settings_allow = false;
  ContactEntry maria{"Maria \"Mia\" Alvarez \\ Reyes", {"Mia", "M, i"}, true};
  maria.relation = "wife";
  maria.emails = {"maria@example.org", "m@example.org"};
  maria.phones = {"+15550100123"};
  maria.channel = "smtp";
  people.contacts = {maria, {"Jos\xc3\xa9", {}, false}};
  return people;
}

TEST_F(PeopleFile, WhatIsWrittenIsRead) {
  for (const People& people : {People{}, everybody()}) {
    const auto again = parse_people(format_people(people), "people.toml");
    ASSERT_TRUE(again) << again.error().line();
    EXPECT_EQ(again.value(), people);
  }
}

TEST_F(PeopleFile, IsMadeWithItsFolderForTheOwnerAlone) {
  ASSERT_TRUE(save_people(file(), everybody(), stamp_of(file())).ok());
  struct stat found = {};
  ASSERT_EQ(::stat(file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(file().parent_path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
  EXPECT_EQ(load_people(file()).value().people, everybody());
  EXPECT_EQ(std::distance(fs::directory_iterator(file().parent_path()), {}), 1) << "no draft is left";
}

TEST_F(PeopleFile, AMissingFileIsNobody) {
  const auto loaded = load_people(file());
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded.value().people, People{});
  EXPECT_EQ(loaded.value().stamp, FileStamp{});
}

TEST_F(PeopleFile, AChangeOfSomebodyElseIsNotOverwritten) {
  ASSERT_TRUE(save_people(file(), everybody(), FileStamp{}).ok());
  const auto loaded = load_people(file());
  ASSERT_TRUE(save_people(file(), People{}, loaded.value().stamp).ok());
  const auto late = save_people(file(), everybody(), loaded.value().stamp);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kRefused);
  EXPECT_EQ(load_people(file()).value().people, People{});
}

TEST_F(PeopleFile, TooManyAreRefusedAndNothingIsLost) {
  ASSERT_TRUE(save_people(file(), everybody(), FileStamp{}).ok());
  People crowd;
  for (int i = 0; i < 2000; ++i) {
    crowd.contacts.push_back(
        {"Person " + std::to_string(i), std::vector<std::string>(8, std::string(100, 'x')), false});
  }
  const auto refused = save_people(file(), crowd, stamp_of(file()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLong);
  EXPECT_EQ(load_people(file()).value().people, everybody());
}

TEST_F(PeopleFile, WhatIsWrongIsNamedByItsLine) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"communications = 1", "f:1: "},
      {"comunications = true", "f:1: "},
      {"\n[[contact]]\nallowed = true", "f:2: "},
      {"[[contact]]\nname = \"--\"", "f:1: "},
      {"[[contact]]\nname = \"a\\u0001b\"", "f:2: "},
      {"[[contact]]\nname = \"Ann\"\n[[contact]]\nname = \"ann\"", "f:3: "},
      {"[[contact]]\nname = \"Ann\"\nemail = \"a@example.org\"", "f:3: "},
  };
  for (const auto& [text, where] : wrong) {
    const auto parsed = parse_people(text, "f");
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::kFileInvalid);
    EXPECT_TRUE(parsed.error().detail.starts_with(where)) << parsed.error().detail;
  }
}

Config settings() {
  Config config;
  config.communications = true;
  config.contacts = {{"Maria Alvarez", {"Mia"}, true}, {"Ben Okafor", {}, false}};
  return config;
}

std::vector<std::string> allowed_names(const std::vector<ContactEntry>& contacts) {
  std::vector<std::string> names;
  for (const ContactEntry& contact : contacts) {
    if (contact.allowed) names.push_back(contact.name);
  }
  return names;
}

TEST_F(PeopleFile, TheProgramsFileWins) {
  const PeopleWords words = built_in_people_words("en").value();
  using Names = std::vector<std::string>;
  EXPECT_EQ(allowed_names(contacts_for_run(settings(), People{}, words)), Names{"Maria Alvarez"});

  People people;
  people.contacts = {{"maria alvarez", {"Poppy"}, false}, {"Tom Alvarez", {}, true}};
  people.contacts[1].relation = "husband";
  const auto merged = contacts_for_run(settings(), people, words);
  EXPECT_EQ(allowed_names(merged), Names{"Tom Alvarez"});
  ASSERT_EQ(merged.size(), 3U);
  EXPECT_EQ(merged[0].nicknames, (Names{"Mia", "Poppy"}));
  EXPECT_EQ(merged[2].nicknames, Names{"my husband"});

  people.communications = false;
  EXPECT_FALSE(communications_on(settings(), people));
  EXPECT_TRUE(contacts_for_run(settings(), people, words).empty());

  People emptied;
  emptied.communications = true;
  emptied.settings_allow = false;
  EXPECT_TRUE(allowed_names(contacts_for_run(settings(), emptied, words)).empty());
}

TEST_F(PeopleFile, OffIsTheStateAfterInstall) {
  EXPECT_FALSE(communications_on(Config{}, People{}));
}

TEST_F(PeopleFile, RelationsAreSpoken) {
  const PeopleWords words = built_in_people_words("en").value();
  EXPECT_EQ(words.spoken("spouse"), (std::vector<std::string>{"my husband", "my wife", "my spouse"}));
  EXPECT_EQ(words.spoken("dog walker"), std::vector<std::string>{"my dog walker"});
  EXPECT_TRUE(words.spoken("").empty());
}

}  // namespace
}  // namespace sotto
