#include "adapters/sodium/sound_file.hpp"

#include <sodium.h>

#include <algorithm>
#include <string>

#include "adapters/sodium/sodium_internal.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::string_view kMagic = "SOTTOSR1";
constexpr std::size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kOverheadBytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kSealedChunkBytes = kSoundChunkBytes + kOverheadBytes;

static_assert(kSoundKeyBytes == crypto_secretstream_xchacha20poly1305_KEYBYTES);

// Goes into every chunk's checksum: the format and whose sound it is.
std::string bound_to(std::string_view id) {
  return std::string(kMagic) + std::string(id);
}

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// The stream's state holds the key: wiped when it goes.
struct Stream {
  crypto_secretstream_xchacha20poly1305_state state = {};
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { sodium_memzero(&state, sizeof state); }
};

}  // namespace

std::vector<std::uint8_t> seal_sound(std::string_view id, SoundKey key, std::span<const std::byte> sound) {
  SOTTO_ASSERT(!sound.empty());
  require_sodium();
  const std::size_t chunks = (sound.size() + kSoundChunkBytes - 1) / kSoundChunkBytes;
  std::vector<std::uint8_t> file(kMagic.size() + kHeaderBytes + sound.size() + chunks * kOverheadBytes);
  std::copy(kMagic.begin(), kMagic.end(), file.begin());
  std::uint8_t* out = file.data() + kMagic.size();

  Stream stream;
  crypto_secretstream_xchacha20poly1305_init_push(&stream.state, out, key.data());
  out += kHeaderBytes;
  const std::string bound = bound_to(id);
  const auto* in = reinterpret_cast<const unsigned char*>(sound.data());
  for (std::size_t left = sound.size(); left > 0;) {
    const std::size_t count = std::min(left, kSoundChunkBytes);
    left -= count;
    const unsigned char tag = left == 0 ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                        : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    crypto_secretstream_xchacha20poly1305_push(&stream.state, out, nullptr, in, count, raw(bound),
                                               bound.size(), tag);
    in += count;
    out += count + kOverheadBytes;
  }
  return file;
}

Result<std::vector<std::byte>> open_sound(std::string_view id, SoundKey key,
                                          std::span<const std::uint8_t> file) {
  require_sodium();
  const Error truncated{ErrorCode::kFileTruncated, "recording " + std::string(id)};
  const Error wrong{ErrorCode::kFileUnreadable, "recording " + std::string(id) + ": not what was kept"};
  const std::size_t magic = std::min(file.size(), kMagic.size());
  if (!std::equal(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(magic), kMagic.begin()))
    return wrong;
  if (file.size() < kMagic.size() + kHeaderBytes) return truncated;

  Stream stream;
  const std::span<const std::uint8_t> header = file.subspan(kMagic.size(), kHeaderBytes);
  if (crypto_secretstream_xchacha20poly1305_init_pull(&stream.state, header.data(), key.data()) != 0) {
    return wrong;
  }
  std::span<const std::uint8_t> rest = file.subspan(kMagic.size() + kHeaderBytes);
  const std::string bound = bound_to(id);
  std::vector<std::byte> sound(rest.size());
  std::size_t filled = 0;
  unsigned char tag = 0;
  const auto refuse = [&](const Error& error) {
    sodium_memzero(sound.data(), sound.size());
    return error;
  };
  while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    const std::size_t count = std::min(rest.size(), kSealedChunkBytes);
    if (count <= kOverheadBytes) return refuse(truncated);
    auto* out = reinterpret_cast<unsigned char*>(sound.data()) + filled;
    const int failed = crypto_secretstream_xchacha20poly1305_pull(
        &stream.state, out, nullptr, &tag, rest.data(), count, raw(bound), bound.size());

    if (failed != 0) return refuse(wrong);
    const bool known = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL ||
                       tag == crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    if (!known) return refuse(wrong);
    filled += count - kOverheadBytes;
    rest = rest.subspan(count);
  }
  if (!rest.empty()) return refuse(wrong);
  sound.resize(filled);
  return sound;
}

}  // namespace sotto
