// Codec: events and effects as JSON, one object a line. The form of golden traces and, later, of journal
// records.
//
// Encoding is deterministic: keys are sorted, numbers are integers. Decoding accepts exactly what encoding
// writes; anything else is file-invalid. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"

namespace sotto {

[[nodiscard]] std::string encode_event(const Event& event);
[[nodiscard]] Result<Event> decode_event(std::string_view line);

// Effects are compared as text, so they are only encoded.
[[nodiscard]] std::string encode_effect(const Effect& effect);

// A SetDevice back from its line, for the process that reaches the devices: its permit with it, and no other
// effect. Errors: file-invalid.
[[nodiscard]] Result<SetDevice> decode_set_device(std::string_view line);

// The kind's name: "transcribed", "report-gate".
[[nodiscard]] std::string_view event_name(const EventBody& body);
[[nodiscard]] std::string_view effect_name(const Effect& effect);

}  // namespace sotto
