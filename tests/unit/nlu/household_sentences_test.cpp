// What people say to Sotto about timers, alarms, reminders and the shopping list.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "english_sentences.hpp"

namespace sotto {
namespace {

void expect_all(const std::vector<Example>& examples) {
  for (const Example& example : examples) EXPECT_EQ(understood(example.says), example.means) << example.says;
}

TEST(HouseholdSentences, Timers) {
  expect_all({
      {"Alexa, set a timer for ten minutes.", "set-timer duration=600s"},
      {"set a pasta timer for eight and a half minutes", "set-timer label=pasta duration=510s"},
      {"timer for an hour and twenty minutes", "set-timer duration=4800s"},
      {"Set a 10 minute timer", "set-timer duration=600s"},
      {"set a ten minute pasta timer", "set-timer duration=600s label=pasta"},
      {"Start a timer for 5 minutes called soft eggs", "set-timer duration=300s label=soft eggs"},
      {"timer thirty seconds please", "set-timer duration=30s"},
      {"set a timer", "set-timer"},
      {"set another egg timer", "set-timer label=egg"},
      {"add two minutes to the pasta timer", "add-to-timer duration=120s label=pasta"},
      {"add a minute to my timer", "add-to-timer duration=60s"},
      {"give the egg timer another two minutes", "add-to-timer label=egg duration=120s"},
      {"How long is left on the pasta timer?", "ask-timers label=pasta"},
      {"how much time is left", "ask-timers"},
      {"how long does the timer have left", "ask-timers"},
      {"What timers are there?", "ask-timers"},
      {"do I have any timers", "ask-timers"},
      {"Cancel the timer.", "cancel-timer"},
      {"stop the pasta timer", "cancel-timer label=pasta"},
      {"cancel all timers", "cancel-timer which=all"},
      {"cancel all of the timers", "cancel-timer which=all"},
      {"cancel my timers", "cancel-timer which=all"},
      {"Snooze.", "snooze"},
  });
}

TEST(HouseholdSentences, Alarms) {
  expect_all({
      {"Wake me at seven thirty.", "set-alarm clock=7:30? wake=yes"},
      {"wake me up at 7:30 tomorrow", "set-alarm clock=7:30? day=tomorrow wake=yes"},
      {"Wake me tomorrow at quarter to eight", "set-alarm day=tomorrow clock=7:45? wake=yes"},
      {"wake me in half an hour", "set-alarm duration=1800s wake=yes"},
      {"Set an alarm for six fifteen tomorrow.", "set-alarm clock=6:15? day=tomorrow"},
      {"set an alarm for six fifteen on weekdays", "set-alarm clock=6:15? repeat=weekdays"},
      {"set the alarm for 6:15 a.m. every day", "set-alarm clock=6:15 repeat=daily"},
      {"set an alarm for Monday at half past six", "set-alarm day=monday clock=6:30?"},
      {"set an alarm for noon", "set-alarm clock=12:00"},
      {"set a 7 o'clock alarm", "set-alarm clock=7:00?"},
      {"What alarms are there?", "ask-alarms"},
      {"when is my next alarm", "ask-alarms"},
      {"Cancel the seven o'clock alarm.", "cancel-alarm clock=7:00?"},
      {"cancel the alarm at 7:30", "cancel-alarm clock=7:30?"},
      {"cancel the alarm for tomorrow", "cancel-alarm day=tomorrow"},
      {"cancel the alarm", "cancel-alarm"},
      {"delete all my alarms", "cancel-alarm which=all"},
      {"what time is it", "ask-time"},
  });
}

TEST(HouseholdSentences, Reminders) {
  expect_all({
      {"Remind me to call the plumber at five.", "set-reminder words=call the plumber clock=5:00?"},
      {"remind me to call the plumber in twenty minutes",
       "set-reminder words=call the plumber duration=1200s"},
      {"remind me to look at the oven at half past five", "set-reminder words=look at the oven clock=5:30?"},
      {"Remind me tomorrow at nine to water the plants",
       "set-reminder day=tomorrow clock=9:00? words=water the plants"},
      {"remind me in an hour to take the bread out", "set-reminder duration=3600s words=take the bread out"},
      {"remind me to ring Ben tomorrow morning at nine",
       "set-reminder words=ring ben day=tomorrow-am clock=9:00?"},
      {"remind me to take the pills every day at eight",
       "set-reminder words=take the pills repeat=daily clock=8:00?"},
      {"remind me to call the plumber", "set-reminder words=call the plumber"},
      {"what reminders are there", "ask-reminders"},
      {"cancel the reminder to call the plumber", "cancel-reminder words=call the plumber"},
      {"cancel all reminders", "cancel-reminder which=all"},
  });
}

TEST(HouseholdSentences, ShoppingList) {
  expect_all({
      {"Put milk and eggs on the shopping list.", "add-to-list words=milk and eggs"},
      {"add two pints of milk to my list", "add-to-list words=two pints of milk"},
      {"What's on the shopping list?", "ask-list"},
      {"Take milk off the list", "take-off-list words=milk"},
      {"remove the eggs from the shopping list", "take-off-list words=the eggs"},
      {"Clear the shopping list.", "clear-list"},
      {"take everything off the list", "take-off-list words=everything"},
  });
}

// What was understood before means the same.
TEST(HouseholdSentences, TakeNothingFromTheOthers) {
  expect_all({
      {"set the alarm", "arm"},
      {"set the alarm to away", "arm mode=away"},
      {"turn off the alarm", "disarm"},
      {"put the kitchen light on", "switch-on device=kitchen_light"},
      {"delete everything I said", "forget"},
      {"tell me the temperature", "ask-temperature"},
      {"cancel", "cancel"},
      {"stop", "stop"},
      {"message Ben", "send-message contact=ben"},
      {"tell Maria", "send-message contact=maria"},
  });
}

TEST(HouseholdSentences, TalkIsNone) {
  for (const char* talk :
       {"I set a timer for ten minutes and then forgot about it",
        "remind me what we said about the floor on Sunday would you",
        "the timer went off at seven and nobody heard it",
        "he put milk and eggs on the list and then we left", "put that down on the table",
        "she said to wake her at seven thirty", "set a timer for ten minutes and send a message to Maria",
        "set a timer for thirty hours", "wake me at half seven", "how long is a piece of string",
        "take the milk out of the fridge", "add the eggs to the flour and stir",
        "remind me to send Ben a message saying one two three four five six seven eight nine ten eleven "
        "twelve"}) {
    EXPECT_FALSE(english().read(talk).request) << talk;
  }
}

TEST(HouseholdSentences, TellTheEndPointer) {
  struct Case {
    const char* says;
    Completeness completeness;
  };
  for (const Case& each : std::vector<Case>{
           {"set a timer for", Completeness::kIncomplete},
           {"set a timer for ten", Completeness::kIncomplete},
           {"set a timer for ten minutes", Completeness::kCompleteCanGoOn},
           {"set a timer for ten seconds", Completeness::kCompleteCanGoOn},
           {"remind me to call the plumber at", Completeness::kCompleteCanGoOn},
           {"put milk and eggs", Completeness::kIncomplete},
           {"put milk on the shopping list", Completeness::kCompleteCanGoOn},
           {"cancel all timers", Completeness::kCompleteFinal},
           {"snooze", Completeness::kCompleteCanGoOn},
           {"turn on the kitchen light", Completeness::kCompleteFinal},
           {"lock the front door", Completeness::kCompleteFinal},
       }) {
    EXPECT_EQ(completeness_name(english().read(each.says).completeness), completeness_name(each.completeness))
        << each.says;
  }
}

// Free words stand in no sentence that sends, whatever a file says.
TEST(HouseholdSentences, ASentenceThatSendsTakesNoFreeWords) {
  SentenceFile file;
  file.rules = {{"anything", {"{words}", 0}, false}};
  file.intents = {{"send-message", {{"tell maria <anything>", 3}}, {}}};
  const auto compiled = SentenceMatcher::compile(file);
  ASSERT_FALSE(compiled.ok());
  EXPECT_NE(compiled.error().detail.find("sends"), std::string::npos) << compiled.error().detail;
  file.intents.front().name = "add-to-list";
  EXPECT_TRUE(SentenceMatcher::compile(file).ok());
}

TEST(HouseholdSentences, FreeWordsAreAtMostTwelve) {
  std::string words;
  for (int i = 0; i < 12; ++i) words += "milk ";
  EXPECT_TRUE(english().read("put " + words + "on the list").request);
  EXPECT_FALSE(english().read("put " + words + "milk on the list").request);
}

}  // namespace
}  // namespace sotto
