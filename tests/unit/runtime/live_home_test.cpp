// Live runs with devices: orders reach them, and only what they answer is said.
#include <gtest/gtest.h>

#include <algorithm>

#include "live_stage.hpp"

namespace sotto {
namespace {

// A home whose devices are named by the test and that answers at once, later or never.
class FakeHome final : public DeviceBus {
 public:
  void set(const SetDevice& command) override {
    commands.push_back(command);
    if (!answer.told.empty()) answers_.push_back({command.id, answer.result, answer.told});
  }
  [[nodiscard]] std::vector<DeviceAnswered> take_answers() override { return std::exchange(answers_, {}); }
  [[nodiscard]] std::optional<HomeNames> take_names() override { return std::exchange(names, std::nullopt); }

  DeviceAnswered answer;
  std::optional<HomeNames> names;
  std::vector<SetDevice> commands;

 private:
  std::vector<DeviceAnswered> answers_;
};

HomeNames names_of(const std::string& name, const std::string& id) {
  return {{{"device", {{{name, 0}, id}}}, {"no-such-list", {{{"cellar", 0}, "cellar"}}}}};
}

std::string said(const LiveStage& stage, const std::string& prompt) {
  for (const std::string& line : stage.lines) {
    if (line.find("\"prompt\":\"" + prompt + "\"") != std::string::npos) return line;
  }
  return "";
}

TEST(LiveHome, AnOrderReachesTheDeviceAndItsAnswerIsSaid) {
  FakeHome home;
  home.answer = {0, "confirmed", "The kitchen light is on."};
  LiveStage stage({{"Alexa, turn on the kitchen light", "start", 500, 2000, 0}}, 15'000, &home);
  ASSERT_TRUE(stage.run().ok());
  ASSERT_EQ(home.commands.size(), 1U);
  EXPECT_EQ(home.commands[0].device, "kitchen_light");
  EXPECT_EQ(home.commands[0].command, "on");
  EXPECT_TRUE(stage.has_line(R"("type":"device","id":"kitchen_light","command":"on","result":"confirmed")"));
  EXPECT_NE(said(stage, "device-told").find("The kitchen light is on."), std::string::npos);
}

TEST(LiveHome, ItsOwnNamesReplaceTheOnesOfTheDataFile) {
  FakeHome home;
  home.names = names_of("moon lamp", "0x17");
  home.answer = {0, "confirmed", "The moon lamp is on."};
  LiveStage stage({{"Alexa, turn on the moon lamp", "start", 1500, 2000, 0},
                   {"Alexa, turn on the kitchen light", "start", 9000, 2000, 0}},
                  20'000, &home);
  ASSERT_TRUE(stage.run().ok());
  ASSERT_EQ(home.commands.size(), 1U) << "the kitchen light is no device of this house";
  EXPECT_EQ(home.commands[0].device, "0x17");
  EXPECT_EQ(stage.record.last_verdict(), "request refuse not-understood") << stage.record.story();
}

TEST(LiveHome, NamesThatCanBeNoSentenceChangeNothing) {
  FakeHome home;
  home.names = names_of("moon [lamp", "0x17");
  LiveStage stage({{"Alexa, turn on the kitchen light", "start", 1500, 2000, 0}}, 12'000, &home);
  home.answer = {0, "confirmed", "Yes."};
  ASSERT_TRUE(stage.run().ok());
  EXPECT_EQ(stage.notices, std::vector<std::string>{"home-names"});
  EXPECT_EQ(home.commands.size(), 1U);
}

// The words are not changed under somebody who is speaking.
TEST(LiveHome, NewNamesWaitForTheEndOfADialog) {
  FakeHome home;
  LiveStage stage(intended_message(), 60'000, &home);
  stage.on_effect = [&home](const Effect& effect) {
    const auto* wake = std::get_if<ReportWake>(&effect);
    if (wake != nullptr && wake->judgement.passed()) home.names = names_of("moon lamp", "0x17");
  };
  bool was_open = true;
  stage.record.on_event = [&](const Event& event) {
    if (std::holds_alternative<VocabularyChanged>(event.body) && event.at > 0)
      was_open = stage.record.message_states().empty() || stage.record.message_states().back() == "held";
  };
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary.value().sent, 1) << stage.record.story();
  EXPECT_FALSE(was_open);
}

}  // namespace
}  // namespace sotto
