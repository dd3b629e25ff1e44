// SoundSealer: makes kept sound unreadable for everybody but the owner, each recording with a key of its own.
//
// Thread-safety: any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

struct SealedSound {
  std::vector<std::uint8_t> file;         // docs/format/recording.md
  std::vector<std::uint8_t> sealed_key;   // only the owner's secret key opens it
  std::array<std::uint8_t, 32> sha256{};  // of `file`
};

class SoundSealer {
 public:
  virtual ~SoundSealer() = default;

  // The key is chosen at random and forgotten. `id` is bound to the sound: under another id it does not open.
  // REQUIRES: sound is not empty. Errors: engine-failed.
  [[nodiscard]] virtual Result<SealedSound> seal(std::string_view id,
                                                 std::span<const std::byte> sound) const = 0;

  // The same sound, whole, or nothing. Errors: file-truncated, file-unreadable (not what was sealed under
  // this id), key-missing (the owner's), key-invalid (the owner's key does not open it).
  [[nodiscard]] virtual Result<std::vector<std::byte>> open(std::string_view id,
                                                            const SealedSound& sealed) const = 0;

  // Overwrites what is no longer needed, in a way that no compiler leaves out.
  virtual void wipe(std::span<std::byte> bytes) const = 0;
};

}  // namespace sotto
