#include "runtime/fourier.hpp"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/assert.hpp"

namespace sotto {

FourierTransform::FourierTransform(std::size_t size) : factors_(size / 2), order_(size) {
  SOTTO_ASSERT(size >= 2 && std::has_single_bit(size));
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    const double angle = -2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size);
    factors_[i] = {std::cos(angle), std::sin(angle)};
  }
  for (std::size_t i = 1; i < size; ++i) {
    order_[i] = (order_[i / 2] / 2) | ((i & 1U) != 0 ? size / 2 : 0);
  }
}

void FourierTransform::forward(std::vector<std::complex<double>>& values) const {
  SOTTO_ASSERT(values.size() == order_.size());
  const std::size_t size = order_.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (i < order_[i]) std::swap(values[i], values[order_[i]]);
  }
  for (std::size_t half = 1; half < size; half *= 2) {
    const std::size_t stride = size / (2 * half);
    for (std::size_t block = 0; block < size; block += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        const std::complex<double> odd = multiply(factors_[k * stride], values[block + half + k]);
        const std::complex<double> even = values[block + k];
        values[block + k] = even + odd;
        values[block + half + k] = even - odd;
      }
    }
  }
}

}  // namespace sotto
