// The bytes of one entry of the speech cache, and getting them to disk whole or not at all.
//
//   offset  size
//        0     8  "SOTTOSP1"
//        8     4  K, length of the key, little-endian
//       12     4  N, number of samples, little-endian
//       16     K  the key: model, voice and text, each ended by a zero byte
//     16+K    2N  samples, 16 bit signed little-endian, mono, 16 kHz
//  16+K+2N     8  FNV-1a, 64 bit, of everything before, little-endian
//
// Pure, except for the two functions that name a path. Thread-safety: no state.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

// FNV-1a, 64 bit (Fowler, Noll, Vo). Finds damage, not malice.
[[nodiscard]] std::uint64_t fnv1a_64(std::string_view bytes);

// Samples outside [-1, 1) are clamped. REQUIRES: fewer than 2^32 bytes of key and samples each.
[[nodiscard]] std::string encode_speech(std::string_view key, const Speech& speech);

struct DecodedSpeech {
  std::string key;
  Speech speech;
};

// Nullopt for anything that encode_speech() has not written, byte for byte.
[[nodiscard]] std::optional<DecodedSpeech> decode_speech(std::string_view bytes);

// The whole file; nullopt if it is not there or cannot be read.
[[nodiscard]] std::optional<std::string> read_whole(const std::filesystem::path& file);

// Makes the folder, writes beside the file, and renames when everything has reached the disk. A draft that
// cannot be finished is removed. Errors: disk-full, write-failed.
[[nodiscard]] Result<void> write_whole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace sotto
