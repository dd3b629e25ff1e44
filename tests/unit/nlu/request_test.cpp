#include "nlu/request.hpp"

#include <gtest/gtest.h>

#include <set>

namespace sotto {
namespace {

TEST(Request, IntentNamesAreStable) {
  // These names are in journals and data files: a change here breaks them.
  const std::vector<std::string_view> names = {
      "send-message",  "switch-on",       "switch-off",  "dim",          "set-temperature", "ask-temperature",
      "lock",          "unlock",          "arm",         "disarm",       "cancel",          "stop",
      "help",          "explain-last",    "forget",      "ask-state",    "warmer",          "cooler",
      "open",          "close",           "brighter",    "set-timer",    "add-to-timer",    "ask-timers",
      "cancel-timer",  "set-alarm",       "ask-alarms",  "cancel-alarm", "snooze",          "set-reminder",
      "ask-reminders", "cancel-reminder", "add-to-list", "ask-list",     "take-off-list",   "clear-list",
      "ask-time"};
  EXPECT_EQ(intent_names(), names);
  for (const std::string_view name : names) EXPECT_EQ(intent_name(*parse_intent(name)), name);
  EXPECT_FALSE(parse_intent("fly"));
}

TEST(Request, CompletenessNamesDiffer) {
  std::set<std::string_view> names;
  for (const Completeness each : {Completeness::kNone, Completeness::kIncomplete,
                                  Completeness::kCompleteCanGoOn, Completeness::kCompleteFinal}) {
    names.insert(completeness_name(each));
  }
  EXPECT_EQ(names.size(), 4u);
}

}  // namespace
}  // namespace sotto
