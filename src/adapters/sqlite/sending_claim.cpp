#include "adapters/sqlite/sending_claim.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sotto {
namespace {

class HeldClaim final : public SendingClaim {
 public:
  explicit HeldClaim(int descriptor) : descriptor_(descriptor) {}
  ~HeldClaim() override { ::close(descriptor_); }
  HeldClaim(const HeldClaim&) = delete;
  HeldClaim& operator=(const HeldClaim&) = delete;

 private:
  int descriptor_;
};

}  // namespace

Result<std::unique_ptr<SendingClaim>> claim_sending(const std::filesystem::path& file, std::uint64_t id) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return Error{full ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, file.string()};
  }
  auto claim = std::make_unique<HeldClaim>(descriptor);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(id);
  lock.l_len = 1;
  // Of the open file, not of the process: two threads exclude each other as two programs do.
  while (::fcntl(descriptor, F_OFD_SETLK, &lock) != 0) {
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EACCES) return std::unique_ptr<SendingClaim>();
    return Error{ErrorCode::kWriteFailed, file.string()};
  }
  return std::unique_ptr<SendingClaim>(std::move(claim));
}

}  // namespace sotto
