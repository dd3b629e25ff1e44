// The model files as set-up left them, checked against models/manifest.json.
//
// Set-up writes the manifest last, so where it is, every file that it names was there and right.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

struct ModelFile {
  std::string name;  // below the models folder, for example "vad/silero_vad.onnx"
  std::uintmax_t bytes = 0;
  std::string sha256;
};

// In the order of their names. Errors: model-missing (no manifest), model-damaged (it cannot be read).
[[nodiscard]] Result<std::vector<ModelFile>> list_model_files(const std::filesystem::path& models);

// Whether this file is what set-up made. Errors: model-missing, model-damaged with the checksum found,
// file-unreadable.
[[nodiscard]] Result<void> check_model_file(const std::filesystem::path& models, const ModelFile& file);

// Checks what lies in these folders ("whisper" ...) and returns the first error. A missing file is left to
// the engine that needs it, because one may do without. Errors: as above but for model-missing of a file.
[[nodiscard]] Result<void> check_model_folders(const std::filesystem::path& models,
                                               std::span<const std::string_view> folders);

}  // namespace sotto
