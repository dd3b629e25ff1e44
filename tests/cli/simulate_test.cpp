#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "checks.hpp"
#include "program.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

// A campaign's report with 300 trials of each gate, none of which passed.
Json report() {
  Json json = {{"format", "sotto-campaign"}, {"version", 1}};
  json["end_to_end"]["guarded"]["all"]["wakes"] = {{"count", 0}, {"upper", 0.2}};
  for (const char* gate : {"request", "contact", "confirm"}) {
    json["forced"]["guarded"][gate]["all"] = {
        {"passed", 0}, {"tried", 300}, {"upper", 0.01}, {"reasons", {{"no-end", 200}, {"no-speech", 100}}}};
  }
  return json;
}

TEST(Simulate, FindsNoHoleAndSaysTheSameOnAnyNumberOfCores) {
  Home home;
  const Outcome one = home.run({"simulate", "--dialogs", "3000", "--jobs", "1", "--json"});
  const Outcome three = home.run({"simulate", "--dialogs", "3000", "--jobs", "3", "--json"});
  ASSERT_TRUE(succeeds(one));
  ASSERT_TRUE(succeeds(three));
  Json first = Json::parse(one.out);
  Json second = Json::parse(three.out);
  EXPECT_EQ(first["breaches"], 0);
  EXPECT_GT(first["sent"], 100);
  first.erase("wall_s");
  second.erase("wall_s");
  EXPECT_EQ(first, second);
}

TEST(Simulate, ReckonsWithWhatACampaignMeasured) {
  Home home;
  std::ofstream(home.file("report.json")) << report();
  const Outcome outcome = home.run({"simulate", "--dialogs", "3000", "--report", "report.json", "--json"});
  ASSERT_TRUE(succeeds(outcome));
  const Json talk = Json::parse(outcome.out)["talk"];
  // 0.01 three times, and once more where the name is asked for again.
  EXPECT_GT(talk["sends_per_wake"], 0.5e-6);
  EXPECT_LT(talk["sends_per_wake"], 4e-6);
  EXPECT_DOUBLE_EQ(talk["sends_per_hour"].get<double>(), 0.2 * talk["sends_per_wake"].get<double>());
}

TEST(Simulate, PrintsTheEventsOfOneDialog) {
  Home home;
  const Outcome outcome = home.run({"simulate", "--only", "5"});
  ASSERT_TRUE(succeeds(outcome));
  EXPECT_NE(outcome.out.find("wake-proposed"), std::string::npos);
}

TEST(Simulate, RefusesWhatIsNoReport) {
  Home home;
  EXPECT_TRUE(refuses(home.run({"simulate", "--report", "none.json"}), 1, {"none.json", "file-missing"}));
  std::ofstream(home.file("torn.json")) << "{\"format\":\"sotto-campaign\",";
  EXPECT_TRUE(refuses(home.run({"simulate", "--report", "torn.json"}), 1, {"torn.json", "no JSON"}));
  Json other = report();
  other.erase("forced");
  std::ofstream(home.file("other.json")) << other;
  EXPECT_TRUE(refuses(home.run({"simulate", "--report", "other.json"}), 1, {"no trials"}));
  EXPECT_TRUE(refuses(home.run({"simulate", "--dialogs", "0"}), 2, {"--dialogs"}));
}

}  // namespace
}  // namespace sotto
