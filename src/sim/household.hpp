// Household sound: one shard of a plan (household_plan.hpp) as a microphone would have heard it, with the
// truth about it. docs/material.md tells how to use it.
//
// The same plan and the same files give the same samples on the same kind of processor. Thread-safety: a
// function of its arguments; shards may be rendered side by side as far as `load` allows it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/household_plan.hpp"

namespace sotto {

// The sound of SpokenLine::file: mono, 16 kHz, at the synthesiser's -20 dBFS.
using LoadSpoken = std::function<Result<std::vector<float>>(const std::string& file)>;

// Twenty minutes take 77 MB and were seen to take 3.6 s of one core. The samples are in
// [-1, 1); what is louder is clipped, as a microphone does. Errors: those of `load`; file-invalid (the file
// is named) where a file's length is not the catalogue's.
[[nodiscard]] Result<std::vector<float>> render_shard(const ShardPlan& plan, const LoadSpoken& load);

// The truth as one JSON object without a line end: part, set, seed, shard, seconds, room with its rt60,
// noise, and for every utterance who (voice), line, kind, from, to (samples), where ("room" or "television"),
// distance_m, gain_db. `file` and `sha256` name the sound where it was kept; both may be empty.
[[nodiscard]] std::string format_truth(const ShardPlan& plan, const std::string& file,
                                       const std::string& sha256);

}  // namespace sotto
