// Live runs with timers: they ring through the loudspeaker, are stopped, and are kept.
#include <gtest/gtest.h>

#include "live_stage.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kNoonMs = 1'795'435'200'000;  // when the stage's runs begin

// A store in memory that can be changed from beside the run, and can fail.
class MemoryReminders final : public ReminderStore {
 public:
  [[nodiscard]] Result<Reminders> load() override {
    changed_ = false;
    return kept;
  }
  [[nodiscard]] Result<void> keep(const Reminders& reminders) override {
    if (broken) return Error{ErrorCode::kDiskFull, "reminders.db"};
    kept = reminders;
    history.push_back(reminders.alerts.size());
    return {};
  }
  [[nodiscard]] Result<bool> changed() override { return changed_; }

  void change(Reminders reminders) {
    kept = std::move(reminders);
    changed_ = true;
  }

  Reminders kept;
  std::vector<std::size_t> history;
  bool broken = false;

 private:
  bool changed_ = false;
};

TEST(LiveHousehold, ATimerIsKeptRingsAndIsStoppedByABareWord) {
  MemoryReminders store;
  LiveStage stage(
      {{"Alexa, set a timer for five seconds", "start", 500, 2000, 0}, {"stop", "after:ring", 300, 600, 0}},
      25'000, nullptr, false, &store);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_TRUE(
      stage.has_line(R"("type":"timer","state":"set","kind":"timer","name":"","seconds":5.0,"at":null)"));
  EXPECT_TRUE(stage.has_line(R"("state":"rang")"));
  EXPECT_TRUE(stage.has_line(R"("state":"stopped")"));
  EXPECT_TRUE(stage.has_line("The five second timer is done."));
  ASSERT_FALSE(store.history.empty());
  EXPECT_EQ(store.history.front(), 1U);
  EXPECT_TRUE(store.kept.alerts.empty());
}

TEST(LiveHousehold, ARingNeverWakesAndIsNoPrompt) {
  MemoryReminders store;
  store.kept.alerts = {{AlertKind::kTimer, "egg", false, kNoonMs + 3000, 60'000, 0, kNoonMs - 57'000}};
  LiveStage stage({}, 40'000, nullptr, false, &store);
  const auto summary = stage.run();
  ASSERT_TRUE(summary.ok());
  EXPECT_TRUE(stage.has_line(R"("state":"rang")"));
  EXPECT_EQ(summary.value().wakes, 0);
  EXPECT_EQ(stage.record.count<Ring>(), 1);
  EXPECT_EQ(stage.record.count<Speak>(), 1) << "only that the timer is done";
}

TEST(LiveHousehold, WhatAnotherProgramSetsRingsHere) {
  MemoryReminders store;
  LiveStage stage({}, 20'000, nullptr, false, &store);
  bool done = false;
  stage.on_idle = [&] {
    if (std::exchange(done, true)) return;
    Reminders reminders;
    reminders.alerts = {{AlertKind::kTimer, "egg", false, kNoonMs + 6000, 60'000, 0, kNoonMs}};
    store.change(reminders);
  };
  ASSERT_TRUE(stage.run().ok());
  EXPECT_TRUE(stage.has_line(R"("state":"rang","kind":"timer","name":"egg")"));
}

TEST(LiveHousehold, AStoreThatFailsIsSaidAndTheTimerStillRings) {
  MemoryReminders store;
  store.broken = true;
  LiveStage stage({{"Alexa, set a timer for five seconds", "start", 500, 2000, 0}}, 25'000, nullptr, false,
                  &store);
  ASSERT_TRUE(stage.run().ok());
  EXPECT_TRUE(stage.has_line("I could not write that down"));
  EXPECT_TRUE(stage.has_line(R"("state":"rang")"));
}

}  // namespace
}  // namespace sotto
