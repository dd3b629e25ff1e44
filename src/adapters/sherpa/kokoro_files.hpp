// The files of the speaking model, looked over before the engine sees them: it ends the program over a bad
// one.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "base/result.hpp"

namespace sotto {

struct KokoroFiles {
  std::filesystem::path model;       // ONNX, with the metadata that sherpa-onnx reads at its end
  std::filesystem::path voices;      // float32, shape (voices, 510, 256)
  std::filesystem::path tokens;      // "SYMBOL ID" a line
  std::filesystem::path dictionary;  // CMUdict
  std::map<std::string, int, std::less<>> speakers;  // name -> number, numbers 0 to n-1
  std::set<char32_t> symbols;                        // of the sound alphabet
};

// Errors: model-missing, model-damaged; the detail names the file.
[[nodiscard]] Result<KokoroFiles> find_kokoro_files(const std::filesystem::path& models_folder);

}  // namespace sotto
