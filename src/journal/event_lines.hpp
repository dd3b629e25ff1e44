// Event lines: what a run shows to people and programs, one JSON object a line (design part 5).
//
// Made from effects only, so the lines of a replay, of a live run and of a journal are the same.
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "core/effect.hpp"

namespace sotto {

// What the whole run came to. Counts since the run began.
struct RunSummary {
  Milliseconds audio_ms = 0;
  double wall_s = 0.0;
  int wakes = 0;    // accepted ones
  int dialogs = 0;  // wakes followed by an order that was understood
  int sent = 0;
  int held = 0;  // waiting for approval at the end
  int cancelled = 0;
  int refused = 0;  // gate verdicts that refused, wake proposals left out
  int devices = 0;
  std::string refused_by;  // gate of the last refusal
  std::string reason;      // and its reason

  // Adds what this effect says.
  void count(const Effect& effect);
};

// What an effect needs beside itself to become a line.
struct LineContext {
  Milliseconds at = 0;
  std::string channel;                // of messages
  std::string prompt_text;            // of Speak
  std::optional<Milliseconds> until;  // of Speak: when the prompt will have ended
};

// The line without a line break, or nothing for effects that are no line (timers, requests to engines).
[[nodiscard]] std::optional<std::string> event_line(const Effect& effect, const LineContext& context);
// A prompt's line, where the prompt's kind is known by its name only.
[[nodiscard]] std::string said_line(std::string_view prompt, const LineContext& context);
[[nodiscard]] std::string error_line(Milliseconds at, std::string_view code, std::string_view detail);
[[nodiscard]] std::string summary_line(const RunSummary& summary);

}  // namespace sotto
