// What the tests of sound files share: a folder that goes away, tones, and WAV files built byte by byte, so
// that the reader is not tested against the writer of the same library.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sndfile/sound_file.hpp"

namespace sotto {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sotto-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

using Bytes = std::vector<char>;

inline void append_number(Bytes& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
}

inline void append_text(Bytes& bytes, const std::string& text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

// A plain 16-bit WAV of interleaved samples; promised_bytes replaces the size in its data chunk.
inline Bytes wav_bytes(std::span<const std::int16_t> interleaved, int rate_hz, int channels,
                       std::int64_t promised_bytes = -1) {
  const auto data_bytes = static_cast<std::uint64_t>(
      promised_bytes >= 0 ? promised_bytes : static_cast<std::int64_t>(interleaved.size() * 2));
  const auto rate = static_cast<std::uint64_t>(rate_hz);
  const auto width = static_cast<std::uint64_t>(channels) * 2;
  Bytes bytes;
  append_text(bytes, "RIFF");
  append_number(bytes, 36 + data_bytes, 4);
  append_text(bytes, "WAVEfmt ");
  append_number(bytes, 16, 4);
  append_number(bytes, 1, 2);
  append_number(bytes, static_cast<std::uint64_t>(channels), 2);
  append_number(bytes, rate, 4);
  append_number(bytes, rate * width, 4);
  append_number(bytes, width, 2);
  append_number(bytes, 16, 2);
  append_text(bytes, "data");
  append_number(bytes, data_bytes, 4);
  for (const std::int16_t sample : interleaved) append_number(bytes, static_cast<std::uint16_t>(sample), 2);
  return bytes;
}

inline void write_bytes(const std::filesystem::path& path, std::span<const char> bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline Bytes read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::int16_t> tone16(double frequency_hz, int rate_hz, std::size_t frames,
                                        double amplitude = 0.5) {
  std::vector<std::int16_t> sound(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double phase = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / rate_hz;
    sound[i] = static_cast<std::int16_t>(std::lrint(32767 * amplitude * std::sin(phase)));
  }
  return sound;
}

inline std::vector<float> to_float(std::span<const std::int16_t> sound) {
  std::vector<float> out;
  for (const std::int16_t sample : sound) out.push_back(static_cast<float>(sample) / 32768.0F);
  return out;
}

// Everything read() gives, in frames of `frame` samples, until the end or an error.
struct Heard {
  std::vector<float> sound;
  std::optional<Error> error;
};

inline Heard hear(AudioSource& source, std::size_t frame = 512) {
  Heard heard;
  std::vector<float> block(frame);
  for (;;) {
    const auto count = source.read(block);
    if (!count) {
      heard.error = count.error();
      return heard;
    }
    heard.sound.insert(heard.sound.end(), block.begin(),
                       block.begin() + static_cast<std::ptrdiff_t>(count.value()));
    if (count.value() < frame) return heard;
  }
}

}  // namespace sotto
