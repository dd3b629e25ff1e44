// What the core remembers while nothing goes on, kept in step with a journal while its dialogs cannot be
// followed.
//
// Thread-safety: one thread.
#pragma once

#include <utility>

#include "core/state.hpp"
#include "runtime/journal_runs.hpp"

namespace sotto {

// Ends whatever goes on, as the core does it, without effects.
[[nodiscard]] DialogState put_to_rest(DialogState state);

class RestKeeper {
 public:
  explicit RestKeeper(DialogState state) : state_(put_to_rest(std::move(state))) {}

  // An event that may be unreadable because its words were deleted, and what the core did about it.
  // Errors: journal-damaged.
  [[nodiscard]] Result<void> take(const RecordedStep& recorded);

  // All that a core at rest knows, but for the sentence that answers "what did you just do?".
  [[nodiscard]] const DialogState& state() const { return state_; }
  // False when the contacts were deleted: then no later dialog can be followed either.
  [[nodiscard]] bool contacts_known() const { return contacts_known_; }

 private:
  void take_event(const Event& event, bool begins);
  [[nodiscard]] Result<void> take_effect(const JournalRecord& effect);
  void end_device_order(std::uint64_t command);

  DialogState state_;
  Milliseconds woke_at_ = 0;
  bool contacts_known_ = true;
};

}  // namespace sotto
