// A script whose core knows the sentences of timers and lists, and what time it is.
#pragma once

#include <string>

#include "script.hpp"

namespace sotto {

// Monday, the 23rd of November 2026, 00:00, as local milliseconds.
inline constexpr std::int64_t kMondayMs = 1'795'392'000'000;

// The vocabulary of the other scripts, with a few sentences about timers, alarms, reminders and the list.
[[nodiscard]] VocabularyChanged household_vocabulary();

// Posts the vocabulary and the time: so many days after that Monday, an hour east of Greenwich.
void begin_household(Script& script, int hour, int minute, int days_on = 0);

// The event that tells this time.
[[nodiscard]] WallClockRead clock_at(int hour, int minute, int days_on = 0, int utc_offset_minutes = 60);

// "Alexa, TEXT", and the answer is spoken to its end. Returns what was answered; empty: nothing.
std::string ask(Script& script, const std::string& text);

// What was said last, of all.
[[nodiscard]] std::string last_words(const Script& script);

// "set timer pasta", "rang timer pasta" ... in their order.
[[nodiscard]] std::vector<std::string> changes(const Script& script);

}  // namespace sotto
