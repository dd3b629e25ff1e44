// Sound files for the tests, made byte by byte, so that each can be wrong in its own way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sotto {

struct WavShape {
  int rate_hz = 16000;
  int channels = 1;
  std::uint32_t announced_bytes = 0;  // of sound, as the header says
};

inline void append_number(std::string& bytes, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

// The 44 bytes before 16-bit samples.
inline std::string wav_header(const WavShape& shape) {
  const auto rate = static_cast<std::uint32_t>(shape.rate_hz);
  const auto frame = static_cast<std::uint32_t>(shape.channels) * 2;
  std::string bytes = "RIFF";
  append_number(bytes, 36 + shape.announced_bytes, 4);
  bytes += "WAVEfmt ";
  append_number(bytes, 16, 4);
  append_number(bytes, 1, 2);
  append_number(bytes, static_cast<std::uint32_t>(shape.channels), 2);
  append_number(bytes, rate, 4);
  append_number(bytes, rate * frame, 4);
  append_number(bytes, frame, 2);
  append_number(bytes, 16, 2);
  bytes += "data";
  append_number(bytes, shape.announced_bytes, 4);
  return bytes;
}

inline std::string wav_bytes(WavShape shape, const std::vector<std::int16_t>& samples) {
  shape.announced_bytes = static_cast<std::uint32_t>(samples.size() * 2);
  std::string bytes = wav_header(shape);
  for (const std::int16_t sample : samples) append_number(bytes, static_cast<std::uint16_t>(sample), 2);
  return bytes;
}

// Silence that takes no room on the disk.
inline void write_silence(const std::filesystem::path& file, std::uint32_t seconds) {
  const WavShape shape{8000, 1, seconds * 16000};
  std::ofstream(file, std::ios::binary) << wav_header(shape);
  std::filesystem::resize_file(file, 44 + std::uintmax_t{shape.announced_bytes});
}

// "Send it, harbor cabin.", 16 kHz mono.
inline std::vector<std::int16_t> spoken_reply() {
  std::ifstream stream(SOTTO_SOURCE_DIR "/tests/unit/openvino/data/heart_reply.s16", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  std::vector<std::int16_t> samples;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[i]);
    const auto high = static_cast<unsigned char>(bytes[i + 1]);
    samples.push_back(static_cast<std::int16_t>(low | (high << 8U)));
  }
  return samples;
}

}  // namespace sotto
