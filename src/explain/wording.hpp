// How the story says times, numbers and names. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/units.hpp"
#include "core/verdict.hpp"
#include "explain/interaction.hpp"

namespace sotto {

// "0:12.3", "1:02:03.4": time of the run.
[[nodiscard]] std::string run_time(Milliseconds at);
[[nodiscard]] std::string run_time_of(SampleCount position);
// "0.7 s"
[[nodiscard]] std::string seconds(Milliseconds length);
// "83 %" of a probability in (0, 1] whose natural logarithm this is, in thousandths.
[[nodiscard]] std::string percent_of_log(std::int64_t log_prob_milli);
// "94 %"
[[nodiscard]] std::string percent(Permille share);

// In quotation marks, or "(deleted)".
[[nodiscard]] std::string quoted_said(const Said& said);
[[nodiscard]] std::string quoted(std::string_view text);

// "send a message" for "send-message"; the name itself where it is none of ours.
[[nodiscard]] std::string intent_words(std::string_view intent);
// "the confirm gate (is it meant?)": what the gate asks, for those who do not know it.
[[nodiscard]] std::string gate_question(Gate gate);
// "passed", "refused", "asked once more", "asked for a longer answer"
[[nodiscard]] std::string verdict_words(Gate gate, Verdict verdict);

}  // namespace sotto
