// sotto log as a user meets it: what it lists, shows, finds, writes out and destroys, and what it refuses.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "adapters/posix/folder_lock.hpp"
#include "checks.hpp"
#include "written_journal.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class Log : public testing::Test {
 protected:
  void SetUp() override { home_.write_evening(); }

  [[nodiscard]] Outcome log(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "log");
    return home_.run(arguments);
  }
  // Numbers of the interactions, newest first.
  [[nodiscard]] std::vector<std::uint64_t> ids(std::vector<std::string> filter = {}) const {
    filter.insert(filter.begin(), {"list", "--json"});
    std::vector<std::uint64_t> found;
    for (const std::string& line : lines_of(log(filter).out)) found.push_back(Json::parse(line).at("id"));
    return found;
  }

  JournalHome home_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Log, ListsWhatHappenedNewestFirst) {
  const Outcome listed = log({"list"});
  ASSERT_TRUE(succeeds(listed));
  const auto lines = lines_of(listed.out);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_TRUE(holds(lines[0], "refused; contact: refuse (")) << lines[0];
  EXPECT_TRUE(holds(lines[1], "kitchen_light on: confirmed")) << lines[1];
  EXPECT_TRUE(holds(lines[2], "2026-11-22 19:00:0")) << lines[2];
  EXPECT_TRUE(holds(lines[2], "message sent, to Maria Alvarez")) << lines[2];
}

TEST_F(Log, ListTakesFilters) {
  const auto all = ids();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(ids({"--contact", "maria"}), std::vector{all[2]});
  EXPECT_EQ(ids({"--gate", "contact", "--verdict", "refuse"}), std::vector{all[0]});
  EXPECT_EQ(ids({"--from", "2026-11-22 19:01"}), (std::vector{all[0], all[1]}));
  EXPECT_EQ(ids({"--to", "2026-11-22T19:01:00Z"}), std::vector{all[2]});
  EXPECT_EQ(ids({"-n", "1"}), std::vector{all[0]});
  EXPECT_TRUE(ids({"--from", "2026-11-24"}).empty());
  EXPECT_TRUE(ids({"--to", "2026-11-22"}).empty());
}

TEST_F(Log, RefusesFiltersThatMeanNothing) {
  EXPECT_TRUE(refuses(log({"list", "--from", "yesterday"}), 2, {"'yesterday' is no time"}));
  EXPECT_TRUE(refuses(log({"list", "--to", "2026-02-30"}), 2, {"'2026-02-30' is no time"}));
  EXPECT_TRUE(refuses(log({"list", "--gate", "garden"}), 2, {"'garden' is no gate"}));
  EXPECT_TRUE(refuses(log({"export", "--verdict", "maybe"}), 2, {"'maybe' is no verdict"}));
  EXPECT_TRUE(refuses(log({"export", "--format", "xml"}), 2, {"xml"}));
  EXPECT_TRUE(refuses(log({}), 2, {"say which command"}));
}

TEST_F(Log, ShowsEveryRecordOfAnInteraction) {
  const auto all = ids();
  const Outcome shown = log({"show", std::to_string(all[1]), "--json"});
  ASSERT_TRUE(succeeds(shown));
  std::vector<std::string> kinds;
  for (const std::string& line : lines_of(shown.out)) kinds.push_back(Json::parse(line).at("kind"));
  for (const char* kind : {"event/wake-proposed", "effect/report-wake", "effect/set-device",
                           "event/device-answered", "effect/report-device"}) {
    EXPECT_NE(std::find(kinds.begin(), kinds.end(), kind), kinds.end()) << kind;
  }
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "effect/report-wake"), 1);
  EXPECT_TRUE(holds(shown.out, "turn on the kitchen light"));
  const Outcome one = log({"show", "--record", "1"});
  EXPECT_TRUE(succeeds(one));
  EXPECT_TRUE(holds(one.out, "opened"));
}

TEST_F(Log, ShowRefusesWhatIsNotThere) {
  EXPECT_TRUE(refuses(log({"show", "1"}), 1, {"not-found"}));
  EXPECT_TRUE(refuses(log({"show", "999999"}), 1, {"not-found"}));
  EXPECT_TRUE(refuses(log({"show", "--record", "999999"}), 1, {"not-found"}));
  EXPECT_TRUE(refuses(log({"show", "--record", "18446744073709551615"}), 1, {"not-found"}));
  EXPECT_TRUE(refuses(log({"show"}), 2, {"give the ID"}));
  EXPECT_TRUE(refuses(log({"show", "evening"}), 2, {"evening"}));
}

TEST_F(Log, VerifyFindsAnIntactJournalIntact) {
  const Outcome verified = log({"verify"});
  EXPECT_TRUE(succeeds(verified));
  EXPECT_TRUE(verified.out.starts_with("Intact: ")) << verified.out;
  EXPECT_TRUE(holds(verified.out, "with your key")) << verified.out;
  EXPECT_TRUE(holds(verified.out, "1 witness")) << verified.out;
}

TEST_F(Log, VerifyNamesTheFirstChangedRecord) {
  const std::uint64_t light = ids()[1];
  ASSERT_TRUE(change_bytes(home_.journal(), "\"effect\":\"report-device\",\"result\":\"confirmed\"",
                           "\"effect\":\"report-device\",\"result\":\"confirmee\""));
  const Outcome verified = log({"verify", "--json"});
  EXPECT_EQ(verified.exit_code, 1) << verified.story();
  const Json report = Json::parse(verified.out);
  EXPECT_FALSE(report.at("intact"));
  ASSERT_FALSE(report.at("findings").empty());
  EXPECT_GT(report.at("findings")[0].at("record"), light);
  const Outcome told = log({"verify"});
  EXPECT_TRUE(told.out.starts_with("NOT INTACT, first at record ")) << told.out;
}

TEST_F(Log, VerifyFindsARollbackByWhatLiesElsewhere) {
  const std::string earlier = file_bytes(home_.journal());
  const std::string witness = log({"checkpoint"}).out;
  home_.write_evening();
  const Outcome later = log({"checkpoint"});
  ASSERT_TRUE(succeeds(later));
  EXPECT_NE(later.out, witness);
  home_.write("elsewhere", later.out);
  fs::remove(home_.keys() / "journal.head");
  write_bytes(home_.journal(), earlier);
  EXPECT_TRUE(succeeds(log({"verify"})));  // nobody can know, without the other machine
  home_.write("before", witness);
  EXPECT_TRUE(succeeds(log({"verify", "--witness", "before"})));
  const Outcome found = log({"verify", "--witness", "before", "--witness", "elsewhere"});
  EXPECT_EQ(found.exit_code, 1) << found.story();
}

TEST_F(Log, VerifyWithoutTheKeyClaimsLessAndWithAForeignKeyFails) {
  fs::create_directory(home_.file("brought"));
  const fs::path brought = home_.file("brought/journal.db");
  fs::copy_file(home_.journal(), brought);
  const auto foreign = load_or_make_signing_key(home_.file("foreign"));
  ASSERT_TRUE(foreign.ok());
  const Outcome with_foreign =
      log({"verify", "--journal", brought, "--key", home_.file("foreign/journal.pub")});
  EXPECT_EQ(with_foreign.exit_code, 1) << with_foreign.story();
  fs::remove_all(home_.keys());
  const Outcome without = log({"verify", "--journal", brought});
  EXPECT_TRUE(succeeds(without));
  EXPECT_TRUE(without.out.starts_with("Consistent in itself: ")) << without.out;
  EXPECT_TRUE(refuses(log({"verify", "--key", "nowhere.pub"}), 1, {"nowhere.pub", "key-missing"}));
  EXPECT_TRUE(refuses(log({"verify", "--witness", "nowhere"}), 1, {"nowhere", "file-missing"}));
  home_.write("scribble.pub", "hello\n");
  EXPECT_TRUE(refuses(log({"verify", "--key", "scribble.pub"}), 1, {"scribble.pub", "key-invalid"}));
}

TEST_F(Log, ExportsEveryRecord) {
  const Outcome lines = log({"export"});
  ASSERT_TRUE(succeeds(lines));
  std::uint64_t expected = 0;
  for (const std::string& line : lines_of(lines.out)) EXPECT_EQ(Json::parse(line).at("record"), ++expected);
  EXPECT_GT(expected, 100U);
  EXPECT_TRUE(holds(lines.out, "Dinner is ready"));
  const Outcome csv = log({"export", "--format", "csv", "--contact", "Maria"});
  ASSERT_TRUE(succeeds(csv));
  EXPECT_TRUE(csv.out.starts_with("record,time,"));
  EXPECT_TRUE(holds(csv.out, ",Dinner is ready,"));
  EXPECT_FALSE(holds(csv.out, "kitchen light"));
  EXPECT_LT(lines_of(csv.out).size(), expected);
}

TEST_F(Log, ExportLeavesPersonalDataOutWhenAsked) {
  for (const char* format : {"jsonl", "csv"}) {
    const Outcome redacted = log({"export", "--redact", "--format", format});
    ASSERT_TRUE(succeeds(redacted));
    for (const char* personal : {"Dinner", "maria", "Maria", "anyway", "Alvarez", "Okafor"}) {
      EXPECT_FALSE(holds(redacted.out, personal)) << format << ": " << personal;
    }
    EXPECT_TRUE(holds(redacted.out, "report-gate"));
  }
}

TEST_F(Log, ExportsIntoAFileWholeOrNotAtAll) {
  const Outcome written = log({"export", "-o", "all.jsonl"});
  ASSERT_TRUE(succeeds(written));
  EXPECT_EQ(file_bytes(home_.file("all.jsonl")), log({"export"}).out);
  EXPECT_TRUE(refuses(log({"export", "-o", "nowhere/all.jsonl"}), 1, {"nowhere/all.jsonl", "write-failed"}));
  EXPECT_FALSE(fs::exists(home_.file("nowhere")));
  // Damage in the middle: what was there before stays.
  const std::string begin = R"("command":"on","device":"kitchen_light","effect":"report-device")";
  ASSERT_TRUE(change_bytes(home_.journal(), "{" + begin, "[" + begin));
  EXPECT_TRUE(refuses(log({"export", "-o", "all.jsonl"}), 1, {"journal-damaged"}));
  EXPECT_TRUE(holds(file_bytes(home_.file("all.jsonl")), "report-device"));
  for (const auto& entry : fs::directory_iterator(home_.folder())) {
    EXPECT_FALSE(holds(entry.path().filename().string(), ".draft-")) << entry.path();
  }
}

TEST_F(Log, ExportOntoAFullDiskKeepsNothing) {
  fs::create_directory(home_.file("small"));
  const std::string mount = "mount -t tmpfs -o size=16k,nr_inodes=16 none small && ";
  Running attempt({"unshare", "-rm", "sh", "-c", mount + "true"}, home_);
  if (attempt.finish(Running::Clock::now() + std::chrono::seconds(60)).exit_code != 0) {
    GTEST_SKIP() << "this machine lets nobody mount a small file system";
  }
  home_.wrapper = {"unshare", "-rm", "sh", "-c", mount + "{ \"$@\"; code=$?; ls -A small; exit $code; }",
                   "sh"};
  const Outcome full = log({"export", "-o", "small/all.jsonl"});
  EXPECT_TRUE(refuses(full, 1, {"small/all.jsonl", "disk-full"}));
  EXPECT_EQ(full.out, "");
}

TEST_F(Log, PurgeAsksWhatIsMeant) {
  const std::string before = file_bytes(home_.journal());
  EXPECT_TRUE(refuses(log({"purge"}), 2, {"say what to destroy"}));
  EXPECT_TRUE(refuses(log({"purge", "--id", "1", "--everything-said"}), 2, {"say what to destroy"}));
  EXPECT_TRUE(refuses(log({"purge", "--everything-said"}), 2, {"--yes"}));
  EXPECT_TRUE(refuses(log({"purge", "--yes", "--words-before", "soon"}), 2, {"'soon' is no time"}));
  EXPECT_TRUE(refuses(log({"purge", "--yes", "--id", "1"}), 1, {"not-found"}));
  EXPECT_EQ(log({"export"}).out.find("\"deleted\""), std::string::npos);
}

TEST_F(Log, PurgeDestroysWordsAndTheJournalStaysIntact) {
  ASSERT_TRUE(holds(file_bytes(home_.journal()), "Dinner is ready"));
  const Outcome purged = log({"purge", "--everything-said", "--yes"});
  ASSERT_TRUE(succeeds(purged));
  EXPECT_TRUE(purged.out.starts_with("Destroyed: what was said in ")) << purged.out;
  for (const auto& entry : fs::recursive_directory_iterator(home_.data())) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = file_bytes(entry.path());
    for (const char* said : {"Dinner is ready", "Maria", "maria-alvarez", "so anyway"}) {
      EXPECT_FALSE(holds(bytes, said)) << entry.path() << ": " << said;
    }
  }
  const Outcome verified = log({"verify"});
  EXPECT_TRUE(succeeds(verified));
  EXPECT_TRUE(holds(verified.out, "Deleted in order: words of ")) << verified.out;
  EXPECT_TRUE(holds(log({"list"}).out, "message sent, to (deleted)"));
  EXPECT_TRUE(holds(log({"purge", "--everything-said", "--yes"}).out, "nothing to destroy"));
}

TEST_F(Log, PurgeKeepsToWhatWasNamed) {
  const auto all = ids();
  ASSERT_TRUE(succeeds(log({"purge", "--id", std::to_string(all[2]), "--yes"})));
  std::string text = log({"export"}).out;
  EXPECT_FALSE(holds(text, "Dinner is ready"));
  EXPECT_TRUE(holds(text, "turn on the kitchen light"));
  ASSERT_TRUE(succeeds(log({"purge", "--words-before", "2026-11-22 19:01:50", "--yes"})));
  text = log({"export"}).out;
  EXPECT_FALSE(holds(text, "turn on the kitchen light"));
  EXPECT_TRUE(holds(text, "so anyway we did the floor"));
  EXPECT_TRUE(succeeds(log({"verify"})));
}

TEST_F(Log, PurgeWaitsForNobodyWhoListens) {
  const auto lock = lock_folder(home_.data());
  ASSERT_TRUE(lock.ok());
  EXPECT_TRUE(refuses(log({"purge", "--everything-said", "--yes"}), 1, {"already-running"}));
  EXPECT_TRUE(holds(log({"export"}).out, "Dinner is ready"));
}

TEST_F(Log, PurgeNeedsTheKeyThatSigns) {
  fs::remove(home_.keys() / "journal.key");
  EXPECT_TRUE(refuses(log({"purge", "--everything-said", "--yes"}), 1, {"journal.key", "key-missing"}));
  EXPECT_TRUE(holds(file_bytes(home_.journal()), "Dinner is ready"));
}

TEST_F(Log, EveryCommandRefusesWhatIsNoJournal) {
  home_.write("diary", "dear diary\n" + std::string(5000, 'x'));
  home_.write("empty", "");
  std::string newer = file_bytes(home_.journal());
  newer[62] = '\x7f';  // the schema's number in the header of the file
  home_.write("newer", newer);
  home_.write("cut", file_bytes(home_.journal()).substr(0, 9000));
  for (const std::vector<std::string>& command : {std::vector<std::string>{"list"},
                                                  {"show", "5"},
                                                  {"verify"},
                                                  {"export"},
                                                  {"checkpoint"},
                                                  {"purge", "--everything-said", "--yes"}}) {
    const auto with = [&](const std::string& file) {
      std::vector<std::string> arguments = command;
      arguments.insert(arguments.end(), {"--journal", file});
      return log(arguments);
    };
    EXPECT_TRUE(refuses(with("nowhere.db"), 1, {"nowhere.db", "file-missing"})) << command[0];
    EXPECT_TRUE(refuses(with("diary"), 1, {"diary", "file-invalid"})) << command[0];
    EXPECT_TRUE(refuses(with("empty"), 1, {"empty"})) << command[0];
    EXPECT_TRUE(refuses(with("newer"), 1, {"newer", "journal-newer"})) << command[0];
    EXPECT_TRUE(refuses(with("cut"), 1, {"cut"})) << command[0];
    EXPECT_TRUE(refuses(with("."), 1, {"."})) << command[0];
  }
}

TEST_F(Log, AJournalThatIsLockedIsSaidToBe) {
  // SQLite's own bytes for locks, held by this program against every other.
  const int fd = ::open(home_.journal().c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  struct flock all {};
  all.l_type = F_WRLCK;
  all.l_whence = SEEK_SET;
  all.l_start = 0x40000000;
  all.l_len = 512;
  ASSERT_EQ(::fcntl(fd, F_SETLK, &all), 0);
  EXPECT_TRUE(refuses(log({"list"}), 1, {"journal-locked"}));
  EXPECT_TRUE(refuses(log({"purge", "--everything-said", "--yes"}), 1, {"journal-locked"}));
  ::close(fd);
  EXPECT_TRUE(succeeds(log({"list"})));
}

TEST_F(Log, ChecksWorkWhileTheJournalIsWritten) {
  const auto writer = home_.open();
  ASSERT_NE(writer, nullptr);
  const Draft draft{record_kind::kAlive, 200'000, "{}", std::nullopt};
  ASSERT_TRUE(writer->append({&draft, 1}).ok());
  EXPECT_TRUE(succeeds(log({"verify"})));
  EXPECT_TRUE(holds(log({"export"}).out, "\"kind\":\"alive\""));
}

}  // namespace
}  // namespace sotto
