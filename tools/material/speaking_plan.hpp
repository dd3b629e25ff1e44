// The plan of speaking: which line is spoken by which voice, how fast, in which order. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/material_catalog.hpp"
#include "sim/material_talk.hpp"

namespace sotto {

// What is spoken under one name: talk, trigger phrases, dialogs.
struct SpeakingSet {
  std::string name;  // SpokenLine::set
  std::vector<TalkBlock> blocks;
  int takes = 1;  // how often each block is spoken, each time by other voices
};

// Every line of every take; sha256 and samples are still empty. First all first takes, then all second ones;
// within a take the blocks come in a shuffled order, tuning and test in turn, so that any beginning is
// useful. Two speakers of a block never have the same voice, and a block's takes have different ones as long
// as there are enough. Depends on nothing but its arguments: a block more does not change what the others
// get.
[[nodiscard]] std::vector<SpokenLine> plan_speaking(const std::vector<SpeakingSet>& sets, std::uint64_t seed);

}  // namespace sotto
