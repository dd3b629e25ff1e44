// The checks of each gate, from its evidence. Internal to the room; see check.hpp.
#pragma once

#include <vector>

#include "explain/check.hpp"

namespace sotto {

[[nodiscard]] std::vector<Check> wake_checks(const Interaction& interaction, const GateStep& step);
[[nodiscard]] std::vector<Check> request_checks(const Interaction& interaction, const GateStep& step);
[[nodiscard]] std::vector<Check> contact_checks(const Interaction& interaction, const GateStep& step);
[[nodiscard]] std::vector<Check> confirm_checks(const Interaction& interaction, const GateStep& step);
[[nodiscard]] std::vector<Check> record_checks(const Interaction& interaction, const GateStep& step);
[[nodiscard]] std::vector<Check> hold_checks(const Interaction& interaction, const GateStep& step);
[[nodiscard]] std::vector<Check> open_checks(const Interaction& interaction, const GateStep& step);

// A number of the evidence against a threshold; nothing where the evidence lacks it.
struct Threshold {
  const char* name;
  const char* term;
  Bound bound;
  Unit unit;
};
void add_number(std::vector<Check>& checks, const GateStep& step, const Threshold& threshold,
                std::optional<std::int64_t> measured, std::optional<std::int64_t> limit);
void add_answer(std::vector<Check>& checks, const GateStep& step, Check check);

// Where none of the checks tells why the gate did not pass, its reason becomes one.
void add_reason(std::vector<Check>& checks, const GateStep& step);

// The heard utterance that this gate judged, or null.
[[nodiscard]] const HeardStep* heard_before(const Interaction& interaction, const GateStep& step);
// The question that the judged answer was given to, or null.
[[nodiscard]] const PromptStep* question_before(const Interaction& interaction, const GateStep& step);

}  // namespace sotto
