// The speaking model with the voices of one part of the material: the model's own style vectors and blends of
// them (sim/material_voices.hpp) in a folder that KokoroOptions::models_folder can name.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "sim/material_voices.hpp"

namespace sotto {

// (1 - share) * first + share * second, number by number. REQUIRES: equal lengths.
[[nodiscard]] std::vector<float> blend_styles(std::span<const float> first, std::span<const float> second,
                                              Permille share);

// Writes speech/voices.bin and voices.json below `folder` and links to the rest of `models`; what is there is
// replaced. Errors: model-missing, model-damaged, voice-unknown, write-failed.
[[nodiscard]] Result<void> make_voice_files(const std::filesystem::path& models, MaterialPart part,
                                            const std::filesystem::path& folder);

}  // namespace sotto
