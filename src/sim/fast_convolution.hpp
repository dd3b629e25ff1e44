// Convolution by Fourier transforms: what a room makes of a voice, hundreds of times faster than sample by
// sample. Pure; any thread.
#pragma once

#include <span>
#include <vector>

namespace sotto {

// The full convolution: signal.size() + response.size() - 1 samples, or none if either is empty. Cut into
// blocks of twice the response's length (overlap and add), so the memory beside the result is a few of those.
[[nodiscard]] std::vector<float> convolve(std::span<const float> signal, std::span<const float> response);

}  // namespace sotto
