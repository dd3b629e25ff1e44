// SpeechEmbedding: sound to a point in a space where what was said lies near to what sounds like it, every
// 80 ms. Google's speech embedding (Lin et al. 2020, arxiv.org/abs/2002.01322; Apache-2.0), as openWakeWord
// 0.5 converted it, in OpenVINO on one thread. Internal to this adapter.
//
// 16 kHz sound in the range of 16-bit integers -> 32 mel bands every 10 ms (window 25 ms), x / 10 + 2 -> the
// last 76 frames -> (96). Each step is made into mel bands by itself, cut off 80 dB below its loudest.
// 1.0 ms of one core for each embedding. Thread-safety: one caller.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

inline constexpr std::size_t kEmbeddingSize = 96;
inline constexpr std::size_t kEmbeddingStepSamples = 1280;  // 80 ms

using SpeechPoint = std::array<float, kEmbeddingSize>;

class SpeechEmbedding {
 public:
  virtual ~SpeechEmbedding() = default;

  // `samples`: the next 80 ms of the sound, mono float in [-1, 1), 16 kHz, without gaps. The point rests on
  // them and on the 0.7 s before them; what lies before the first samples is digital silence. REQUIRES:
  // exactly kEmbeddingStepSamples. Errors: engine-failed.
  [[nodiscard]] virtual Result<SpeechPoint> take(std::span<const float, kEmbeddingStepSamples> samples) = 0;

  // Forgets everything heard.
  virtual void reset() = 0;

  // The point of digital silence.
  [[nodiscard]] virtual const SpeechPoint& silence() const = 0;
};

// `models_folder` holds embedding/melspectrogram.onnx and embedding/embedding_model.onnx, which are not
// needed after this call. Errors: model-missing, model-damaged, engine-failed.
[[nodiscard]] Result<std::unique_ptr<SpeechEmbedding>> make_speech_embedding(
    const std::filesystem::path& models_folder);

}  // namespace sotto
