#include "adapters/sndfile/file_shape.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sotto {
namespace {

// Writers that cannot go back to the header (pipes) leave sizes from here up in it: "until the end of the
// file".
constexpr std::uint64_t kUnknownLength = 0x7FFFF000;
constexpr int kMaxChunks = 4096;
constexpr std::uint64_t kOggPageMax = 65307;

// Reads exactly bytes.size() bytes at `offset`; false when the file does not reach so far.
bool read_at(int fd, std::uint64_t offset, std::span<unsigned char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return true;
}

std::uint64_t number(std::span<const unsigned char> bytes, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value = value << 8 | bytes[big_endian ? i : bytes.size() - 1 - i];
  }
  return value;
}

bool starts_with(std::span<const unsigned char> bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

bool wav_truncated(int fd, std::uint64_t file_size, bool big_endian) {
  std::optional<std::uint64_t> long_data_size;
  std::uint64_t at = 12;
  for (int chunk = 0; chunk < kMaxChunks; ++chunk) {
    std::array<unsigned char, 8> head{};
    if (!read_at(fd, at, head)) return true;
    std::uint64_t size = number(std::span(head).subspan(4), big_endian);
    if (starts_with(head, "ds64")) {
      std::array<unsigned char, 16> sizes{};
      if (!read_at(fd, at + 8, sizes)) return true;
      long_data_size = number(std::span(sizes).subspan(8), false);
    }
    if (starts_with(head, "data")) {
      if (size == 0xFFFFFFFF && long_data_size) {
        size = *long_data_size;
      } else if (size >= kUnknownLength) {
        return false;
      }
      return size > file_size - (at + 8);
    }
    at += 8 + size + size % 2;
  }
  return false;
}

bool flac_truncated(int fd, std::uint64_t file_size) {
  std::uint64_t at = 4;
  for (int block = 0; block < kMaxChunks; ++block) {
    std::array<unsigned char, 4> head{};
    if (!read_at(fd, at, head)) return true;
    at += 4 + number(std::span(head).subspan(1), true);
    if (at > file_size) return true;
    if ((head[0] & 0x80) != 0) break;
  }
  // Whether the frames behind the header are all there shows only when they are decoded and counted.
  return false;
}

// The last page of a finished stream carries the end-of-stream flag.
bool ogg_truncated(int fd, std::uint64_t file_size) {
  std::vector<unsigned char> tail(static_cast<std::size_t>(std::min(file_size, kOggPageMax)));
  if (!read_at(fd, file_size - tail.size(), tail)) return false;
  constexpr std::string_view kPage = "OggS";
  const auto page = std::find_end(tail.begin(), tail.end(), kPage.begin(), kPage.end());
  if (tail.end() - page < 27) return true;
  const auto segments = static_cast<std::ptrdiff_t>(page[26]);
  if (tail.end() - page < 27 + segments) return true;
  std::ptrdiff_t body = 0;
  for (std::ptrdiff_t i = 0; i < segments; ++i) body += page[27 + i];
  const bool last = (page[5] & 4) != 0;
  return !last || tail.end() - page < 27 + segments + body;
}

}  // namespace

FileShape inspect_sound_file(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || info.st_size <= 0) return {};
  const auto file_size = static_cast<std::uint64_t>(info.st_size);
  std::array<unsigned char, 12> head{};
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(file_size, head.size()));
  const auto start = std::span(head).first(length);
  if (!read_at(fd, 0, start)) return {};
  if (starts_with(start, "fLaC")) return {SoundContainer::kFlac, flac_truncated(fd, file_size)};
  if (starts_with(start, "OggS")) return {SoundContainer::kOgg, ogg_truncated(fd, file_size)};
  const bool riff = starts_with(start, "RIFF") || starts_with(start, "RF64") || starts_with(start, "RIFX");
  if (!riff) return {};
  if (length < head.size()) return {SoundContainer::kWav, true};
  if (!starts_with(start.subspan(8), "WAVE")) return {};
  return {SoundContainer::kWav, wav_truncated(fd, file_size, starts_with(start, "RIFX"))};
}

}  // namespace sotto
