// AnswerBook: what the core asked the world in a recorded run, when, and what came back. Lets another policy
// be given the same answers where it asks the same.
//
// Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/effect.hpp"
#include "core/event.hpp"
#include "runtime/journal_runs.hpp"

namespace sotto {

struct RecordedAnswer {
  Milliseconds at = 0;
  std::uint64_t sequence = 0;
  EventBody body;
};

// One effect of the record that waits for an answer.
struct RecordedQuestion {
  std::string kind;  // "transcribe", "compare-voices", "identify-voice", "speak", "set-device" ...
  std::uint64_t id = 0;
  std::uint64_t sequence = 0;
  Milliseconds asked_at = 0;
  std::string asked;                     // its codec text without what only numbers it
  std::vector<std::string> forced;       // of transcribe, which stand in no order of importance
  std::string prompt;                    // of speak
  std::optional<RecordedAnswer> answer;  // none: nothing came back
  std::optional<Milliseconds> dropped_at;
  bool words_gone = false;  // what was asked, or the answer, was deleted
  bool cut_short = false;   // of speak: it was silenced before its end
  bool taken = false;       // it has answered somebody
};

class AnswerBook {
 public:
  // Records come in order. Errors: journal-damaged.
  [[nodiscard]] Result<void> take(const RecordedStep& recorded);

  // What is older is forgotten.
  void forget_before(Milliseconds at);

  // The question that asked the same: for Transcribe and CompareVoices the same stretches of sound at any
  // time; for all others the same at the same moment. Null where it was never asked.
  [[nodiscard]] RecordedQuestion* find(const Effect& effect, Milliseconds at);

  // Something of that kind was asked in words that were deleted, so nobody can know whether it was the same.
  [[nodiscard]] bool may_be_deleted(const Effect& effect, Milliseconds at) const;

  [[nodiscard]] const std::deque<RecordedQuestion>& questions() const { return questions_; }

 private:
  [[nodiscard]] Result<void> take_effect(const JournalRecord& effect);
  [[nodiscard]] Result<void> take_answer(const JournalRecord& record);

  std::deque<RecordedQuestion> questions_;
};

// The recorded answer for another asker: its id in place of the recorded one, and of a transcript only the
// scores that were asked for.
[[nodiscard]] EventBody readdress(EventBody answer, const Effect& effect);

// Whether the event answers an effect or lets time pass; all others come from the room or the owner.
[[nodiscard]] bool is_answer(const EventBody& body);

// What counts as the same moment: nobody in the room could have told the difference.
inline constexpr Milliseconds kSameMomentMs = 50;

}  // namespace sotto
