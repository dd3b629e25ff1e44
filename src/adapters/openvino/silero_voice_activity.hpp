// Silero: the VoiceActivity network Silero VAD v6 (github.com/snakers4/silero-vad, MIT) in OpenVINO, on one
// thread.
//
// Each frame of 512 samples is judged together with the last 64 samples of the frame before it and the
// network's own memory of what came earlier, as the package silero-vad 6.2 does. Measurements:
// docs/measurements/wake_and_voice.md.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "ports/voice_activity.hpp"

namespace sotto {

// `models_folder` holds vad/silero_vad.onnx. The file is not needed after this call.
// Errors: model-missing, model-damaged (not this network). Samples that are not numbers count as silence,
// since they would stay in the memory.
[[nodiscard]] Result<std::unique_ptr<VoiceActivity>> make_silero_voice_activity(
    const std::filesystem::path& models_folder);

}  // namespace sotto
