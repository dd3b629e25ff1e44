// "Release what near-misses have locked": asked by another program, done by the Sotto that listens in this
// folder.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace sotto {

// Leaves the wish in the data folder. Errors: not-available (nobody listens there), those of
// write_private_file().
[[nodiscard]] Result<void> ask_release(const std::filesystem::path& data);

// Whether somebody asked since the last call; what was asked before this run began counts for nothing,
// because a run begins unlocked.
[[nodiscard]] bool take_release(const std::filesystem::path& data);

}  // namespace sotto
