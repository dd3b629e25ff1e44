#include "runtime/speech_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::string_view kMagic = "SOTTOSP1";
constexpr std::size_t kHeader = 16;
constexpr std::size_t kChecksum = 8;
constexpr float kFullScale = 32768.0F;

template <typename Unsigned>
void append_little_endian(std::string& bytes, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}

template <typename Unsigned>
Unsigned read_little_endian(std::string_view bytes) {
  Unsigned value = 0;
  for (std::size_t i = sizeof(Unsigned); i-- > 0;) {
    value = static_cast<Unsigned>(value << 8U) | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

std::int16_t to_pcm(float sample) {
  const float scaled = std::nearbyint(sample * kFullScale);
  return static_cast<std::int16_t>(std::clamp(scaled, -kFullScale, kFullScale - 1.0F));
}

Error write_error(const std::filesystem::path& file, int reason) {
  const bool full = reason == ENOSPC || reason == EDQUOT;
  return Error{full ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, file.string()};
}

// 0, or the errno of what failed.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

std::uint64_t fnv1a_64(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3U;
  }
  return hash;
}

std::string encode_speech(std::string_view key, const Speech& speech) {
  SOTTO_ASSERT(key.size() < std::numeric_limits<std::uint32_t>::max());
  SOTTO_ASSERT(speech.size() < std::numeric_limits<std::uint32_t>::max() / 2);
  std::string bytes(kMagic);
  bytes.reserve(kHeader + key.size() + 2 * speech.size() + kChecksum);
  append_little_endian(bytes, static_cast<std::uint32_t>(key.size()));
  append_little_endian(bytes, static_cast<std::uint32_t>(speech.size()));
  bytes += key;
  for (const float sample : speech) append_little_endian(bytes, static_cast<std::uint16_t>(to_pcm(sample)));
  append_little_endian(bytes, fnv1a_64(bytes));
  return bytes;
}

std::optional<DecodedSpeech> decode_speech(std::string_view bytes) {
  if (bytes.size() < kHeader + kChecksum || !bytes.starts_with(kMagic)) return std::nullopt;
  const std::size_t key_size = read_little_endian<std::uint32_t>(bytes.substr(8, 4));
  const std::size_t count = read_little_endian<std::uint32_t>(bytes.substr(12, 4));
  if (bytes.size() != kHeader + key_size + 2 * count + kChecksum) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - kChecksum);
  if (read_little_endian<std::uint64_t>(bytes.substr(body.size())) != fnv1a_64(body)) return std::nullopt;

  DecodedSpeech decoded{std::string(bytes.substr(kHeader, key_size)), {}};
  decoded.speech.reserve(count);
  for (std::size_t at = kHeader + key_size; at < body.size(); at += 2) {
    const auto pcm = static_cast<std::int16_t>(read_little_endian<std::uint16_t>(body.substr(at, 2)));
    decoded.speech.push_back(static_cast<float>(pcm) / kFullScale);
  }
  return decoded;
}

std::optional<std::string> read_whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return std::nullopt;
  return bytes;
}

Result<void> write_whole(const std::filesystem::path& file, std::string_view bytes) {
  std::error_code trouble;
  std::filesystem::create_directories(file.parent_path(), trouble);
  if (trouble) return write_error(file.parent_path(), trouble.value());

  // The process id keeps two processes that say the same thing from writing into one draft.
  std::filesystem::path draft = file;
  draft += ".part-" + std::to_string(::getpid());
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return write_error(file, errno);
  int reason = write_all(descriptor, bytes);
  if (::close(descriptor) != 0 && reason == 0) reason = errno;
  if (reason == 0) {
    std::filesystem::rename(draft, file, trouble);
    reason = trouble.value();
  }
  if (reason == 0) return {};
  std::filesystem::remove(draft, trouble);
  return write_error(file, reason);
}

}  // namespace sotto
