// Traces: what happened to the core, and what it did about it, as JSON lines.
//
//   NAME.events.jsonl    the events, one a line (journal/codec.hpp)
//   NAME.effects.jsonl   for each event that had effects: {"after":SEQUENCE,"effects":[...]}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/event.hpp"

namespace sotto {

// Errors: file-missing, file-invalid with the line's number.
[[nodiscard]] Result<std::vector<Event>> read_events(const std::filesystem::path& file);

// The lines of the effects file that the core of today gives for these events.
[[nodiscard]] std::vector<std::string> effect_lines(const std::vector<Event>& events);

[[nodiscard]] std::vector<std::string> read_lines(const std::filesystem::path& file);
void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines);

}  // namespace sotto
