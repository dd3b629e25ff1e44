// Check: one condition that a gate looked at, with what was found and what was needed. The checks of a gate
// are read from its evidence and from the policy in force.
//
// Thread-safety: plain values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explain/interaction.hpp"

namespace sotto {

enum class Unit : std::uint8_t { kPoints, kTime, kLogProbability, kDecibel };
enum class Bound : std::uint8_t { kAtLeast, kAtMost };

struct Check {
  Gate gate = Gate::kWake;
  std::string name;  // "similarity of the two voices"
  bool held = false;
  bool decides = true;  // had it not held, the gate would not have passed
  std::string term;     // a word that needs explaining: see explain_term()

  // A number against a threshold ...
  std::optional<std::int64_t> measured;
  std::int64_t limit = 0;
  Bound bound = Bound::kAtLeast;
  Unit unit = Unit::kPoints;

  // ... or a yes or no, in words.
  std::string found;   // "somebody did"
  std::string needed;  // what a refusal would have needed instead: "nobody talking while it asked"
  std::string breaks;  // what alone would have stopped it; empty: nothing of the kind could happen

  // How much of the room between best value and threshold was left, in thousandths; 0: at the threshold.
  [[nodiscard]] std::optional<Permille> room() const;
};

// REQUIRES: the step is one of `interaction`.
[[nodiscard]] std::vector<Check> checks_of(const Interaction& interaction, const GateStep& step);

// "likeness of the voice to the one that asked: 431, at least 720 needed, 289 too little"
[[nodiscard]] std::string check_text(const Check& check);
// "likeness of the voice to the one that asked of at least 720 (it was 431)"
[[nodiscard]] std::string needed_text(const Check& check);
// "likeness of the voice to the one that asked below 720 (it was 860)"; empty where nothing would have.
[[nodiscard]] std::string breaks_text(const Check& check);
// What the term means, in a sentence.
[[nodiscard]] std::string explain_term(const std::string& term);

}  // namespace sotto
