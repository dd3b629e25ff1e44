// MemorySource: sound that is in memory already, with silence around it.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "ports/audio_source.hpp"

namespace sotto {

class MemorySource final : public AudioSource {
 public:
  MemorySource(const std::vector<float>& samples, Milliseconds before_ms, Milliseconds after_ms) {
    samples_.resize(static_cast<std::size_t>(to_samples(before_ms)));
    samples_.insert(samples_.end(), samples.begin(), samples.end());
    samples_.resize(samples_.size() + static_cast<std::size_t>(to_samples(after_ms)));
  }

  [[nodiscard]] Result<std::size_t> read(std::span<float> frame) override {
    const std::size_t count = std::min(frame.size(), samples_.size() - at_);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(at_), count, frame.begin());
    at_ += count;
    return count;
  }
  [[nodiscard]] std::string name() const override { return "memory"; }

 private:
  std::vector<float> samples_;
  std::size_t at_ = 0;
};

}  // namespace sotto
