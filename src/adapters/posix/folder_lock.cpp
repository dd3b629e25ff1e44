#include "adapters/posix/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace sotto {
namespace {

class HeldLock final : public FolderLock {
 public:
  explicit HeldLock(int descriptor) : descriptor_(descriptor) {}
  ~HeldLock() override { ::close(descriptor_); }
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace

Result<std::unique_ptr<FolderLock>> lock_folder(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "lock";
  int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  // On a disk that has become read-only the folder itself can still be locked.
  if (descriptor < 0 && errno == EROFS)
    descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Error{ErrorCode::kWriteFailed, file.string()};
  auto lock = std::make_unique<HeldLock>(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Error{ErrorCode::kWriteFailed, file.string()};
    return Error{ErrorCode::kAlreadyRunning, folder.string()};
  }
  return std::unique_ptr<FolderLock>(std::move(lock));
}

}  // namespace sotto
