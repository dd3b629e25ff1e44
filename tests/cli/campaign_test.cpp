#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "checks.hpp"
#include "program.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

const std::string kTalk = std::string(SOTTO_SOURCE_DIR) + "/scenes/portland.flac";

Json read_json(const std::filesystem::path& file) {
  std::ifstream in(file);
  return Json::parse(in);
}

// All that a report says about the sound, and nothing about when and how it was made.
Json figures(Json report) {
  for (const char* key : {"made", "evidence"}) report.erase(key);
  return report;
}

TEST(Campaign, MeasuresBothPoliciesOnTheEveningInPortland) {
  Home home;
  const Home::Arguments arguments = {"campaign",  "evening=" + kTalk, "--gates",   "none",
                                     "--out",     "measured",         "--contact", "Ben Okafor",
                                     "--contact", "Maria Alvarez",    "--jobs",    "1"};
  const Outcome outcome = home.run(arguments, std::chrono::seconds(240));
  ASSERT_TRUE(succeeds(outcome));
  const Json report = read_json(home.file("measured/report.json"));
  EXPECT_EQ(report["complete"], true);
  EXPECT_NEAR(report["sound"]["kinds"]["evening"], 0.0224, 0.001);
  EXPECT_EQ(report["end_to_end"]["guarded"]["all"]["sent"]["count"], 0);
  EXPECT_EQ(report["end_to_end"]["portland-2018"]["all"]["sent"]["count"], 1);
  EXPECT_FALSE(report.contains("composed"));
  EXPECT_GT(report["evidence"]["wake micro"]["reused"], 1000);
  const Json& miss = report["near_misses"][0];
  EXPECT_EQ(miss["passed"], "sent");
  EXPECT_TRUE(std::filesystem::exists(home.file("measured") / miss["clip"].get<std::string>()));

  std::ifstream page(home.file("measured/report.html"));
  const std::string html((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  EXPECT_NE(html.find("data:audio/ogg;base64,"), std::string::npos) << "the near miss cannot be played";

  // Everything is there already: nothing is heard again, and the figures are the same.
  Home::Arguments again = arguments;
  again.emplace_back("--resume");
  const Outcome resumed = home.run(again, std::chrono::seconds(60));
  ASSERT_TRUE(succeeds(resumed));
  EXPECT_LT(resumed.seconds, outcome.seconds);
  EXPECT_EQ(figures(read_json(home.file("measured/report.json"))), figures(report));
}

TEST(Campaign, RefusesWhatItCannotMeasure) {
  Home home;
  EXPECT_TRUE(refuses(home.run({"campaign", "nowhere.flac"}), 1, {"nowhere.flac", "file-missing"}));
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, "--gates", "wake"}), 2, {"wake gate"}));
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, "--gates", "open"}), 2, {"open gate"}));
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, "--fault", "gremlins"}), 2, {"gremlins"}));
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, "--shard", "3/2"}), 2, {"--shard"}));
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, "--echo", "3"}), 2, {"--echo"}));
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, kTalk}), 2, {"portland.flac"}));
  EXPECT_TRUE(refuses(home.run({"campaign", home.folder().string()}), 1, {"no WAV"}));
  EXPECT_TRUE(refuses(home.run({"campaign"}), 2, {"nothing to hear"}));
  EXPECT_TRUE(refuses(home.run({"campaign", "--dialogs", "1", "--material", "nowhere"}), 1, {"nowhere"}));
  EXPECT_FALSE(std::filesystem::exists(home.file("campaign")));
}

// A campaign in which nothing can ever be sent would find nothing sent, so this must succeed.
TEST(Campaign, SendsWhereSomebodyMeansIt) {
  Home home;
  const std::string root = SOTTO_SOURCE_DIR;
  const std::string speak = std::string(SOTTO_MATERIAL_PROGRAM) + " speak --only test-dialog --dialogs 2" +
                            " --takes 1 --out " + home.file("spoken").string() + " --data " + root +
                            "/tools/material --known " + root + "/data/triggers/en.toml --supplement " +
                            root + "/data/lexicon/supplement.dict --models " + SOTTO_TEST_CACHE + "/models";
  ASSERT_EQ(std::system(speak.c_str()), 0);
  const Outcome outcome = home.run({"campaign", "--dialogs", "2", "--material", "spoken", "--jobs", "1"},
                                   std::chrono::seconds(400));
  ASSERT_TRUE(succeeds(outcome));
  const Json report = read_json(home.file("campaign/report.json"));
  for (const char* policy : {"guarded", "portland-2018"}) {
    for (const char* kind : {"message", "order"}) {
      const Json& clean = report["intended"][policy][kind]["clean"];
      EXPECT_EQ(clean["passed"], 1) << policy << ' ' << kind << ' ' << clean;
      EXPECT_EQ(clean["wrong_person"], 0);
    }
  }
  EXPECT_EQ(report["material"]["dialogs"], 2);
  EXPECT_FALSE(report.contains("end_to_end"));
}

TEST(Campaign, AShardFileThatIsBrokenIsNamed) {
  Home home;
  std::filesystem::create_directories(home.file("campaign/shards"));
  home.write("campaign/shards/0000.json", "{");
  EXPECT_TRUE(refuses(home.run({"campaign", kTalk, "--resume"}), 1, {"0000.json", "file-invalid"}));
}

}  // namespace
}  // namespace sotto
