#include "sotto/draft_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "runtime/private_file.hpp"

namespace sotto {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 16U;

Error write_error(int code, const std::filesystem::path& path) {
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return {full ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, path.string()};
}

}  // namespace

Result<DraftFile> DraftFile::begin(const std::filesystem::path& file) {
  std::filesystem::path draft = file;
  draft += std::string(kDraftMark) + std::to_string(::getpid());
  ::unlink(draft.c_str());  // of a process that died and had our number
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return write_error(errno, file);
  return DraftFile(file, draft, fd);
}

DraftFile::DraftFile(std::filesystem::path file, std::filesystem::path draft, int fd)
    : file_(std::move(file)), draft_(std::move(draft)), fd_(fd) {}

DraftFile::DraftFile(DraftFile&& other) noexcept
    : file_(std::move(other.file_)),
      draft_(std::move(other.draft_)),
      fd_(std::exchange(other.fd_, -1)),
      waiting_(std::move(other.waiting_)) {}

DraftFile::~DraftFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(draft_.c_str());
}

Result<void> DraftFile::write(std::string_view text) {
  waiting_ += text;
  return waiting_.size() < kBlockBytes ? Result<void>() : flush();
}

Result<void> DraftFile::flush() {
  std::string_view rest = waiting_;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return write_error(errno, file_);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  waiting_.clear();
  return {};
}

Result<void> DraftFile::finish() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (::fsync(fd_) != 0) return write_error(errno, file_);
  if (::rename(draft_.c_str(), file_.c_str()) != 0) return write_error(errno, file_);
  ::close(std::exchange(fd_, -1));
  return {};
}

}  // namespace sotto
