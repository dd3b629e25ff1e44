// sotto replay of a journal: the same effects, what another policy would have done, kept sound heard again.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "checks.hpp"
#include "written_journal.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr auto kPatience = std::chrono::seconds(180);

class ReplayJournal : public testing::Test {
 protected:
  [[nodiscard]] Outcome replay(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"replay", home_.journal()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return home_.run(arguments, kPatience);
  }

  JournalHome home_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(ReplayJournal, AnUnchangedCoreDoesTheSame) {
  home_.write_evening();
  const Outcome same = replay();
  EXPECT_TRUE(succeeds(same));
  EXPECT_TRUE(holds(same.out, "run 1, 2026-11-22 19:00:00: ")) << same.out;
  EXPECT_TRUE(holds(same.out, "all as recorded")) << same.out;
  const Json line = Json::parse(replay({"--json", "--run", "1"}).out);
  EXPECT_EQ(line.at("different"), 0);
  EXPECT_GT(line.at("effects"), 50);
}

TEST_F(ReplayJournal, ShowsTheFirstDifference) {
  home_.write_evening();
  ASSERT_TRUE(change_bytes(home_.journal(), "\"effect\":\"report-device\",\"result\":\"confirmed\"",
                           "\"effect\":\"report-device\",\"result\":\"confirmee\""));
  const Outcome other = replay();
  EXPECT_EQ(other.exit_code, 1) << other.story();
  for (const char* part : {"1 different", "first difference: after record ", "at /result", "confirmee"}) {
    EXPECT_TRUE(holds(other.out, part)) << part << "\n" << other.out;
  }
}

TEST_F(ReplayJournal, LeavesOutWhatWasDeletedAndSaysSo) {
  home_.write_evening();
  const auto lines = lines_of(home_.run({"log", "list", "--json"}).out);
  ASSERT_EQ(lines.size(), 3U);
  const std::string light = Json::parse(lines[1]).at("id").dump();
  ASSERT_TRUE(succeeds(home_.run({"log", "purge", "--yes", "--id", light})));
  const Outcome same = replay();
  EXPECT_TRUE(succeeds(same));
  EXPECT_TRUE(holds(same.out, "because what was said was deleted")) << same.out;
}

TEST_F(ReplayJournal, AnotherPolicyStopsWhereNobodyCanKnow) {
  home_.write_evening();
  const Outcome other = replay({"--policy", "portland-2018"});
  EXPECT_TRUE(succeeds(other));
  EXPECT_TRUE(holds(other.out, "under portland-2018:")) << other.out;
  EXPECT_TRUE(holds(other.out, "nobody can know") || holds(other.out, "only kept sound could tell"))
      << other.out;
  EXPECT_TRUE(holds(other.out, "Nothing would have been sent")) << other.out;
}

TEST_F(ReplayJournal, RefusesWhatDoesNotFitAJournal) {
  home_.write_evening();
  EXPECT_TRUE(refuses(replay({"--contact", "Maria Alvarez"}), 2, {"for sound and scenes"}));
  EXPECT_TRUE(refuses(replay({"--policy", "nobody"}), 1, {"nobody"}));
  EXPECT_TRUE(refuses(replay({"--run", "7"}), 1, {"run 7", "not-found"}));
  EXPECT_TRUE(refuses(replay({"--audio"}), 1, {"owner", "key-missing"}));
  const std::string sound = SOTTO_SOURCE_DIR "/scenes/said/emma-light.flac";
  EXPECT_TRUE(refuses(home_.run({"replay", sound, "--audio"}), 2, {"are for a journal"}));
  home_.write("other.db", std::string("SQLite format 3\0", 16) + std::string(5000, 'x'));
  EXPECT_TRUE(refuses(home_.run({"replay", "other.db"}), 1, {"other.db"}));
  std::string newer = file_bytes(home_.journal());
  newer[62] = '\x7f';
  home_.write("newer.db", newer);
  EXPECT_TRUE(refuses(home_.run({"replay", "newer.db"}), 1, {"newer.db", "journal-newer"}));
}

TEST_F(ReplayJournal, RefusesADamagedRecord) {
  home_.write_evening();
  ASSERT_TRUE(change_bytes(home_.journal(), "\"event\":\"speech-started\"", "\"event\":\"speech-starts!\""));
  EXPECT_TRUE(refuses(replay(), 1, {"record ", "journal-damaged"}));
}

// With real sound: a whole scene is written down, replayed, asked, and heard again.
class ReplayScene : public ReplayJournal {
 protected:
  void write(const std::string& scene, const std::string& policy) {
    const std::string file = SOTTO_SOURCE_DIR "/scenes/" + scene;
    const Outcome written =
        home_.run({"replay", "--json", "--policy", policy, "--journal", home_.data(), file}, kPatience);
    ASSERT_EQ(written.exit_code, 0) << written.story();
    ASSERT_TRUE(fs::exists(home_.journal())) << written.story();
  }
};

TEST_F(ReplayScene, AMessageThatWasMeantComesOutTheSameAndSoundsTheSame) {
  write("intended.toml", "guarded");
  EXPECT_TRUE(succeeds(replay()));
  const Outcome same_policy = replay({"--policy", "guarded"});
  EXPECT_TRUE(succeeds(same_policy));
  EXPECT_TRUE(holds(same_policy.out, "would have been sent")) << same_policy.out;
  EXPECT_FALSE(holds(same_policy.out, "nobody can know")) << same_policy.out;
  const Outcome heard = replay({"--audio", "--json"});
  EXPECT_TRUE(heard.err.empty()) << heard.story();
  const Json last = Json::parse(lines_of(heard.out).back());
  EXPECT_EQ(last.at("type"), "hearing");
  EXPECT_GE(last.at("transcripts"), 4) << heard.story();
  EXPECT_GE(last.at("comparisons"), 1) << heard.story();
}

TEST_F(ReplayScene, OnlyKeptSoundCanTellWhatGuardedWouldHaveDoneInPortland) {
  write("portland.toml", "portland-2018");
  const Outcome blind = replay({"--policy", "guarded"});
  EXPECT_TRUE(succeeds(blind));
  EXPECT_TRUE(holds(blind.out, "only kept sound could tell")) << blind.out;
  const Outcome hearing = replay({"--policy", "guarded", "--audio"});
  EXPECT_TRUE(succeeds(hearing));
  EXPECT_TRUE(holds(hearing.out, "does not wake")) << hearing.out;
  EXPECT_TRUE(holds(hearing.out, "Nothing would have been sent.")) << hearing.out;
}

}  // namespace
}  // namespace sotto
