// Effects: what the core wants done, as plain values in the imperative. The runtime journals them, then
// dispatches.
//
// Ids are counted by the core, unique within a run, and the same on every replay, so they serve as
// idempotency keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/units.hpp"
#include "core/alert.hpp"
#include "core/confirmed_recording.hpp"
#include "core/open_permit.hpp"
#include "core/verdict.hpp"

namespace sotto {

// What is being listened for (the `turn` of the event lines).
// kHousehold: an answer about a ring or the list, without the wake word.
enum class Turn : std::uint8_t { kRequest, kContact, kConfirm, kChallenge, kMessage, kHold, kHousehold };
[[nodiscard]] std::string_view turn_name(Turn turn);

enum class Prompt : std::uint8_t {
#define SOTTO_PROMPT(enumerator, name) enumerator,
#include "core/prompts.def"
#undef SOTTO_PROMPT
};
// "to-whom": the kind in event lines and scenes.
[[nodiscard]] std::string_view prompt_name(Prompt prompt);

// Recognise this stretch of sound.
struct Transcribe {
  std::uint64_t id = 0;
  SampleSpan span;
  Turn turn = Turn::kRequest;
  std::vector<std::string> forced_texts;
  bool full_context = false;
  friend bool operator==(const Transcribe&, const Transcribe&) = default;
};

// The result is no longer wanted.
struct DropTranscription {
  std::uint64_t request = 0;
  friend bool operator==(const DropTranscription&, const DropTranscription&) = default;
};

// Say how alike the voices of two sets of stretches are.
struct CompareVoices {
  std::uint64_t id = 0;
  std::vector<SampleSpan> reference;
  std::vector<SampleSpan> reply;
  friend bool operator==(const CompareVoices&, const CompareVoices&) = default;
};

// Say how near this voice is to each enrolled one.
struct IdentifyVoice {
  std::uint64_t id = 0;
  std::vector<SampleSpan> spans;
  friend bool operator==(const IdentifyVoice&, const IdentifyVoice&) = default;
};

struct Speak {
  std::uint64_t id = 0;
  Prompt prompt = Prompt::kNotSent;
  std::vector<std::string> words;  // what fills the prompt's places, for example the contact's name
  friend bool operator==(const Speak&, const Speak&) = default;
};

struct StopSpeaking {
  friend bool operator==(const StopSpeaking&, const StopSpeaking&) = default;
};

struct ArmTimer {
  std::uint64_t id = 0;
  Milliseconds at = 0;
  friend bool operator==(const ArmTimer&, const ArmTimer&) = default;
};

struct SendMessage {
  ConfirmedRecording recording;
  std::string transcript;  // for the reader of the message; may be empty
  friend bool operator==(const SendMessage&, const SendMessage&) = default;
};

struct ShowExhibit {
  Exhibit exhibit;
  friend bool operator==(const ShowExhibit&, const ShowExhibit&) = default;
};

struct SetDevice {
  std::uint64_t id = 0;
  std::string device;                     // "living_room_lamp"
  std::string command;                    // "on", "off", "dim", "set-temperature", "lock" ...
  std::int64_t value_tenths = 0;          // of a temperature or a level
  std::optional<OpenPermit> permit = {};  // without it nothing is opened, unlocked or disarmed
  friend bool operator==(const SetDevice&, const SetDevice&) = default;
};

// The Report effects change nothing outside; they become event lines (design part 5) and journal entries.
struct ReportWake {
  Judgement judgement;
  std::string text;
  std::vector<std::pair<std::string, Permille>> scores;
  friend bool operator==(const ReportWake&, const ReportWake&) = default;
};

struct ReportHeard {
  Turn turn = Turn::kRequest;
  std::string text;
  Permille confidence = 0;
  SampleSpan span;
  std::optional<Permille> similarity;  // of the voice to the one that asked, once compared
  std::optional<bool> same_voice;      // none: too little was said to tell
  friend bool operator==(const ReportHeard&, const ReportHeard&) = default;
};

struct ReportGate {
  Judgement judgement;
  friend bool operator==(const ReportGate&, const ReportGate&) = default;
};

enum class MessageState : std::uint8_t {
  kRecording,
  kHeld,
  kWaiting,
  kSending,
  kSent,
  kCancelled,
  kRefused,
  kFailed,
  kUnknown,
};
[[nodiscard]] std::string_view message_state_name(MessageState state);

struct ReportMessage {
  MessageState state = MessageState::kRecording;
  std::uint64_t message_id = 0;
  std::string contact;
  SampleSpan span;
  Reason reason = Reason::kNone;
  friend bool operator==(const ReportMessage&, const ReportMessage&) = default;
};

struct ReportDevice {
  std::string device;
  std::string command;
  std::string result;
  friend bool operator==(const ReportDevice&, const ReportDevice&) = default;
};

// Destroy what was said, and its sound, in the journal's records of this time of the run.
struct ForgetHeard {
  std::uint64_t id = 0;
  Milliseconds from = 0;
  Milliseconds to = 0;
  friend bool operator==(const ForgetHeard&, const ForgetHeard&) = default;
};

// Keep these over a restart, in the place of what was kept before.
struct KeepReminders {
  Reminders reminders;
  friend bool operator==(const KeepReminders&, const KeepReminders&) = default;
};

// Ring until StopRinging or another Ring. A ring is a tone and no prompt: nothing waits for its end, and it
// gives way to whatever is spoken.
struct Ring {
  std::uint64_t id = 0;
  AlertKind kind = AlertKind::kTimer;  // of the first that rings: each has a tone of its own
  Permille level = 1000;               // 0: silent for a while
  friend bool operator==(const Ring&, const Ring&) = default;
};

struct StopRinging {
  friend bool operator==(const StopRinging&, const StopRinging&) = default;
};

struct ReportTimer {
  AlertChange change = AlertChange::kSet;
  std::string kind;            // "timer", "alarm", "reminder" or "list"
  std::string text;            // its name or words; of the list the items, joined
  Milliseconds length_ms = 0;  // of a timer
  std::string at;              // of what goes by the clock: "19:30"
  friend bool operator==(const ReportTimer&, const ReportTimer&) = default;
};

using Effect =
    std::variant<Transcribe, DropTranscription, CompareVoices, Speak, StopSpeaking, ArmTimer, SendMessage,
                 ShowExhibit, SetDevice, ReportWake, ReportHeard, ReportGate, ReportMessage, ReportDevice,
                 ForgetHeard, KeepReminders, Ring, StopRinging, ReportTimer, IdentifyVoice>;

}  // namespace sotto
