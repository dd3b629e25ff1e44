// The bytes of a sealed recording: docs/format/recording.md. XChaCha20-Poly1305 by libsodium's secretstream,
// in chunks of 64 KiB, the last one marked as such.
//
// Thread-safety: no state; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

inline constexpr std::size_t kSoundKeyBytes = 32;
inline constexpr std::size_t kSoundChunkBytes = std::size_t{64} << 10U;

using SoundKey = std::span<const std::uint8_t, kSoundKeyBytes>;

// REQUIRES: sound is not empty.
[[nodiscard]] std::vector<std::uint8_t> seal_sound(std::string_view id, SoundKey key,
                                                   std::span<const std::byte> sound);

// Exactly what seal_sound was given with the same id and key, or nothing of it.
// Errors: file-truncated (it ends where another chunk should begin), file-unreadable (anything else).
[[nodiscard]] Result<std::vector<std::byte>> open_sound(std::string_view id, SoundKey key,
                                                        std::span<const std::uint8_t> file);

}  // namespace sotto
