// step: the dialog of Sotto as a pure function over events.
//
// No clock, no I/O, no randomness, no threads; the same state and event give the same step on every machine.
// Total: every event is valid in every phase, unexpected ones change nothing. A gate that gets no result in
// time refuses.
#pragma once

#include <vector>

#include "core/effect.hpp"
#include "core/event.hpp"
#include "core/state.hpp"

namespace sotto {

struct Step {
  DialogState state;
  std::vector<Effect> effects;
};

// REQUIRES: event.at is not before the previous event's.
[[nodiscard]] Step step(const DialogState& state, const Event& event);

}  // namespace sotto
