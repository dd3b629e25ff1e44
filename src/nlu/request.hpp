// Request: what somebody asked for, as values. The result of the sentence templates and the input of the
// dialog. Plain values, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

// SOTTO_INTENT(enumerator, "stable-name"): the names are written in data files and in the journal.
#define SOTTO_INTENTS(SOTTO_INTENT)                \
  SOTTO_INTENT(kSendMessage, "send-message")       \
  SOTTO_INTENT(kSwitchOn, "switch-on")             \
  SOTTO_INTENT(kSwitchOff, "switch-off")           \
  SOTTO_INTENT(kDim, "dim")                        \
  SOTTO_INTENT(kSetTemperature, "set-temperature") \
  SOTTO_INTENT(kAskTemperature, "ask-temperature") \
  SOTTO_INTENT(kLock, "lock")                      \
  SOTTO_INTENT(kUnlock, "unlock")                  \
  SOTTO_INTENT(kArm, "arm")                        \
  SOTTO_INTENT(kDisarm, "disarm")                  \
  SOTTO_INTENT(kCancel, "cancel")                  \
  SOTTO_INTENT(kStop, "stop")                      \
  SOTTO_INTENT(kHelp, "help")                      \
  SOTTO_INTENT(kExplainLast, "explain-last")       \
  SOTTO_INTENT(kForget, "forget")                  \
  SOTTO_INTENT(kAskState, "ask-state")             \
  SOTTO_INTENT(kWarmer, "warmer")                  \
  SOTTO_INTENT(kCooler, "cooler")                  \
  SOTTO_INTENT(kOpen, "open")                      \
  SOTTO_INTENT(kClose, "close")                    \
  SOTTO_INTENT(kBrighter, "brighter")              \
  SOTTO_INTENT(kSetTimer, "set-timer")             \
  SOTTO_INTENT(kAddToTimer, "add-to-timer")        \
  SOTTO_INTENT(kAskTimers, "ask-timers")           \
  SOTTO_INTENT(kCancelTimer, "cancel-timer")       \
  SOTTO_INTENT(kSetAlarm, "set-alarm")             \
  SOTTO_INTENT(kAskAlarms, "ask-alarms")           \
  SOTTO_INTENT(kCancelAlarm, "cancel-alarm")       \
  SOTTO_INTENT(kSnooze, "snooze")                  \
  SOTTO_INTENT(kSetReminder, "set-reminder")       \
  SOTTO_INTENT(kAskReminders, "ask-reminders")     \
  SOTTO_INTENT(kCancelReminder, "cancel-reminder") \
  SOTTO_INTENT(kAddToList, "add-to-list")          \
  SOTTO_INTENT(kAskList, "ask-list")               \
  SOTTO_INTENT(kTakeOffList, "take-off-list")      \
  SOTTO_INTENT(kClearList, "clear-list")           \
  SOTTO_INTENT(kAskTime, "ask-time")

enum class Intent : std::uint8_t {
#define SOTTO_INTENT(enumerator, name) enumerator,
  SOTTO_INTENTS(SOTTO_INTENT)
#undef SOTTO_INTENT
};

[[nodiscard]] std::string_view intent_name(Intent intent);

// Timers, alarms, reminders and the shopping list: everything from kSetTimer on.
[[nodiscard]] bool is_household(Intent intent);
[[nodiscard]] std::optional<Intent> parse_intent(std::string_view name);

// All names, in the order of the enumeration.
[[nodiscard]] const std::vector<std::string_view>& intent_names();

// One filled slot. `device` and `area` hold the value that the list names; `contact` holds the words as
// spoken and is not a decision: who is meant is judged by sound (name_matcher.hpp).
struct Slot {
  std::string name;
  // Of a list: its value; of a number: "19.5"; of a contact, a label or free words: the words, normalised; of
  // a duration: "510s"; of a time of day: "19:30", or "7:30?" where the half of the day is open.
  std::string value;
  std::int64_t milli = 0;  // of a number: thousandths; of a duration: ms; of a time: its minutes; else 0
  std::size_t first_word =
      0;  // index of its first word in the utterance; 0 and no words for a slot fixed by the file
  std::size_t word_count = 0;

  friend bool operator==(const Slot&, const Slot&) = default;
};

struct Request {
  Intent intent = Intent::kHelp;
  std::vector<Slot> slots;  // in the order spoken, fixed ones last

  // The slot of that name, or null.
  [[nodiscard]] const Slot* slot(std::string_view name) const;

  friend bool operator==(const Request&, const Request&) = default;
};

// Whether the words so far are a sentence, for the end-pointer.
enum class Completeness : std::uint8_t {
  kNone,             // no sentence begins like this
  kIncomplete,       // more words are needed ("turn on the")
  kCompleteCanGoOn,  // a sentence, and the beginning of a longer one ("send a message")
  kCompleteFinal,    // a sentence that only politeness can follow ("turn on the kitchen light")
};

// "none", "incomplete", "complete-can-go-on", "complete-final".
[[nodiscard]] std::string_view completeness_name(Completeness completeness);

}  // namespace sotto
