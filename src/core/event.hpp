// Events: everything the core may ever know, as plain values in the past tense.
//
// Time arrives in Event::at, sound only as positions (samples of the run), randomness as `nonce`. The order
// of events is the order in which the runtime appended them to the journal; `sequence` counts them from 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/units.hpp"
#include "core/alert.hpp"
#include "core/policy.hpp"
#include "core/vocabulary.hpp"
#include "nlu/transcript.hpp"

namespace sotto {

struct PolicyChanged {
  Policy policy;
  friend bool operator==(const PolicyChanged&, const PolicyChanged&) = default;
};

struct VocabularyChanged {
  Vocabulary vocabulary;
  friend bool operator==(const VocabularyChanged&, const VocabularyChanged&) = default;
};

// Contacts and whether communications are on at all. Off is the state after install.
struct ContactsChanged {
  bool communications_on = false;
  std::vector<Contact> contacts;
  friend bool operator==(const ContactsChanged&, const ContactsChanged&) = default;
};

// Somebody began to speak at `start` (which lies a little before the event's time).
struct SpeechStarted {
  SampleCount start = 0;
  friend bool operator==(const SpeechStarted&, const SpeechStarted&) = default;
};

// The speech that began at span.from ended at span.to; 200 ms of silence have passed since.
struct SpeechPaused {
  SampleSpan span;
  friend bool operator==(const SpeechPaused&, const SpeechPaused&) = default;
};

struct DetectorScore {
  std::string detector;
  Permille score = 0;
  friend bool operator==(const DetectorScore&, const DetectorScore&) = default;
};

// A wake detector reached its proposal threshold. `scores` holds every detector's score, the proposer first.
struct WakeProposed {
  SampleCount at = 0;
  std::vector<DetectorScore> scores;
  std::uint64_t nonce = 0;  // unpredictable; chooses the challenge phrase of the dialog, if there is one
  friend bool operator==(const WakeProposed&, const WakeProposed&) = default;
};

struct Transcribed {
  std::uint64_t request = 0;  // id of the Transcribe effect
  Transcript transcript;
  friend bool operator==(const Transcribed&, const Transcribed&) = default;
};

struct TranscriptionFailed {
  std::uint64_t request = 0;
  std::string code;
  friend bool operator==(const TranscriptionFailed&, const TranscriptionFailed&) = default;
};

struct VoicesCompared {
  std::uint64_t request = 0;      // id of the CompareVoices effect
  Permille similarity = 0;        // cosine, -1000 to 1000
  Milliseconds reference_ms = 0;  // voiced length of each side
  Milliseconds reply_ms = 0;
  friend bool operator==(const VoicesCompared&, const VoicesCompared&) = default;
};

struct VoiceComparisonFailed {
  std::uint64_t request = 0;
  std::string code;
  friend bool operator==(const VoiceComparisonFailed&, const VoiceComparisonFailed&) = default;
};

struct VoiceScore {
  std::string name;    // of an enrolled person
  Permille score = 0;  // cosine to that person's print, -1000 to 1000
  friend bool operator==(const VoiceScore&, const VoiceScore&) = default;
};

// How near a voice came to each enrolled one. A VoiceComparisonFailed of the same request says that nobody
// knows.
struct VoiceIdentified {
  std::uint64_t request = 0;  // id of the IdentifyVoice effect
  std::vector<VoiceScore> scores;
  Milliseconds voiced_ms = 0;
  friend bool operator==(const VoiceIdentified&, const VoiceIdentified&) = default;
};

// Whose voices are enrolled. The prints themselves never reach the core or the journal.
struct VoicesChanged {
  std::vector<std::string> names;
  friend bool operator==(const VoicesChanged&, const VoicesChanged&) = default;
};

enum class OrderSource : std::uint8_t { kPage, kTimer, kTyped };
[[nodiscard]] std::string_view order_source_name(OrderSource source);  // "page"

// An order to a device that nobody spoke. `approved` counts only from the page, where somebody looked at it.
struct OrderGiven {
  OrderSource source = OrderSource::kTyped;
  std::string device;
  std::string command;
  std::int64_t value_tenths = 0;
  bool approved = false;
  friend bool operator==(const OrderGiven&, const OrderGiven&) = default;
};

// What the microphone heard of a prompt while it was played.
struct PromptEcho {
  bool found = false;    // the prompt itself was recognised in the microphone's sound
  int over_talk_db = 0;  // how much louder it was there than all that was neither it nor steady noise
  friend bool operator==(const PromptEcho&, const PromptEcho&) = default;
};

struct PromptFinished {
  std::uint64_t prompt = 0;             // id of the Speak effect
  bool heard = false;                   // it came out of the loudspeaker
  std::optional<PromptEcho> echo = {};  // none: nobody measured whether it reached the room
  friend bool operator==(const PromptFinished&, const PromptFinished&) = default;
};

struct TimerFired {
  std::uint64_t timer = 0;  // id of the ArmTimer effect
  friend bool operator==(const TimerFired&, const TimerFired&) = default;
};

struct DeviceAnswered {
  std::uint64_t command = 0;  // id of the SetDevice effect
  // "confirmed": its state says so; "answered": of a question; "no-answer", "unavailable", "no-device",
  // "refused".
  std::string result;
  std::string told;  // what to say aloud; empty: as the result has it
  friend bool operator==(const DeviceAnswered&, const DeviceAnswered&) = default;
};

enum class DeliveryOutcome : std::uint8_t {
  kSent,
  kFailed,
  kUnknown,    // it may have arrived
  kDeferred,   // it did not go out and is tried again later
  kCancelled,  // another program took it back in the last moment
};

struct MessageDelivered {
  std::uint64_t message_id = 0;
  std::string contact;  // as it was handed over
  DeliveryOutcome outcome = DeliveryOutcome::kUnknown;
  std::string code;  // of the error, if any
  friend bool operator==(const MessageDelivered&, const MessageDelivered&) = default;
};

// A button, the mute switch or a command cancelled whatever goes on.
struct CancelledByHand {
  friend bool operator==(const CancelledByHand&, const CancelledByHand&) = default;
};

// Sound was lost (an overrun, a device that vanished).
struct SoundLost {
  SampleCount samples = 0;
  friend bool operator==(const SoundLost&, const SoundLost&) = default;
};

// A typed request. It can never send: it only says where to begin.
struct RequestTyped {
  std::vector<Word> words;
  friend bool operator==(const RequestTyped&, const RequestTyped&) = default;
};

// The journal can, or can no longer, be written. What must be written down first is not done without it.
struct JournalChanged {
  bool writable = true;
  std::string code;  // of the error, if any
  friend bool operator==(const JournalChanged&, const JournalChanged&) = default;
};

// What came of a ForgetHeard.
struct Forgotten {
  std::uint64_t request = 0;  // id of the ForgetHeard effect
  bool done = false;
  friend bool operator==(const Forgotten&, const Forgotten&) = default;
};

// The microphone was switched off (or on again): nothing is heard from here on. Written down at the start of
// a run as well, where it was off before.
struct CaptureMuted {
  bool muted = false;
  friend bool operator==(const CaptureMuted&, const CaptureMuted&) = default;
};

// The clock on the wall: at the start, when it jumps, and now and then. The core reckons on from the last
// one.
struct WallClockRead {
  std::int64_t epoch_ms = 0;   // UTC, since 1970
  int utc_offset_minutes = 0;  // of the time zone of the house at that moment, summer time included
  friend bool operator==(const WallClockRead&, const WallClockRead&) = default;
};

// Timers, alarms, reminders and the list as they are kept: at the start, and when another program changed
// them.
struct RemindersLoaded {
  Reminders reminders;
  RingRules rules;
  friend bool operator==(const RemindersLoaded&, const RemindersLoaded&) = default;
};

// What came of a KeepReminders that could not be done.
struct RemindersNotKept {
  std::string code;  // of the error
  friend bool operator==(const RemindersNotKept&, const RemindersNotKept&) = default;
};

// Somebody released by hand what near-misses had locked.
struct SendingReleased {
  friend bool operator==(const SendingReleased&, const SendingReleased&) = default;
};

using EventBody =
    std::variant<PolicyChanged, VocabularyChanged, ContactsChanged, SpeechStarted, SpeechPaused, WakeProposed,
                 Transcribed, TranscriptionFailed, VoicesCompared, VoiceComparisonFailed, PromptFinished,
                 TimerFired, DeviceAnswered, MessageDelivered, CancelledByHand, SoundLost, RequestTyped,
                 JournalChanged, Forgotten, CaptureMuted, WallClockRead, RemindersLoaded, RemindersNotKept,
                 SendingReleased, VoicesChanged, VoiceIdentified, OrderGiven>;

struct Event {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  EventBody body;
  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace sotto
