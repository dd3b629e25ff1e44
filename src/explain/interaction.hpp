// Interaction: one wake and all that followed on it, as the journal holds it. Plain values.
//
// What was said, and who was named, is an optional text: none where it was deleted. Times are those of the
// run; positions of sound are samples of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/units.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "core/policy.hpp"
#include "core/verdict.hpp"
#include "journal/record.hpp"

namespace sotto {

using Said = std::optional<std::string>;

// A fact of a verdict's evidence.
struct KnownFact {
  std::string key;
  std::optional<std::variant<std::int64_t, bool, std::string>> value;  // none: deleted
};

struct GateStep {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  Gate gate = Gate::kWake;
  Verdict verdict = Verdict::kRefuse;
  Reason reason = Reason::kNone;
  std::vector<KnownFact> evidence;

  [[nodiscard]] const KnownFact* find(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] bool passed() const { return verdict == Verdict::kPass; }
};

struct WakeStep {
  GateStep judgement;
  Milliseconds proposed_at = 0;
  SampleCount position = 0;  // where the detector's score rests
  Said text;                 // what the recogniser made of the beginning; empty where it was not asked
  std::vector<DetectorScore> scores;
};

struct HeardStep {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  Turn turn = Turn::kRequest;
  Said text;
  Permille confidence = 0;
  SampleSpan span;
};

// Something that Sotto said or played.
struct PromptStep {
  std::uint64_t sequence = 0;
  std::uint64_t id = 0;
  Milliseconds asked_at = 0;
  Milliseconds begins = 0;              // later than asked_at where another prompt had to end first
  std::optional<Milliseconds> ends;     // none: the journal does not say
  bool heard = false;                   // it came out of the loudspeaker, whole
  std::optional<PromptEcho> echo;       // what the microphone heard of it; none: nobody measured
  std::string name;                     // "to-whom"
  std::string text;                     // empty for a tone; deleted words stand as "(deleted)"
  std::vector<SampleSpan> talked_over;  // speech in the room meanwhile

  [[nodiscard]] bool tone() const { return text.empty(); }
};

struct ComparisonStep {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  Permille similarity = 0;
  Milliseconds reference_ms = 0;
  Milliseconds reply_ms = 0;
};

struct MessageStep {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  MessageState state = MessageState::kRecording;
  Said contact;
  SampleSpan span;
  Reason reason = Reason::kNone;
};

struct DeviceStep {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  std::string device;
  std::string command;
  std::string result;
};

// Something from outside the dialog that bears on it: the record's kind, such as "event/cancelled-by-hand".
struct Interruption {
  std::uint64_t sequence = 0;
  Milliseconds at = 0;
  std::string kind;
};

// Sound of this dialog that was kept.
struct KeptSound {
  std::uint64_t sequence = 0;  // of its "recording" record
  SampleSpan span;
  bool deleted = false;
};

// Words or sound that were destroyed later.
struct Deletion {
  std::uint64_t sequence = 0;
  std::int64_t wall_ms = 0;
  std::string why;  // "retention", "asked-by-voice" ...
  bool words = false;
  bool sound = false;
};

struct Interaction {
  std::uint64_t id = 0;    // sequence of the record that judges the wake
  std::uint64_t from = 0;  // first and last record that belong to it
  std::uint64_t to = 0;
  std::int64_t wall_ms = 0;
  Milliseconds at = 0;
  std::optional<Policy> policy;  // in force at the wake
  std::uint64_t policy_sequence = 0;
  std::string wake_word;                                           // empty: the journal does not say
  std::optional<std::uint64_t> settings_sequence;                  // of the settings file in force
  std::vector<std::pair<std::string, std::string>> contact_names;  // id, name; without the deleted ones

  WakeStep wake;
  std::vector<HeardStep> heard;
  std::vector<GateStep> gates;  // those after the wake
  std::vector<PromptStep> prompts;
  std::vector<ComparisonStep> comparisons;
  std::vector<MessageStep> messages;
  std::vector<DeviceStep> devices;
  std::vector<Interruption> interruptions;
  std::vector<SampleSpan> speech;  // from a little before the wake
  std::optional<KeptSound> sound;
  bool words_deleted = false;  // some of them at least
  std::vector<Deletion> deletions;

  // The contact's name where it is known, else its id.
  [[nodiscard]] std::string name_of(const std::string& contact_id) const;
  // Whether a message, or the exhibit of portland-2018, left.
  [[nodiscard]] bool sent() const;
};

inline constexpr const char* kDeleted = "(deleted)";

}  // namespace sotto
