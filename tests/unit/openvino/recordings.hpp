// The recordings and reference values in data/, for the tests of this folder. Functions are empty-handed, not
// fatal, when a file is missing: the tests assert on what they get.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace sotto {

inline const std::filesystem::path kModels = SOTTO_MODELS_DIR;
inline const std::filesystem::path kData =
    std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/unit/openvino/data";

// Raw s16le to float in [-1, 1), 16 kHz.
inline std::vector<float> read_recording(const std::string& name) {
  std::vector<float> sound;
  std::ifstream stream(kData / name, std::ios::binary);
  char low = 0;
  char high = 0;
  while (stream.get(low) && stream.get(high)) {
    const int value = static_cast<unsigned char>(low) | (static_cast<signed char>(high) * 256);
    sound.push_back(static_cast<float>(value) / 32768.0F);
  }
  return sound;
}

inline std::vector<float> read_numbers(const std::string& name) {
  std::ifstream stream(kData / name);
  std::vector<float> values;
  float value = 0.0F;
  while (stream >> value) values.push_back(value);
  return values;
}

}  // namespace sotto
