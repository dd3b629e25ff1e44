// The voice prints on the disk: one file, DATA/voices.sealed, sealed to the owner's key like a recording.
//
// 8 bytes "SOTTOVP1", 32 of SHA-256 over the sealed part, 2 of the sealed key's length (low byte first), the
// sealed key, the sealed part (docs/format/recording.md). Inside, JSON:
// {"voices":[{"name","print","voiced_ms"}]} where "print" is base64 of 256 floats, low byte first. Whoever
// takes owner.key away takes the voices away.
//
// Thread-safety: no state; two writers must not write at once (the folder's lock).
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "ports/sound_sealer.hpp"
#include "runtime/voice_prints.hpp"

namespace sotto {

inline constexpr std::size_t kVoicesMax = 64;
inline constexpr std::size_t kVoiceNameMax = 80;  // bytes

[[nodiscard]] std::filesystem::path voices_file(const std::filesystem::path& data);

// None where there is no file. Errors: file-unreadable, file-truncated, file-invalid, key-missing,
// key-invalid.
[[nodiscard]] Result<std::vector<VoicePrint>> load_voices(const std::filesystem::path& data,
                                                          const SoundSealer& sealer);

// Over what was there; no voices: the file goes. Errors: disk-full, write-failed, engine-failed, too-long.
[[nodiscard]] Result<void> save_voices(const std::filesystem::path& data, const SoundSealer& sealer,
                                       const std::vector<VoicePrint>& voices);

}  // namespace sotto
