// A Fourier transform of a power of two (Cooley and Tukey 1965), its factors computed once.
//
// Pure; a constant object may be used by any number of threads.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace sotto {

class FourierTransform {
 public:
  // REQUIRES: size is a power of two and at least 2.
  explicit FourierTransform(std::size_t size);

  // In place, without a factor: forward(conj(forward(x))) is conj(x) times the size. REQUIRES: as many values
  // as `size`.
  void forward(std::vector<std::complex<double>>& values) const;

  [[nodiscard]] std::size_t size() const { return order_.size(); }

  // The product written out: the operator also handles infinities, which cost time and do not occur.
  static std::complex<double> multiply(const std::complex<double>& a, const std::complex<double>& b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }

 private:
  std::vector<std::complex<double>> factors_;
  std::vector<std::size_t> order_;
};

}  // namespace sotto
