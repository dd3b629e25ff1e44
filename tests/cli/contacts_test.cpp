// sotto contacts and sotto comms as a user meets them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "adapters/posix/folder_lock.hpp"
#include "adapters/sqlite/sqlite_outbox.hpp"
#include "checks.hpp"
#include "program.hpp"
#include "written_journal.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kCards =
    "BEGIN:VCARD\nVERSION:3.0\nFN:Ken Smith\nEMAIL:ken@example.org\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nEMAIL:nobody@example.org\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nFN:Kim Okafor\nTEL:+15550100144\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nFN:Maria Alvarez\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nFN:Mariah Alvarez\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nFN:Ana Reyes\nRELATED;TYPE=spouse:Ken Smith\nEND:VCARD\n";

class Contacts : public testing::Test {
 protected:
  [[nodiscard]] Outcome run(const Home::Arguments& arguments) const { return home_.run(arguments); }
  void import() const {
    ASSERT_TRUE(succeeds(run({"contacts", "import", home_.write("cards.vcf", kCards), "--me", "Ana Reyes"})));
  }
  [[nodiscard]] fs::path people() const { return home_.file("config") / "sotto" / "people.toml"; }
  [[nodiscard]] std::string people_text() const {
    std::ifstream stream(people());
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // A secret in the keys' folder.
  fs::path write_key(const std::string& name) const {
    fs::create_directories(home_.file("config") / "sotto" / "keys");
    return home_.write("config/sotto/keys/" + name, "hunter2");
  }
  [[nodiscard]] bool is_on() const {
    return Json::parse(run({"comms", "status", "--json"}).out).at("on").get<bool>();
  }

  Home home_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Contacts, AnImportAllowsNobodyAndNamesWhatItLeavesOut) {
  const Outcome imported = run({"contacts", "import", home_.write("cards.vcf", kCards)});
  ASSERT_TRUE(succeeds(imported));
  EXPECT_TRUE(holds(imported.out, "cards.vcf, card 2: no name (left out)\n")) << imported.out;
  EXPECT_TRUE(holds(imported.out, "5 contacts added, 0 extended, 0 unchanged, 1 card left out.\n"));
  EXPECT_TRUE(holds(imported.out, "Nobody is allowed by an import."));
  EXPECT_FALSE(holds(people_text(), "allowed"));
  const Outcome listed = run({"contacts", "list", "--json"});
  ASSERT_EQ(lines_of(listed.out).size(), 5U);
  for (const std::string& line : lines_of(listed.out))
    EXPECT_FALSE(Json::parse(line).at("allowed").get<bool>());
  const Outcome again = run({"contacts", "import", home_.file("cards.vcf"), "--json"});
  EXPECT_EQ(Json::parse(lines_of(again.out).back()).at("unchanged"), 5);
}

TEST_F(Contacts, PeopleTomlIsTheOwnersAlone) {
  import();
  struct stat found = {};
  ASSERT_EQ(::stat(people().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(Contacts, AllowWarnsOfNamesAlike) {
  import();
  ASSERT_TRUE(succeeds(run({"contacts", "allow", "Ken Smith"})));
  const Outcome kim = run({"contacts", "allow", "Kim"});
  ASSERT_TRUE(succeeds(kim));
  EXPECT_TRUE(holds(run({"contacts", "check"}).out, "Ken and Kim sound alike: say the surname\n"));
  const Outcome forbidden = run({"contacts", "forbid", "ken-smith"});
  ASSERT_TRUE(succeeds(forbidden));
  EXPECT_TRUE(holds(run({"contacts", "list"}).out, "not allowed  Ken Smith"));
  EXPECT_TRUE(holds(run({"contacts", "list"}).out, "allowed      Kim Okafor"));
}

TEST_F(Contacts, WhoCouldNotBeReachedIsAllowedOnlyWithYes) {
  import();
  const Outcome refused = run({"contacts", "allow", "Maria Alvarez"});
  EXPECT_TRUE(refuses(refused, 1, {"nothing was changed", "--yes"}));
  EXPECT_TRUE(holds(refused.out, "Maria Alvarez cannot be reached by voice")) << refused.out;
  EXPECT_FALSE(holds(people_text(), "allowed"));
  ASSERT_TRUE(succeeds(run({"contacts", "set", "Maria Alvarez", "--nickname", "Poppy"})));
  ASSERT_TRUE(succeeds(run({"contacts", "allow", "poppy"})));
  ASSERT_TRUE(succeeds(run({"contacts", "allow", "Mariah Alvarez", "--yes"})));
}

TEST_F(Contacts, AnAmbiguousNameIsListedNotGuessed) {
  import();
  const Outcome refused = run({"contacts", "allow", "Alvarez"});
  EXPECT_TRUE(refuses(refused, 1, {"'Alvarez' may be Maria Alvarez or Mariah Alvarez: say which"}));
  EXPECT_TRUE(refuses(run({"contacts", "allow", "Zoe"}), 1, {"there is no contact 'Zoe'"}));
  EXPECT_FALSE(holds(people_text(), "allowed"));
}

TEST_F(Contacts, ARelationOfTheOwnersCardIsAName) {
  import();
  ASSERT_TRUE(succeeds(run({"contacts", "allow", "my spouse"})));
  EXPECT_TRUE(holds(run({"contacts", "list"}).out, "allowed      Ken Smith (spouse, ken@example.org)"));
}

TEST_F(Contacts, TheSettingsFileIsNeverChanged) {
  const fs::path settings = home_.write(
      "config/sotto.toml", "communications = true\n[[contact]]\nname = \"Ben Okafor\"\nallowed = true\n");
  const std::string config = settings.string();
  EXPECT_TRUE(
      refuses(run({"contacts", "forget", "Ben Okafor", "--config", config}), 1, {"stands in sotto.toml"}));
  ASSERT_TRUE(succeeds(run({"contacts", "forbid", "Ben Okafor", "--config", config})));
  EXPECT_TRUE(holds(run({"contacts", "list", "--config", config}).out, "not allowed  Ben Okafor"));
  EXPECT_TRUE(fs::exists(home_.file("config/people.toml"))) << "beside the settings";
}

TEST_F(Contacts, BadFilesChangeNothing) {
  EXPECT_TRUE(refuses(run({"contacts", "import", "no.vcf"}), 1, {"no.vcf", "file-missing"}));
  EXPECT_TRUE(refuses(run({"contacts", "import", home_.folder()}), 1, {"file-unreadable"}));
  EXPECT_TRUE(refuses(run({"contacts", "import", home_.write("e.vcf", "")}), 1, {"file-empty"}));
  EXPECT_TRUE(refuses(run({"contacts", "import", home_.write("t.vcf", "hello\n")}), 1, {"holds no vCard"}));
  EXPECT_TRUE(refuses(run({"contacts", "import", home_.write("u.vcf", "\xff\xfe")}), 1, {"UTF-16"}));
  EXPECT_TRUE(refuses(run({"contacts", "import", home_.write("c.vcf", kCards), "no.vcf"}), 1, {"no.vcf"}));
  EXPECT_FALSE(fs::exists(people())) << "all files or none";
  fs::create_directories(people().parent_path());
  std::ofstream(people()) << "communications = maybe\n";
  EXPECT_TRUE(refuses(run({"contacts", "list"}), 1, {"people.toml:1:", "file-invalid"}));
  EXPECT_TRUE(refuses(run({"run", "--input", home_.write("s.wav", "")}), 1, {"people.toml:1:"}));
}

TEST_F(Contacts, FiftyMegabytesAreReadWithinBounds) {
  const fs::path file = home_.file("big.vcf");
  {
    std::ofstream big(file, std::ios::binary);
    const std::string photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + std::string(20'000, 'A') + "\n";
    for (int i = 0; i < 2500; ++i) {
      big << "BEGIN:VCARD\nVERSION:3.0\nFN:Person " << i << "\n" << photo << "END:VCARD\n";
    }
  }
  ASSERT_GT(fs::file_size(file), 50'000'000U);
  const Outcome small = run({"contacts", "import", home_.write("cards.vcf", kCards)});
  const Outcome imported = run({"contacts", "import", file, "--json"});
  ASSERT_TRUE(succeeds(imported));
  const Json sum = Json::parse(lines_of(imported.out).back());
  EXPECT_EQ(sum.at("added"), 1995);
  EXPECT_EQ(sum.at("left_out"), 505);
  EXPECT_LT(imported.peak_kilobytes, small.peak_kilobytes + 20'000);
}

TEST_F(Contacts, OffIsTheStateAfterInstall) {
  EXPECT_FALSE(is_on());
  const Outcome off = run({"comms", "off"});
  ASSERT_TRUE(succeeds(off));
  EXPECT_TRUE(holds(off.out, "Messages are switched off"));
}

TEST_F(Contacts, OnStartsEmptyAndSaysWhatIsNext) {
  const Outcome on = run({"comms", "on"});
  ASSERT_TRUE(succeeds(on));
  EXPECT_TRUE(
      holds(on.out, "Messages are switched on; 0 contacts are allowed.\nNext: sotto contacts import"));
  EXPECT_TRUE(is_on());
}

TEST_F(Contacts, OffTakesEverythingAway) {
  const std::string settings =
      home_.write("settings.toml", "communications = true\n[[contact]]\nname = \"Ben\"\nallowed = true\n");
  fs::create_directories(home_.file("config/sotto"));
  fs::copy_file(settings, home_.file("config/sotto/sotto.toml"));
  import();
  ASSERT_TRUE(succeeds(run({"contacts", "allow", "Ken Smith"})));
  const fs::path mail = write_key("smtp.password");
  const fs::path channel = write_key("channel.password");
  const fs::path signing = write_key("journal.key");
  ASSERT_TRUE(is_on());

  EXPECT_TRUE(refuses(run({"comms", "off"}), 2, {"add --yes"}));
  EXPECT_TRUE(fs::exists(mail)) << "nothing happens without a yes";
  ASSERT_TRUE(is_on());

  const Outcome off = run({"comms", "off", "--yes"});
  ASSERT_TRUE(succeeds(off));
  EXPECT_TRUE(off.out.starts_with("Messages are switched off. The home still listens.\n")) << off.out;
  EXPECT_TRUE(holds(off.out, "sotto.toml names 1 contact"));
  EXPECT_FALSE(fs::exists(mail));
  EXPECT_FALSE(fs::exists(channel));
  EXPECT_TRUE(fs::exists(signing)) << "the journal's keys stay";
  EXPECT_FALSE(holds(people_text(), "Ken"));
  EXPECT_FALSE(holds(people_text(), "example.org"));
  EXPECT_FALSE(is_on()) << "whatever sotto.toml says";

  ASSERT_TRUE(succeeds(run({"comms", "on"})));
  const Json status = Json::parse(run({"comms", "status", "--json"}).out);
  EXPECT_EQ(status.at("allowed"), 0) << "on starts empty, sotto.toml's contacts included";
}

TEST_F(Contacts, MessagesNotSentAreCancelled) {
  const fs::path data = home_.file("data/sotto");
  fs::create_directories(data);
  std::uint64_t id = 0;
  {
    const auto outbox = open_outbox(data / "outbox.db", OutboxFileOptions{});
    ASSERT_TRUE(outbox) << outbox.error().line();
    OutboxDraft draft;
    draft.origin = {"run1", 1};
    draft.contact = "Ken Smith";
    draft.channel = "file";
    draft.sound.file = {1, 2, 3};
    draft.sound.sealed_key = {4};
    const auto added = outbox.value()->add(draft);
    ASSERT_TRUE(added) << added.error().line();
    id = added.value();
  }
  EXPECT_TRUE(refuses(run({"comms", "off"}), 2, {"add --yes"})) << "there is something to lose";
  const Outcome off = run({"comms", "off", "--yes"});
  ASSERT_TRUE(succeeds(off));
  EXPECT_TRUE(holds(off.out, "1 message was cancelled.")) << off.out;
  const auto outbox = open_outbox(data / "outbox.db", OutboxFileOptions{});
  ASSERT_TRUE(outbox);
  const auto message = outbox.value()->find(id);
  ASSERT_TRUE(message && message.value());
  EXPECT_EQ(message.value()->state, OutboxState::kCancelled);
  EXPECT_EQ(message.value()->reason, "comms-off");
  EXPECT_FALSE(message.value()->has_sound) << "its sound is gone";
}

TEST(CommsJournal, OffIsWrittenDownAndStillVerifies) {
  JournalHome home;
  home.write_evening();
  ASSERT_TRUE(succeeds(home.run({"comms", "on"})));
  const Outcome off = home.run({"comms", "off", "--yes", "--json"});
  ASSERT_TRUE(succeeds(off));
  EXPECT_TRUE(Json::parse(off.out).at("journaled").get<bool>());
  const Outcome exported = home.run({"log", "export"});
  EXPECT_TRUE(holds(exported.out, "people.toml")) << exported.story();
  EXPECT_TRUE(succeeds(home.run({"log", "verify"})));
  EXPECT_TRUE(succeeds(home.run({"log", "list"})));
}

TEST(CommsJournal, ARunningSottoWritesTheChangeItself) {
  JournalHome home;
  home.write_evening();
  ASSERT_TRUE(succeeds(home.run({"comms", "on"})));
  const auto lock = lock_folder(home.file("data") / "sotto");
  ASSERT_TRUE(lock) << lock.error().line();
  const Outcome off = home.run({"comms", "off", "--yes"});
  ASSERT_TRUE(succeeds(off));
  EXPECT_TRUE(holds(off.out, "A running Sotto follows"));
}

}  // namespace
}  // namespace sotto
