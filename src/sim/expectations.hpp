// Expectations: whether a run came to what its scene demands. Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "journal/event_lines.hpp"
#include "sim/scene.hpp"

namespace sotto {

// What the scene demands of that policy, or null: then nothing is judged.
[[nodiscard]] const Expectation* find_expectation(const Scene& scene, const std::string& policy);

// One line for each difference, for people: "sent: 0, expected 1". Empty where all is as expected.
[[nodiscard]] std::vector<std::string> list_differences(const Expectation& expected,
                                                        const RunSummary& summary);

}  // namespace sotto
