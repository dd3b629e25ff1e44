#include "sim/fast_convolution.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <utility>

namespace sotto {
namespace {

using Complex = std::complex<double>;

// A Fourier transform of a power of two (Cooley and Tukey 1965), its factors computed once.
class Transform {
 public:
  explicit Transform(std::size_t size) : factors_(size / 2), order_(size) {
    for (std::size_t i = 0; i < factors_.size(); ++i) {
      const double angle = -2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size);
      factors_[i] = {std::cos(angle), std::sin(angle)};
    }
    for (std::size_t i = 1; i < size; ++i) {
      order_[i] = (order_[i / 2] / 2) | ((i & 1U) != 0 ? size / 2 : 0);
    }
  }

  void forward(std::vector<Complex>& values) const {
    const std::size_t size = order_.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (i < order_[i]) std::swap(values[i], values[order_[i]]);
    }
    for (std::size_t half = 1; half < size; half *= 2) {
      const std::size_t stride = size / (2 * half);
      for (std::size_t block = 0; block < size; block += 2 * half) {
        for (std::size_t k = 0; k < half; ++k) {
          const Complex odd = multiply(factors_[k * stride], values[block + half + k]);
          const Complex even = values[block + k];
          values[block + k] = even + odd;
          values[block + half + k] = even - odd;
        }
      }
    }
  }

  // The product written out: the operator also handles infinities, which cost time and do not occur.
  static Complex multiply(const Complex& a, const Complex& b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }

 private:
  std::vector<Complex> factors_;
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<float> convolve(std::span<const float> signal, std::span<const float> response) {
  if (signal.empty() || response.empty()) return {};
  const std::size_t size = std::bit_ceil(2 * response.size());
  const std::size_t step = size - response.size() + 1;
  const Transform transform(size);
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
    for (std::size_t i = 0; i < size; ++i) block[i] = std::conj(Transform::multiply(block[i], filter[i]));
    transform.forward(block);
    const std::size_t length = std::min(part.size() + response.size() - 1, out.size() - from);
    for (std::size_t i = 0; i < length; ++i) {
      out[from + i] += static_cast<float>(block[i].real() / static_cast<double>(size));
    }
  }
  return out;
}

}  // namespace sotto
