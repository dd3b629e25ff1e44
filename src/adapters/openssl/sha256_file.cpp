#include "adapters/openssl/sha256_file.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace sotto {
namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& file) : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::string hexadecimal(const unsigned char* bytes, unsigned int count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

}  // namespace

Result<std::string> sha256_of_file(const std::filesystem::path& file) {
  const Descriptor input(file);
  if (input.get() < 0) {
    return Error{errno == ENOENT ? ErrorCode::kFileMissing : ErrorCode::kFileUnreadable, file.string()};
  }
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  bool sound = context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  std::vector<std::byte> piece(kPieceBytes);
  while (sound) {
    const ssize_t count = ::read(input.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{ErrorCode::kFileUnreadable, file.string()};
    if (count == 0) break;
    sound = EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(count)) == 1;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  sound = sound && EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1;
  if (!sound) return Error{ErrorCode::kEngineFailed, file.string() + ": SHA-256"};
  return hexadecimal(digest.data(), length);
}

}  // namespace sotto
