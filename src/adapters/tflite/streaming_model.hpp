// StreamingModel: one TensorFlow Lite network with a quantised input of some frames and one quantised
// probability out, which keeps what it has heard inside itself. Thread-safety: one caller.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"

namespace sotto {

class StreamingModel {
 public:
  // Reads the whole file. The input must be int8 or uint8 of shape (1, steps, features), the output one int8
  // or uint8. Errors: model-missing, model-damaged (not such a network), engine-failed.
  [[nodiscard]] static Result<std::unique_ptr<StreamingModel>> load(const std::filesystem::path& file,
                                                                    std::size_t features);
  ~StreamingModel();
  StreamingModel(const StreamingModel&) = delete;
  StreamingModel& operator=(const StreamingModel&) = delete;

  // Steps of features that one call of run() takes.
  [[nodiscard]] std::size_t steps() const;

  // `input`: steps() × features values, oldest step first; clipped to what the quantisation can hold. Returns
  // the probability, 0 to 1. REQUIRES: the size. Errors: engine-failed.
  [[nodiscard]] Result<double> run(std::span<const float> input);

  // Forgets what was heard. Errors: engine-failed; then every further run() fails too, until a reset()
  // succeeds.
  [[nodiscard]] Result<void> reset();

 private:
  struct Parts;
  StreamingModel();
  std::unique_ptr<Parts> parts_;
};

}  // namespace sotto
