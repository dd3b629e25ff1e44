// EmbeddingWakeWord: the WakeDetector "own", a small network of this project's (the head) over the last 1.28
// s of the speech embedding (Lin et al. 2020, arxiv.org/abs/2002.01322; Apache-2.0), in OpenVINO on one
// thread.
//
// One score every 80 ms: the head's probability that the wake word has just ended. The head was trained by
// tools/wake_head on synthetic speech alone; data/wake/alexa.json says on what, and how it did. It errs on
// other sounds than "micro" does, which is why two detectors listen: docs/measurements/wake_and_voice.md.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/wake_detector.hpp"

namespace sotto {

struct EmbeddingWakeWordOptions {
  Permille propose_at = 500;  // lowest score that is proposed, 1 to 1000
  Permille certain_at = 900;  // a score that need not wait for a higher one
  SampleCount refractory = 2 * kSampleRate;
};

// `models_folder` holds embedding/; `head` is the head's .xml, its .bin beside it: input (1, 16, 96), output
// one probability. The detector starts at run position 0. process() costs about 1.2 % of a core. Errors:
// model-missing, model-damaged (not these networks), engine-failed.
[[nodiscard]] Result<std::unique_ptr<WakeDetector>> make_embedding_wake_word(
    const std::filesystem::path& models_folder, const std::filesystem::path& head,
    const EmbeddingWakeWordOptions& options = {});

}  // namespace sotto
