#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>

#include "adapters/sndfile/sound_file.hpp"
#include "base/units.hpp"

namespace sotto {
namespace {

// A file in memory for libsndfile, so that its bytes can be written by write_whole(), which knows what went
// wrong.
struct MemoryFile {
  std::vector<std::byte> bytes;
  sf_count_t at = 0;
};

MemoryFile& memory(void* user) {
  return *static_cast<MemoryFile*>(user);
}

sf_count_t memory_length(void* user) {
  return static_cast<sf_count_t>(memory(user).bytes.size());
}

sf_count_t memory_seek(sf_count_t offset, int whence, void* user) {
  MemoryFile& file = memory(user);
  if (whence == SEEK_CUR) offset += file.at;
  if (whence == SEEK_END) offset += memory_length(user);
  file.at = std::max<sf_count_t>(0, offset);
  return file.at;
}

sf_count_t memory_read(void* target, sf_count_t count, void* user) {
  MemoryFile& file = memory(user);
  count = std::clamp<sf_count_t>(memory_length(user) - file.at, 0, count);
  if (count > 0) std::memcpy(target, file.bytes.data() + file.at, static_cast<std::size_t>(count));
  file.at += count;
  return count;
}

sf_count_t memory_write(const void* source, sf_count_t count, void* user) {
  MemoryFile& file = memory(user);
  if (count <= 0) return 0;
  const auto end = static_cast<std::size_t>(file.at + count);
  if (file.bytes.size() < end) file.bytes.resize(end);
  std::memcpy(file.bytes.data() + file.at, source, static_cast<std::size_t>(count));
  file.at += count;
  return count;
}

sf_count_t memory_tell(void* user) {
  return memory(user).at;
}

Result<std::vector<std::byte>> encode(std::span<const float> samples, int rate_hz, int format) {
  SF_VIRTUAL_IO calls{memory_length, memory_seek, memory_read, memory_write, memory_tell};
  MemoryFile file;
  SF_INFO info{};
  info.samplerate = rate_hz;
  info.channels = 1;
  info.format = format | SF_FORMAT_PCM_16;
  SNDFILE* handle = sf_open_virtual(&calls, SFM_WRITE, &info, &file);
  if (handle == nullptr) {
    return Error{ErrorCode::kEngineFailed, std::string("libsndfile: ") + sf_strerror(nullptr)};
  }
  bool good = true;
  std::array<std::int16_t, 4096> block{};
  while (!samples.empty() && good) {
    const std::size_t count = std::min(block.size(), samples.size());
    // Scaled here, by the same 32768 that reading divides by: libsndfile would scale by 32767.
    std::transform(
        samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count), block.begin(),
        [](float sample) {
          if (std::isnan(sample)) return std::int16_t{0};
          return static_cast<std::int16_t>(std::lrintf(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F)));
        });
    const auto wanted = static_cast<sf_count_t>(count);
    good = sf_write_short(handle, block.data(), wanted) == wanted;
    samples = samples.subspan(count);
  }
  good = sf_close(handle) == SF_ERR_NO_ERROR && good;
  if (!good) return Error{ErrorCode::kEngineFailed, "libsndfile did not encode the sound"};
  return std::move(file.bytes);
}

Error write_error(int code, const std::filesystem::path& path) {
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return {full ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, path.string()};
}

// 0, or the errno of what failed.
int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

Result<void> write_straight(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return write_error(errno, path);
  const int code = write_all(fd, bytes);
  ::close(fd);
  if (code != 0) return write_error(code, path);
  return {};
}

// Writes beside the target and renames over it, so that a reader sees the old file or the new one and never a
// part.
Result<void> write_whole(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return write_straight(path, bytes);
  }
  // A link keeps pointing where it points; what it points to is replaced.
  std::filesystem::path target = path;
  if (std::filesystem::is_symlink(std::filesystem::symlink_status(path, ignored))) {
    const auto resolved = std::filesystem::weakly_canonical(path, ignored);
    if (!ignored) target = resolved;
  }
  std::filesystem::path part = target;
  part.replace_filename("." + target.filename().string() + "." + std::to_string(::getpid()) + ".part");
  ::unlink(part.c_str());
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0) return write_error(errno, path);
  int code = write_all(fd, bytes);
  if (code == 0 && ::fsync(fd) != 0) code = errno;
  if (::close(fd) != 0 && code == 0) code = errno;
  if (code == 0 && ::rename(part.c_str(), target.c_str()) != 0) code = errno;
  if (code == 0) return {};
  ::unlink(part.c_str());
  return write_error(code, path);
}

}  // namespace

Result<std::vector<std::byte>> encode_wav(std::span<const float> samples, int rate_hz) {
  return encode(samples, rate_hz, SF_FORMAT_WAV);
}

Result<std::vector<std::byte>> encode_flac(std::span<const float> samples, int rate_hz) {
  return encode(samples, rate_hz, SF_FORMAT_FLAC);
}

Result<void> write_wav(const std::filesystem::path& path, std::span<const float> samples, int rate_hz) {
  const auto bytes = encode_wav(samples, rate_hz);
  if (!bytes) return bytes.error();
  return write_whole(path, bytes.value());
}

Result<void> write_flac(const std::filesystem::path& path, std::span<const float> samples) {
  const auto bytes = encode_flac(samples, kSampleRate);
  if (!bytes) return bytes.error();
  return write_whole(path, bytes.value());
}

}  // namespace sotto
