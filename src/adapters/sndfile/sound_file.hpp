// Sound files by libsndfile: reading WAV, FLAC and Ogg (Vorbis, Opus) as 16 kHz mono, writing 16-bit WAV and
// FLAC.
//
// Thread-safety: functions may be called from any thread; a source has one reader. Memory of a source does
// not grow with the length of the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "ports/audio_source.hpp"
#include "ports/resampler.hpp"

namespace sotto {

// Opens a WAV (also RF64), FLAC or Ogg file of 8 to 192 kHz and 1 to 8 channels. Channels are averaged, a
// low-frequency one is left out; sound outside [-1, 1) is clamped and what is no number becomes silence.
//
// A file that ends too early is read as far as it goes; then read() fails with file-truncated. Its last frame
// before that is filled up with silence, because a short count would mean a regular end. A damaged stretch
// inside is file-unreadable from there on. `resampler` is used where the file's rate is not 16 kHz. REQUIRES:
// resampler is callable. Errors: file-missing, file-empty (no bytes, or no sound), file-truncated (cut inside
// the header), file-unreadable.
[[nodiscard]] Result<std::unique_ptr<AudioSource>> open_sound_file(const std::filesystem::path& path,
                                                                   const ResamplerFactory& resampler);

// The whole file as mono float in [-1, 1), 16 kHz. Errors: as open_sound_file() and read(); too-long when it
// holds more than max_seconds.
[[nodiscard]] Result<std::vector<float>> read_sound_file(const std::filesystem::path& path,
                                                         const ResamplerFactory& resampler, int max_seconds);

// The same for a file that lies in memory and never on a disk: a kept recording. Errors: file-unreadable,
// file-empty, too-long.
[[nodiscard]] Result<std::vector<float>> read_sound_bytes(std::span<const std::byte> bytes,
                                                          const ResamplerFactory& resampler, int max_seconds);

// The bytes of a 16-bit mono file. Samples are in [-1, 1); others are clamped. Errors: engine-failed.
[[nodiscard]] Result<std::vector<std::byte>> encode_wav(std::span<const float> samples, int rate_hz);
[[nodiscard]] Result<std::vector<std::byte>> encode_flac(std::span<const float> samples, int rate_hz);

// Writes a 16-bit mono file, whole or not at all: an older file of that name stays as it was when writing
// fails. A device or pipe is written straight. Errors: disk-full, write-failed, engine-failed.
[[nodiscard]] Result<void> write_wav(const std::filesystem::path& path, std::span<const float> samples,
                                     int rate_hz);
// As write_wav(), 16 kHz.
[[nodiscard]] Result<void> write_flac(const std::filesystem::path& path, std::span<const float> samples);

}  // namespace sotto
