// MicroWakeWord: the WakeDetector "micro", a streaming network of microWakeWord
// (github.com/kahrendt/microWakeWord, Apache-2.0) in TensorFlow Lite, with the sound features and the
// smoothing of the package pymicro-wakeword 2.5.0.
//
// One score every 30 ms: the mean of the network's last N probabilities (N and the stock cutoff stand in the
// model's JSON file). A score that reaches the stock cutoff is proposed at once. A weaker one that still
// reaches the proposal threshold is proposed when its rise is over, with the highest score of the rise, so
// that a policy with a higher threshold sees the true height. Measurements:
// docs/measurements/wake_and_voice.md.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/wake_detector.hpp"

namespace sotto {

struct MicroWakeWordOptions {
  // Lowest score that is proposed, 1 to 1000; absent = the model's own cutoff.
  std::optional<Permille> propose_at = {};
  // Probabilities in the mean, 1 to 100; absent = the model's own number.
  std::optional<int> sliding_window = {};
  // Silence after a proposal. A score at the stock cutoff still breaks through it when what was proposed was
  // weaker than that, so that a near-miss does not hide the wake word behind it.
  SampleCount refractory = 2 * kSampleRate;
};

// `models_folder` holds wake/WORD.tflite and wake/WORD.json; `word` is "alexa", "okay_nabu", "hey_jarvis" or
// "hey_mycroft". The detector keeps what it needs of the files in memory and starts at run position 0.
// process() costs about 0.1 % of a core; it converts to 16 bits, and what lies outside [-1, 1) is clipped.
// Errors: model-missing, model-damaged, engine-failed.
[[nodiscard]] Result<std::unique_ptr<WakeDetector>> make_micro_wake_word(
    const std::filesystem::path& models_folder, std::string_view word,
    const MicroWakeWordOptions& options = {});

}  // namespace sotto
