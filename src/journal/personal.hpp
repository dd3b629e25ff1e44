// Personal: takes what was said, and who was named, out of a record's text and puts it back.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "journal/record.hpp"

namespace sotto {

// The record of an event or an effect: codec text, parted. join_words(draft.body, draft.words) is the codec's
// text again, byte for byte.
[[nodiscard]] Draft draft_event(const Event& event);
[[nodiscard]] Draft draft_effect(const Effect& effect, Milliseconds at);

// The whole text. Errors: file-invalid (no such JSON, or words that point to nothing).
[[nodiscard]] Result<std::string> join_words(std::string_view body, const std::optional<std::string>& words);

// The event of an "event/..." record. Errors: file-invalid; not-available where its words were destroyed.
[[nodiscard]] Result<Event> event_of(const JournalRecord& record);

}  // namespace sotto
