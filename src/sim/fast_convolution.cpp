#include "sim/fast_convolution.hpp"

#include <algorithm>
#include <bit>
#include <complex>
#include <cstddef>

#include "runtime/fourier.hpp"

namespace sotto {

using Complex = std::complex<double>;

std::vector<float> convolve(std::span<const float> signal, std::span<const float> response) {
  if (signal.empty() || response.empty()) return {};
  const std::size_t size = std::bit_ceil(2 * response.size());
  const std::size_t step = size - response.size() + 1;
  const FourierTransform transform(size);
  std::vector<Complex> filter(size);
  std::copy(response.begin(), response.end(), filter.begin());
  transform.forward(filter);
  std::vector<float> out(signal.size() + response.size() - 1, 0.0F);
  std::vector<Complex> block(size);
  for (std::size_t from = 0; from < signal.size(); from += step) {
    const std::span<const float> part = signal.subspan(from, std::min(step, signal.size() - from));
    std::fill(block.begin(), block.end(), Complex{});
    std::copy(part.begin(), part.end(), block.begin());
    transform.forward(block);
    // The inverse transform is the forward one of the conjugate.
    for (std::size_t i = 0; i < size; ++i) {
      block[i] = std::conj(FourierTransform::multiply(block[i], filter[i]));
    }
    transform.forward(block);
    const std::size_t length = std::min(part.size() + response.size() - 1, out.size() - from);
    for (std::size_t i = 0; i < length; ++i) {
      out[from + i] += static_cast<float>(block[i].real() / static_cast<double>(size));
    }
  }
  return out;
}

}  // namespace sotto
