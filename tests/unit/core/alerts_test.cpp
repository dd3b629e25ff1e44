// Timers, alarms and reminders: when they ring, how they are stopped, and what becomes of them meanwhile.
#include <gtest/gtest.h>

#include "core/alerts.hpp"
#include "household.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

using Lines = std::vector<std::string>;

class Household : public testing::Test {
 protected:
  explicit Household(int hour = 14, int minute = 0) : script(guarded_policy()) {
    begin_household(script, hour, minute);
  }

  [[nodiscard]] bool rings() const { return script.state().alerts.ringing.has_value(); }
  [[nodiscard]] Permille level() const {
    Permille level = 0;
    for (const Effect& effect : script.effects()) {
      if (const auto* ring = std::get_if<Ring>(&effect)) level = ring->level;
      if (std::holds_alternative<StopRinging>(effect)) level = 0;
    }
    return level;
  }
  [[nodiscard]] Reminders kept() const {
    Reminders last;
    for (const Effect& effect : script.effects()) {
      if (const auto* keep = std::get_if<KeepReminders>(&effect)) last = keep->reminders;
    }
    return last;
  }

  Script script;
};

class Night : public Household {
 protected:
  Night() : Household(23, 0) {}
};

TEST_F(Household, ATimerIsSetRingsAndIsStopped) {
  EXPECT_EQ(ask(script, "set a timer for ten minutes"), "Timer set for ten minutes.");
  ASSERT_EQ(kept().alerts.size(), 1U);
  EXPECT_EQ(kept().alerts.front().length_ms, 600'000);
  script.wait(580'000);
  EXPECT_FALSE(rings());
  script.wait(20'000);
  EXPECT_TRUE(rings());
  EXPECT_EQ(level(), 1000);
  EXPECT_EQ(last_words(script), "The ten minute timer is done.");
  EXPECT_EQ(kept().alerts.size(), 1U) << "what rings has not been stopped: a crash must not lose it";
  script.finish_prompt();
  script.say("stop", {.length_ms = 500});
  EXPECT_FALSE(rings());
  EXPECT_EQ(level(), 0);
  EXPECT_TRUE(kept().alerts.empty());
  EXPECT_EQ(changes(script), (Lines{"set timer", "rang timer", "stopped timer"}));
}

TEST_F(Household, TheWakeWordAndStopEndARingAndItIsLowerMeanwhile) {
  ask(script, "set a timer for ten seconds");
  script.wait(10'000);
  ASSERT_TRUE(rings());
  script.finish_prompt();
  script.wait(2000);
  script.start_talking();
  script.wait(700);
  script.post(WakeProposed{to_samples(script.now()), {{"micro", 970}}, 0});
  EXPECT_GT(level(), 0);
  EXPECT_LT(level(), 500) << "lower while somebody speaks to Sotto";
  script.wait(700);
  script.stop_talking();
  EXPECT_TRUE(rings());
  ask(script, "stop");
  EXPECT_FALSE(rings());
}

TEST_F(Household, OtherTalkDoesNotStopARing) {
  ask(script, "set a timer for ten seconds");
  script.wait(10'000);
  script.finish_prompt();
  for (const char* talk : {"stop by the shop on your way", "so anyway we did the floor", "yes",
                           "unlock the front door", "set a timer for ten minutes"}) {
    script.say(talk);
    EXPECT_TRUE(rings()) << talk;
  }
  EXPECT_EQ(script.state().alerts.pending.size(), 0U) << "without the wake word nothing is set";
  EXPECT_EQ(script.count<SetDevice>(), 0);
  script.say("stop", {.length_ms = 500});
  EXPECT_FALSE(rings());
}

TEST_F(Household, WithoutTheWakeWordOnlyTheFirstTwoMinutesOfARingHear) {
  ask(script, "set a timer for ten seconds");
  script.wait(10'000);
  script.finish_prompt();
  script.wait(121'000);
  EXPECT_FALSE(script.state().listening);
  script.say("stop", {.length_ms = 500});
  EXPECT_TRUE(rings());
  EXPECT_EQ(ask(script, "stop"), "");
  EXPECT_FALSE(rings());
}

TEST_F(Household, ARingEndsByItselfAndIsToldAsMissed) {
  ask(script, "set a pasta timer for ten seconds");
  script.wait(10'000);
  script.finish_prompt();
  script.wait(15 * 60'000);
  EXPECT_FALSE(rings());
  EXPECT_EQ(last_words(script), "You missed the pasta timer, which ended at two o'clock in the afternoon.");
  EXPECT_EQ(changes(script).back(), "missed timer pasta");
  EXPECT_TRUE(kept().alerts.empty());
}

TEST_F(Household, SnoozeRingsAgainAfterNineMinutes) {
  ask(script, "set a pasta timer for ten seconds");
  script.wait(10'000);
  script.finish_prompt();
  script.say("snooze", {.length_ms = 600});
  EXPECT_FALSE(rings());
  EXPECT_EQ(last_words(script), "Nine more minutes.");
  script.finish_prompt();
  script.wait(9 * 60'000 - 10'000);
  EXPECT_FALSE(rings());
  script.wait(10'000);
  EXPECT_TRUE(rings());
}

TEST_F(Household, SeveralTimersAreToldApart) {
  ask(script, "set a timer for ten minutes");
  EXPECT_EQ(ask(script, "how long is left"),
            "The ten minute timer has nine minutes and fifty four seconds left.");
  ask(script, "set a pasta timer for eight minutes");
  EXPECT_EQ(ask(script, "what timers are there"),
            "There are two timers. The pasta timer has seven minutes and fifty four seconds left. The ten "
            "minute timer has "
            "nine minutes and forty one seconds left.");
  EXPECT_EQ(ask(script, "add two minutes to the pasta timer"),
            "The pasta timer has nine minutes and forty seven seconds left.");
  EXPECT_NE(ask(script, "cancel the timer").find("Say which one."), std::string::npos);
  EXPECT_EQ(ask(script, "cancel the egg timer"), "There is no egg timer.");
  EXPECT_EQ(ask(script, "cancel the pasta timer"), "The pasta timer is cancelled.");
  EXPECT_EQ(ask(script, "cancel all timers"), "One timer is cancelled.");
  EXPECT_EQ(ask(script, "what timers are there"), "There are no timers.");
  script.wait(3'600'000);
  EXPECT_EQ(script.count<Ring>(), 0);
}

TEST_F(Household, ThereIsARoomForThirtyTwoTimers) {
  for (std::size_t i = 0; i < kTimersMax; ++i) ask(script, "set a timer for ten hours");
  EXPECT_EQ(ask(script, "set a timer for ten hours"),
            "There are thirty two timers already. Cancel one first.");
  EXPECT_EQ(script.state().alerts.pending.size(), kTimersMax);
}

TEST_F(Household, ATimerWithoutALengthIsAskedFor) {
  EXPECT_EQ(ask(script, "set a timer"), "For how long? Say, for example: set a timer for ten minutes.");
  EXPECT_TRUE(changes(script).empty());
}

TEST_F(Household, AlarmsAreSaidBackPrecisely) {
  EXPECT_EQ(ask(script, "wake me at seven thirty"), "Alarm set for half past seven tomorrow morning.");
  EXPECT_EQ(ask(script, "set an alarm for six fifteen"), "Alarm set for quarter past six this evening.");
  EXPECT_EQ(ask(script, "set an alarm for six fifteen tomorrow"),
            "Alarm set for quarter past six tomorrow morning.");
  EXPECT_EQ(ask(script, "set an alarm for six fifteen on weekdays"),
            "Alarm set for quarter past six in the morning on weekdays.");
  EXPECT_EQ(ask(script, "set an alarm for nine on friday"), "Alarm set for nine o'clock on Friday morning.");
  EXPECT_EQ(ask(script, "set an alarm for noon"), "Alarm set for noon tomorrow.");
  EXPECT_EQ(ask(script, "set an alarm for midnight"), "Alarm set for midnight tonight.");
  EXPECT_EQ(ask(script, "set an alarm for ten tonight"), "Alarm set for ten o'clock tonight.");
  EXPECT_EQ(ask(script, "set an alarm for 13:30 today"), "It is later than that already.");
  EXPECT_EQ(ask(script, "wake me at seven thirty"),
            "There is an alarm at half past seven tomorrow morning already.");
  EXPECT_EQ(ask(script, "cancel the seven thirty alarm"),
            "The alarm at half past seven tomorrow morning is cancelled.");
  EXPECT_EQ(ask(script, "cancel the five o'clock alarm"), "There is no such alarm.");
}

TEST_F(Night, AnAlarmAtNightBeginsQuietlyAndGrows) {
  ask(script, "wake me at 6:15");
  script.wait(7 * 3'600'000 + 14 * 60'000);
  EXPECT_FALSE(rings());
  script.wait(60'000);
  ASSERT_TRUE(rings());
  EXPECT_EQ(level(), 250);
  script.wait(61'000);
  EXPECT_EQ(level(), 500);
  script.wait(120'000);
  EXPECT_EQ(level(), 1000);
}

TEST_F(Night, ATimerAtNightStaysQuietAndSaysNothing) {
  ask(script, "set a timer for ten minutes");
  script.wait(600'000);
  ASSERT_TRUE(rings());
  EXPECT_EQ(level(), 250);
  EXPECT_EQ(last_words(script), "Timer set for ten minutes.");
  script.wait(15 * 60'000);
  EXPECT_FALSE(rings());
  EXPECT_EQ(last_words(script), "Timer set for ten minutes.") << "nobody is told at night";
  script.wait(8 * 3'600'000);
  script.post(clock_at(7, 30, 1));
  EXPECT_NE(last_words(script).find("You missed the ten minute timer"), std::string::npos)
      << last_words(script);
}

TEST_F(Household, TurnOffTheAlarmMeansTheOneThatRings) {
  ask(script, "set an alarm in ten seconds");
  script.wait(10'000);
  ASSERT_TRUE(rings());
  EXPECT_EQ(ask(script, "turn off the alarm"), "");
  EXPECT_FALSE(rings());
  EXPECT_EQ(script.count<SetDevice>(), 0) << "nothing was disarmed";
}

TEST_F(Household, ARepeatedAlarmComesAgainOnItsDays) {
  ask(script, "set an alarm for 14:30 on weekdays");
  for (int day = 0; day < 5; ++day) {
    script.wait(day == 0 ? 31 * 60'000 : 24 * 3'600'000);
    EXPECT_TRUE(rings()) << day;
    ask(script, "stop");
    EXPECT_FALSE(rings());
  }
  const auto& pending = script.state().alerts.pending;
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(weekday_of(pending.front().alert.due_ms), 0) << "after Friday comes Monday";
}

TEST_F(Household, RemindersAreOnlySpoken) {
  EXPECT_EQ(ask(script, "remind me to call the plumber at five"),
            "I will remind you at five o'clock this afternoon: call the plumber.");
  EXPECT_EQ(ask(script, "remind me to water the plants at nine tomorrow"),
            "I will remind you at nine o'clock tomorrow morning: water the plants.");
  EXPECT_NE(ask(script, "remind me to call the plumber").find("When?"), std::string::npos);
  script.wait(3 * 3'600'000);
  EXPECT_TRUE(rings());
  EXPECT_EQ(last_words(script), "Reminder: call the plumber.");
  EXPECT_EQ(script.count<SendMessage>(), 0);
  script.finish_prompt();
  script.wait(2000);
  ask(script, "stop");
  EXPECT_EQ(ask(script, "cancel the reminder to water the plants"),
            "The reminder at nine o'clock tomorrow morning is cancelled.");
}

TEST_F(Household, ARingWaitsForTheEndOfAMessage) {
  ask(script, "set a timer for thirty seconds");
  script.wait(5'000);
  ask_to_send(script);
  EXPECT_EQ(script.state().phase, Phase::kContact);
  script.say("Maria Alvarez", {.length_ms = 1300});
  script.finish_prompt();
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300});
  script.finish_prompt();
  script.finish_prompt();
  script.wait(500);
  script.say("Dinner is ready", {.length_ms = 2000});
  script.finish_prompt();
  EXPECT_FALSE(rings()) << "it is due, but a message is held";
  script.wait(20'000);
  EXPECT_EQ(script.count<SendMessage>(), 1);
  EXPECT_TRUE(rings());
}

// The run's time stands still while the machine sleeps or the microphone is gone.
TEST_F(Household, WhatPassedWhileTheMachineSleptCountsForATimer) {
  ask(script, "set a timer for ten minutes");
  ask(script, "set a pasta timer for forty minutes");
  script.post(clock_at(14, 8));
  EXPECT_FALSE(rings());
  script.wait(130'000);
  EXPECT_TRUE(rings()) << "two minutes were left";
  script.finish_prompt();
  script.wait(2000);
  ask(script, "stop");
  script.wait(2000);
  script.post(clock_at(17, 0));
  EXPECT_FALSE(rings());
  EXPECT_NE(last_words(script).find("You missed the pasta timer"), std::string::npos) << last_words(script);
}

TEST_F(Household, AClockThatIsSetBackMovesAlarmsAndNoTimers) {
  ask(script, "set an alarm for 15:00 today");
  ask(script, "set a timer for two hours");
  script.post(clock_at(13, 0));
  script.wait(3'600'000 + 30 * 60'000);
  EXPECT_FALSE(rings());
  script.wait(35 * 60'000);  // two hours and five minutes: both
  EXPECT_TRUE(rings());
  EXPECT_EQ(changes(script), (Lines{"set alarm 15:00", "set timer", "rang timer", "rang alarm 15:00"}));
}

TEST_F(Night, SummerTimeThatSkipsAnAlarmRingsItAtOnce) {
  ask(script, "set an alarm for 2:30 every day");
  script.wait(2 * 3'600'000 + 59 * 60'000);
  // It is two; the clocks go to three.
  script.post(clock_at(3, 0, 1, 120));
  EXPECT_TRUE(rings());
  ask(script, "stop");
  EXPECT_EQ(minutes_of_day(script.state().alerts.pending.front().alert.due_ms), 150);
  EXPECT_EQ(weekday_of(script.state().alerts.pending.front().alert.due_ms), 2) << "and on the next day again";
}

TEST_F(Night, TheHourThatComesTwiceRingsOnce) {
  ask(script, "set an alarm for 2:30 every day");
  script.wait(3 * 3'600'000 + 31 * 60'000);
  EXPECT_TRUE(rings());
  ask(script, "stop");
  script.wait(28 * 60'000);
  script.post(clock_at(2, 0, 1, 0));  // it was three
  script.wait(40 * 60'000);
  EXPECT_FALSE(rings());
}

TEST_F(Household, WhatWasMissedWhileSottoWasOffIsTold) {
  const std::int64_t now = clock_at(14, 0).epoch_ms;
  Reminders reminders;
  reminders.alerts = {{AlertKind::kTimer, "pasta", false, now - 3'600'000, 600'000, 0, now - 4'200'000},
                      {AlertKind::kAlarm, "", true, kMondayMs + 7 * 3'600'000, 0, 0x7F, now - 86'400'000},
                      {AlertKind::kTimer, "egg", false, now + 60'000, 600'000, 0, now - 540'000},
                      {AlertKind::kTimer, "rice", false, now - 60'000, 600'000, 0, now - 660'000}};
  reminders.items = {"milk"};
  script.post(RemindersLoaded{reminders, {}});
  EXPECT_TRUE(rings()) << "a minute late is not too late";
  EXPECT_EQ(script.state().alerts.ringing->alerts.size(), 1U);
  EXPECT_EQ(script.state().alerts.pending.size(), 2U) << "the egg, and the alarm of tomorrow";
  script.finish_prompt();
  EXPECT_EQ(last_words(script),
            "You missed the pasta timer, which ended at one o'clock in the afternoon. "
            "You missed an alarm at seven o'clock in the morning.");
  script.wait(60'000);
  EXPECT_EQ(script.state().alerts.ringing->alerts.size(), 2U);
}

TEST_F(Household, WhatAnotherProgramChangedIsTakenUp) {
  ask(script, "set a timer for ten minutes");
  Reminders reminders = kept();
  reminders.alerts.push_back(reminders.alerts.front());
  reminders.alerts.back().text = "egg";
  const Milliseconds due = script.state().alerts.pending.front().due;
  script.wait(5000);
  script.post(RemindersLoaded{reminders, {}});
  ASSERT_EQ(script.state().alerts.pending.size(), 2U);
  EXPECT_EQ(script.state().alerts.pending.front().due, due);
  reminders.alerts.clear();
  script.post(RemindersLoaded{reminders, {}});
  script.wait(3'600'000);
  EXPECT_FALSE(rings());
}

TEST_F(Household, AStoreThatFailsIsToldOnce) {
  ask(script, "set a timer for ten minutes");
  script.post(RemindersNotKept{"disk-full"});
  EXPECT_EQ(last_words(script), "I could not write that down, so I will forget it when I am switched off.");
  script.finish_prompt();
  const std::size_t said = script.prompts().size();
  script.post(RemindersNotKept{"disk-full"});
  EXPECT_EQ(script.prompts().size(), said);
}

TEST_F(Household, TheListIsKept) {
  EXPECT_EQ(ask(script, "put milk and some eggs on the list"), "Milk and eggs are on the shopping list.");
  EXPECT_EQ(ask(script, "put an egg on the list"), "Egg is on the shopping list already.");
  EXPECT_EQ(ask(script, "put bread on the list"), "Bread is on the shopping list.");
  EXPECT_EQ(ask(script, "whats on the list"), "Three things are on the shopping list: milk, eggs and bread.");
  EXPECT_EQ(ask(script, "take the milk and tea off the list"),
            "Milk is off the shopping list. Tea is not on it.");
  EXPECT_EQ(kept().items, (Lines{"eggs", "bread"}));
}

TEST_F(Household, ClearingTheListIsAskedBackOnce) {
  ask(script, "put milk and eggs on the list");
  EXPECT_EQ(ask(script, "clear the list"), "Shall I take all two things off the shopping list?");
  script.say("so anyway we did the floor");
  EXPECT_EQ(last_words(script), "The shopping list stays as it is.");
  script.finish_prompt();
  script.wait(2000);
  ask(script, "clear the list");
  script.say("yes", {.length_ms = 500});
  EXPECT_EQ(last_words(script), "The shopping list is empty now.");
  EXPECT_TRUE(kept().items.empty());
}

TEST_F(Household, NobodyAnsweringClearsNothing) {
  ask(script, "put milk on the list");
  ask(script, "clear the list");
  script.wait(20'000);
  EXPECT_FALSE(script.state().alerts.clear_open);
  script.say("yes", {.length_ms = 500});
  EXPECT_EQ(kept().items.size(), 1U);
}

TEST(AlertRules, WithoutATimeAlarmsAreRefusedAndTimersRun) {
  Script script(guarded_policy());
  script.post(household_vocabulary());
  EXPECT_EQ(ask(script, "wake me at seven"), "I do not know what time it is, so I can set no alarm.");
  EXPECT_EQ(ask(script, "set a timer for ten seconds"), "Timer set for ten seconds.");
  script.wait(10'000);
  EXPECT_TRUE(script.state().alerts.ringing);
}

TEST(AlertRules, ATypedRequestIsAnsweredAndClearsAtOnce) {
  Script script(guarded_policy());
  begin_household(script, 14, 0);
  script.post(RequestTyped{words_of("put milk on the list")});
  EXPECT_EQ(last_words(script), "Milk is on the shopping list.");
  script.post(RequestTyped{words_of("clear the list")});
  EXPECT_EQ(last_words(script), "The shopping list is empty now.");
}

TEST(AlertRules, DaysAreReckoned) {
  EXPECT_EQ(weekday_of(kMondayMs), 0);
  EXPECT_EQ(weekday_of(kMondayMs - 1), 6);
  EXPECT_EQ(next_occurrence(kMondayMs + 1000, 0x60, kMondayMs), kMondayMs + 5 * kDayMs + 1000);
  EXPECT_EQ(next_occurrence(kMondayMs, 0x01, kMondayMs), kMondayMs + 7 * kDayMs);
  EXPECT_EQ(next_occurrence(kMondayMs, 0x7F, kMondayMs + 100 * kDayMs), kMondayMs + 101 * kDayMs);
  EXPECT_EQ(when_words(kMondayMs + kDayMs + 7 * kHourMs, 0, kMondayMs + kHourMs),
            "seven o'clock on Tuesday morning")
      << "at one in the night \"tomorrow\" could be two days";
}

// A level of nothing means out, and is not the same as no level.
TEST(AlertRules, DimmingToZeroIsOff) {
  Script script(guarded_policy());
  VocabularyChanged words = test_vocabulary(guarded_policy());
  words.vocabulary.sentences.numbers = {{"brightness", 0, 100'000, 1000}};
  words.vocabulary.sentences.intents.push_back({"dim", {{"dim the {device} [to {brightness}]", 0}}, {}});
  script.post(words);
  const auto command = [&script](const std::string& text) {
    script.post(RequestTyped{words_of(text)});
    std::string last;
    for (const Effect& effect : script.effects()) {
      if (const auto* device = std::get_if<SetDevice>(&effect)) last = device->command;
    }
    return last;
  };
  EXPECT_EQ(command("dim the kitchen light"), "dim");
  EXPECT_EQ(command("dim the kitchen light to zero"), "off");
  EXPECT_EQ(command("dim the kitchen light to ten"), "dim");
}

}  // namespace
}  // namespace sotto
