// WhisperModel: Whisper's three graphs (mel, encoder, decoder) in OpenVINO, with the decoder's memory of
// earlier tokens.
//
// One sound at a time: encode() listens, then decode() may be called any number of times; what it is given
// stays in the decoder's memory as numbered slots until the next encode(). Which slots a new token may look
// at is said by a mask, so branches and abandoned tokens can lie in the memory side by side.
//
// Thread-safety: one caller. No exception leaves this class. Between calls its threads sleep.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "adapters/openvino/whisper_recognizer.hpp"
#include "adapters/openvino/whisper_tokenizer.hpp"
#include "base/result.hpp"

namespace sotto {

// Encoder steps of 20 ms in Whisper's full window of 30 s, and the samples in one step.
inline constexpr int kWhisperFullContext = 1500;
inline constexpr int kWhisperStepSamples = 320;

class WhisperModel {
 public:
  // Views into the model's own memory, valid until the next call.
  struct Output {
    std::span<const float> logits;     // (tokens, whisper::kVocabulary)
    std::span<const float> attention;  // (tokens, context), each row sums to 1
  };

  // Errors: model-missing, model-damaged; the detail names the file.
  [[nodiscard]] static Result<std::unique_ptr<WhisperModel>> load(const std::filesystem::path& folder,
                                                                  const WhisperOptions& options);
  ~WhisperModel();
  WhisperModel(const WhisperModel&) = delete;
  WhisperModel& operator=(const WhisperModel&) = delete;

  // Listens to `samples` (mono float in [-1, 1), 16 kHz), padded with silence to `context` steps, and forgets
  // all tokens. REQUIRES: 10 <= context <= kWhisperFullContext, samples.size() <= context *
  // kWhisperStepSamples. Errors: engine-failed.
  [[nodiscard]] Result<void> encode(std::span<const float> samples, int context);

  // Adds tokens to the memory, in slots slots(), slots() + 1 ... `positions` are their places in the text,
  // `mask` is (tokens, slots() + tokens), 0 where a token may look and -1e9 where it may not. REQUIRES:
  // encode() succeeded; the sizes fit together. Errors: engine-failed.
  [[nodiscard]] Result<Output> decode(std::span<const std::int64_t> tokens,
                                      std::span<const std::int64_t> positions, std::span<const float> mask);

  // How many slots of the memory are taken.
  [[nodiscard]] int slots() const;
  // Steps of the sound that was encoded last.
  [[nodiscard]] int context() const;
  // What the encoder and decoder really compute in.
  [[nodiscard]] WhisperPrecision precision() const;

 private:
  struct Impl;
  explicit WhisperModel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto
