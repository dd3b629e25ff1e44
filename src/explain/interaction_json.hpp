// The facts of an interaction as JSON, for programs. Thread-safety: pure.
#pragma once

#include <string>

#include "explain/story.hpp"

namespace sotto {

// One object without a line break. Deleted words are null. Times of the run are in seconds.
[[nodiscard]] std::string interaction_json(const Interaction& interaction, const Story& story);

}  // namespace sotto
