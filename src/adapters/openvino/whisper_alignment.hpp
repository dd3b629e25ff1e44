// When each token was said, from where the decoder looked in the sound while it wrote it. Pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sotto {

// `attention` is (rows, steps), row i for the i-th token and the last row for the end of the text, as
// WhisperDecoded has it. Returns rows + 1 boundaries in steps, never falling: token i lies in [result[i],
// result[i + 1]). Only the first `used_steps` steps are looked at, the others are silence. Dynamic time
// warping over the attention, normalised and median-filtered, as in openai/whisper, timing.py. REQUIRES: rows
// >= 1, 1 <= used_steps <= steps.
[[nodiscard]] std::vector<int> align_tokens(std::span<const float> attention, std::size_t rows,
                                            std::size_t steps, std::size_t used_steps);

}  // namespace sotto
