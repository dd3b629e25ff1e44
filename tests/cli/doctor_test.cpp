// What the doctor finds, right and wrong.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "checks.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class Doctor : public testing::Test {
 protected:
  void SetUp() override { fs::create_directory(home_.file("config/sotto")); }

  void write_settings(const std::string& text) const { home_.write("config/sotto/sotto.toml", text); }

  // Its findings by name; the summary is "summary".
  [[nodiscard]] std::map<std::string, Json> look() {
    last_ = home_.run({"doctor", "--json"});
    std::map<std::string, Json> findings;
    for (const std::string& line : lines_of(last_.out)) {
      const Json finding = Json::parse(line, nullptr, false);
      if (!finding.is_object()) ADD_FAILURE() << line;
      findings[finding.value("check", finding.value("type", ""))] = finding;
    }
    return findings;
  }

  [[nodiscard]] static bool is_ok(std::map<std::string, Json>& findings, const std::string& name) {
    return findings.count(name) == 1 && findings[name].value("ok", false);
  }

  Home home_;
  Outcome last_;
};

TEST_F(Doctor, FindsAFreshInstallInOrder) {
  auto findings = look();
  for (const char* name : {"processor", "memory", "disk", "settings", "keys", "policy", "communications",
                           "data folder", "outbox", "journal", "devices", "models", "engines"}) {
    EXPECT_TRUE(is_ok(findings, name)) << name << "\n" << last_.story();
  }
  EXPECT_EQ(findings["communications"]["detail"], "off, 0 of 0 contacts allowed");
  EXPECT_EQ(last_.err, "");
  int problems = 0;
  for (const auto& [name, finding] : findings) {
    if (name == "summary" || finding.value("ok", false)) continue;
    ++problems;
    EXPECT_TRUE(finding["advice"].is_string()) << finding;
  }
  EXPECT_EQ(findings["summary"].value("problems", -1), problems);
  EXPECT_EQ(last_.exit_code, problems == 0 ? 0 : 1);
}

TEST_F(Doctor, LooksWithoutTouching) {
  (void)look();
  EXPECT_TRUE(fs::is_empty(home_.file("data")));
  for (const auto& entry : fs::directory_iterator(home_.file("tmp"))) {
    // The sound server's own library leaves an empty folder where no server answers.
    EXPECT_TRUE(entry.path().filename().string().starts_with("pulse-")) << entry.path();
  }
}

TEST_F(Doctor, CountsWhoMayBeSentTo) {
  write_settings(
      "communications = true\n"
      "[[contact]]\nname = \"Maria Alvarez\"\nallowed = true\n"
      "[[contact]]\nname = \"Ben Okafor\"\n");
  auto findings = look();
  EXPECT_EQ(findings["communications"]["detail"], "on, 1 of 2 contacts allowed");
}

TEST_F(Doctor, FindsFoldersAndFilesThatOthersMayRead) {
  const fs::path data = home_.file("data/sotto");
  fs::create_directory(data);
  ASSERT_EQ(::chmod(data.c_str(), 0755), 0);
  const fs::path keys = home_.file("config/sotto/keys");
  fs::create_directories(keys);
  ASSERT_EQ(::chmod(keys.c_str(), 0755), 0);
  auto findings = look();
  EXPECT_EQ(findings["data folder"]["advice"], "run: chmod 700 " + data.string());
  EXPECT_EQ(findings["keys"]["advice"], "run: chmod 700 " + keys.string());
  ASSERT_EQ(::chmod(data.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(keys.c_str(), 0700), 0);
  findings = look();
  EXPECT_TRUE(is_ok(findings, "data folder")) << last_.story();
  EXPECT_TRUE(is_ok(findings, "keys")) << last_.story();
}

TEST_F(Doctor, FindsAJournalThatIsNone) {
  fs::create_directory(home_.file("data/sotto"));
  home_.write("data/sotto/journal.db", "dear diary\n" + std::string(2000, 'x'));
  auto findings = look();
  EXPECT_FALSE(is_ok(findings, "journal")) << last_.story();
}

TEST_F(Doctor, FindsAnOutboxThatIsNoFolder) {
  home_.write("post", "a file");
  write_settings("outbox = \"" + home_.file("post").string() + "\"\n");
  auto findings = look();
  EXPECT_FALSE(is_ok(findings, "outbox")) << last_.story();
  EXPECT_EQ(last_.exit_code, 1);
}

TEST_F(Doctor, NamesTheLineOfBrokenSettings) {
  write_settings("communications = true\nhold_seconds = 3\n");
  auto findings = look();
  EXPECT_FALSE(is_ok(findings, "settings"));
  EXPECT_NE(findings["settings"].value("detail", "").find("sotto.toml:2"), std::string::npos);
  EXPECT_EQ(last_.exit_code, 1);
}

TEST_F(Doctor, RefusesAPolicyForReplay) {
  write_settings("policy = \"portland-2018\"\n");
  auto findings = look();
  EXPECT_FALSE(is_ok(findings, "policy")) << last_.story();
}

TEST_F(Doctor, SaysWhichPromptsAreNotSpokenYet) {
  fs::remove(home_.file("cache/speech"));
  auto findings = look();
  EXPECT_FALSE(is_ok(findings, "prompts")) << last_.story();
  EXPECT_EQ(findings["prompts"]["advice"], "run: sotto prepare");
}

TEST_F(Doctor, FindsModelsThatWereNeverMade) {
  fs::remove(home_.file("cache/models"));
  auto findings = look();
  EXPECT_FALSE(is_ok(findings, "models"));
  EXPECT_EQ(findings["models"]["advice"], "run: make setup");
  EXPECT_EQ(findings.count("engines"), 0U);
}

TEST_F(Doctor, NamesASoundDeviceThatIsNotThere) {
  write_settings("[sound]\nmicrophone = \"Gramophone\"\n");
  auto findings = look();
  EXPECT_EQ(findings["microphone"]["detail"], "no 'Gramophone' gives sound");
}

}  // namespace
}  // namespace sotto
