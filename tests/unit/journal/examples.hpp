// Events of every kind, with no field left at its default: what the codec forgets shows as a difference.
#pragma once

#include <vector>

#include "core/effect.hpp"
#include "core/event.hpp"

namespace sotto {

// One body of every kind, in the order of EventBody's alternatives.
[[nodiscard]] std::vector<EventBody> example_bodies();

// One effect of every kind but SendMessage, in the order of Effect's alternatives: only the core can make
// that one.
[[nodiscard]] std::vector<Effect> example_effects();

// What the core sends when a whole dialog, from the wake word to the end of the hold, goes well.
[[nodiscard]] SendMessage sent_by_the_core();

}  // namespace sotto
