// Whisper (base, multilingual weights, English only) as a Recognizer, in OpenVINO with a decoder loop of our
// own.
//
// Short sound is decoded in a window of `context_frames` (20 ms each); sound that does not fit, or a first
// transcript that looks wrong (it repeats itself, hits the token cap, is improbable, or is empty although
// somebody spoke for long), is decoded in the full 30 s that Whisper was trained on. Windows under 10 s were
// seen to make it repeat itself.
//
// The Recognizer's Transcript leaves Word::phonemes empty: the runtime adds them.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "ports/recognizer.hpp"

namespace sotto {

// kBfloat16 falls back to kFloat32 where the processor has no native bfloat16, which would be slower and no
// better.
enum class WhisperPrecision { kFloat32, kBfloat16 };

struct WhisperOptions {
  int threads = 2;  // at least 1
  WhisperPrecision precision = WhisperPrecision::kBfloat16;
  int context_frames = 512;  // 100 to 1500
};

// Loads mel.xml, encoder.xml, decoder.xml, tokens.json and suppress.json from `models_folder`
// (tools/setup/README.md says what is in them) and runs them once, so that the first sentence is not slower
// than the second. The recogniser keeps nothing of a sound after transcribe() has returned except buffers
// that the next one overwrites. Errors: model-missing, model-damaged (the detail names the file),
// engine-failed.
[[nodiscard]] Result<std::unique_ptr<Recognizer>> make_whisper_recognizer(
    const std::filesystem::path& models_folder, const WhisperOptions& options = {});

}  // namespace sotto
