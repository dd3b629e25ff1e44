// Play: a conversation whose sound carries its own text, so that a dialog can be run without a model.
//
// Every line has a number, and its sound is that number as a constant level; silence is zero. Engines made
// for tests (played_engines.hpp) read the number back from the samples they are given, and a test reads from
// the samples that were delivered whose words they are. Thread-safety: plain values, read by several threads
// while a run goes on.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {

struct PlayLine {
  std::string text;
  // "start", "after:KIND" (a prompt of that kind has ended) or "during:KIND" (it has begun). The n-th prompt
  // of a kind brings the n-th line that waits for it.
  std::string on = "start";
  Milliseconds delay_ms = 500;
  Milliseconds length_ms = 1500;
  int person = 0;  // 0 to 255: whose voice
};

using Play = std::vector<PlayLine>;

[[nodiscard]] float level_of(std::size_t line);
[[nodiscard]] std::optional<std::size_t> line_at(float level);

// The lines that sound in these samples, in the order of their beginnings.
[[nodiscard]] std::vector<std::size_t> lines_in(std::span<const float> samples);

// "Alexa, send a message": how every wake word of a play begins.
[[nodiscard]] bool wakes(const PlayLine& line);

// Somebody sends Maria a message and says everything in time; line 3 is the message.
[[nodiscard]] Play intended_message();

// The guarded rules, communications on, Maria Alvarez and Ben Okafor allowed, a lamp.
[[nodiscard]] RunSetup setup_of_plays();

}  // namespace sotto
