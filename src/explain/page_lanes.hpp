// The time axis of the page: speech in the room, what Sotto said, and the gates. Internal to the room.
#pragma once

#include <string>

#include "explain/story.hpp"

namespace sotto {

// Text for an element or an attribute in quotation marks.
[[nodiscard]] std::string escaped(std::string_view text);

struct PageAxis {
  Milliseconds from = 0;
  Milliseconds to = 0;
};
// The stretch of the sound where there is one, else from a little before the wake to the end.
[[nodiscard]] PageAxis axis_of(const Interaction& interaction, const std::optional<SampleSpan>& sound);

// An SVG, as wide as its place.
[[nodiscard]] std::string lanes_svg(const Interaction& interaction, const PageAxis& axis,
                                    bool below_waveform);

// "pass", "refuse", "again": the class of a verdict, and its sign.
[[nodiscard]] std::string verdict_class(Verdict verdict);
[[nodiscard]] std::string verdict_sign(Verdict verdict);

}  // namespace sotto
