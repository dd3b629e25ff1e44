#include "runtime/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

namespace sotto {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error write_error(int code, const fs::path& path) {
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return {full ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, path.string()};
}

// 0, or the errno of what failed.
int write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

int write_new(const fs::path& draft, std::span<const std::uint8_t> bytes) {
  ::unlink(draft.c_str());  // of a process that died and had our number
  const Descriptor out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!out.open()) return errno;
  return write_all(out.get(), bytes);
}

int move_into_place(const fs::path& draft, const fs::path& file, WhenPresent present) {
  if (present == WhenPresent::kFail) {
    if (::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL) return errno;
    // This file system cannot do both at once.
    std::error_code ignored;
    if (fs::exists(file, ignored)) return EEXIST;
  }
  return ::rename(draft.c_str(), file.c_str()) == 0 ? 0 : errno;
}

// Without this a new name might be lost in a power cut although the file was reported as written.
int sync_folder_of(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open()) return errno;
  return ::fsync(opened.get()) == 0 ? 0 : errno;
}

}  // namespace

Result<void> make_private_folder(const fs::path& folder) {
  fs::path so_far;
  for (const fs::path& part : folder) {
    so_far /= part;
    if (::mkdir(so_far.c_str(), 0700) == 0 || errno == EEXIST || errno == EISDIR) continue;
    return write_error(errno, folder);
  }
  std::error_code trouble;
  if (!fs::is_directory(folder, trouble)) return write_error(ENOTDIR, folder);
  return {};
}

Result<void> write_private_file(const fs::path& file, std::span<const std::uint8_t> bytes,
                                WhenPresent present) {
  fs::path draft = file;
  draft += std::string(kDraftMark) + std::to_string(::getpid());
  int code = write_new(draft, bytes);
  if (code == 0) code = move_into_place(draft, file, present);
  if (code == 0) {
    code = sync_folder_of(file);
    return code == 0 ? Result<void>() : write_error(code, file);
  }
  ::unlink(draft.c_str());
  return write_error(code, file);
}

Result<std::vector<std::uint8_t>> read_private_file(const fs::path& file, std::size_t bytes_max) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!in.open()) {
    return Error{errno == ENOENT ? ErrorCode::kFileMissing : ErrorCode::kFileUnreadable, file.string()};
  }
  struct stat facts = {};
  if (::fstat(in.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::kFileUnreadable, file.string()};
  }
  if (facts.st_size > static_cast<off_t>(bytes_max)) {
    return Error{ErrorCode::kTooLong, file.string() + ": at most " + std::to_string(bytes_max) + " bytes"};
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(facts.st_size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(in.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{ErrorCode::kFileUnreadable, file.string()};
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

bool only_owner_may_use(const fs::path& file_or_folder) {
  struct stat facts = {};
  return ::stat(file_or_folder.c_str(), &facts) == 0 && (facts.st_mode & 0077U) == 0;
}

Result<void> append_private_file(const fs::path& file, std::string_view text) {
  const Descriptor out(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!out.open()) return write_error(errno, file);
  struct stat before = {};
  if (::fstat(out.get(), &before) != 0) return write_error(errno, file);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  int code = write_all(out.get(), {bytes, text.size()});
  if (code == 0 && before.st_size == 0) code = sync_folder_of(file);
  if (code == 0) return {};
  // Where the disk fails to do even this, a reader finds a torn end, which it must stand anyway.
  if (::ftruncate(out.get(), before.st_size) != 0) return write_error(code, file);
  return write_error(code, file);
}

}  // namespace sotto
