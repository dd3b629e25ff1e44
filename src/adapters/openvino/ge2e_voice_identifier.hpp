// Ge2e: the VoiceIdentifier network GE2E (Wan et al. 2018, arxiv.org/abs/1710.10467; weights of Resemblyzer
// 0.1.4, Apache-2.0) in OpenVINO, on one thread.
//
// The speech is brought to -30 dBFS, turned into 40 mel bands every 10 ms and cut into windows of 1.6 s every
// 0.77 s; the windows' embeddings are averaged. That is Resemblyzer's way but for three points, each of which
// measured better on short replies: loud speech is made quieter too (the features are not logarithmic, so
// loudness shows), the last window ends where the sound ends, and speech shorter than a window is repeated
// instead of padded with silence. Thresholds for similarity() and the measurements:
// docs/measurements/wake_and_voice.md.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "ports/voice_identifier.hpp"

namespace sotto {

// `models_folder` holds voice/mel.{xml,bin} and voice/ge2e.{xml,bin}. The files are not needed after this
// call. Errors: model-missing, model-damaged (not these networks). embed() fails with engine-failed on
// digital silence, which has no voice.
[[nodiscard]] Result<std::unique_ptr<VoiceIdentifier>> make_ge2e_voice_identifier(
    const std::filesystem::path& models_folder);

}  // namespace sotto
