// JournalRuns: reads a journal run by run and event by event, each with the effects that the core gave then.
//
// Records are taken in pages, so a journal of any length needs little memory. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "core/event.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

// A program started; what follows begins with a fresh state.
struct RunStart {
  int number = 0;              // counts from 1, oldest first
  std::uint64_t sequence = 0;  // of its first record
  BootId boot = {};
  Stamp stamp;
};

struct RecordedStep {
  JournalRecord event;
  std::vector<JournalRecord> effects;
};

using RunItem = std::variant<RunStart, RecordedStep>;

class RunReader {
 public:
  // `reader` must outlive this.
  explicit RunReader(const JournalReader& reader);

  // The next item; none at the end. Errors: those of the reader; journal-damaged (an effect without event).
  [[nodiscard]] Result<std::optional<RunItem>> next();

  // Sequence of the last record taken from the journal.
  [[nodiscard]] std::uint64_t position() const { return taken_; }

 private:
  [[nodiscard]] Result<const JournalRecord*> peek();
  [[nodiscard]] JournalRecord take();
  [[nodiscard]] Result<RecordedStep> gather();

  const JournalReader& reader_;
  std::deque<JournalRecord> page_;
  std::uint64_t asked_from_ = 1;  // where the next page begins
  std::uint64_t taken_ = 0;
  std::optional<std::uint64_t> size_;  // when reading began; what is written meanwhile is left out
  int runs_ = 0;
  std::optional<BootId> boot_;
};

[[nodiscard]] bool is_event_record(const JournalRecord& record);
[[nodiscard]] bool is_effect_record(const JournalRecord& record);

// Whether this event began a dialog, so that the core had been at rest: in any other phase a proposal has no
// effects.
[[nodiscard]] bool begins_dialog(const RecordedStep& recorded);

// The error that names a record.
[[nodiscard]] Error damaged_record(std::uint64_t sequence);

// Whether the core can take the event: a journal may come from anywhere, and time that goes back or a grammar
// that does not compile would be a programmer's error there.
[[nodiscard]] bool is_sound_event(const Event& event, Milliseconds now);

}  // namespace sotto
