// Story: an interaction in plain words: what woke it, what it heard and how sure it was, what it asked and
// whether anybody talked meanwhile, how near each gate was to the other verdict, what happened, and what
// would have had to be different.
//
// Thread-safety: plain values; pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "explain/check.hpp"
#include "explain/interaction.hpp"

namespace sotto {

struct StoryStep {
  std::uint64_t sequence = 0;  // of the record that it tells
  Milliseconds at = 0;
  std::string text;
  const GateStep* gate = nullptr;  // the judgement made here; borrowed from the interaction
  std::vector<Check> checks;
};

struct Story {
  std::string headline;  // what came of it
  std::string where;     // when, and under which rules
  std::vector<StoryStep> steps;
  std::string question;  // what the list below answers
  std::vector<std::string> different;
  std::vector<std::string> terms;  // what the numbers mean
  std::vector<std::string> remarks;
};

// A time on the wall as the reader writes it.
using WallClock = std::function<std::string(std::int64_t wall_ms)>;

// The story borrows from the interaction, which must outlive it.
[[nodiscard]] Story tell_story(const Interaction& interaction, const WallClock& wall);

// As text, lines of at most 100 characters where words allow it.
[[nodiscard]] std::string story_text(const Story& story);

}  // namespace sotto
