// Put before a program by LD_PRELOAD: copies everything that it writes into files, also those that it removes
// later, to the file that SOTTO_WRITE_LOG names.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdlib>

namespace {

int log_descriptor() {
  static const int kLog = [] {
    const char* name = std::getenv("SOTTO_WRITE_LOG");
    if (name == nullptr) return -1;
    return static_cast<int>(
        ::syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  }();
  return kLog;
}

// The program gives away the right to open files like this one before it writes anything.
[[gnu::constructor]] void open_early() {
  (void)log_descriptor();
}

bool is_file(int fd) {
  struct stat facts = {};
  return ::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

// Before the writing itself, so that a kill in between loses nothing.
void note(int fd, const void* bytes, std::size_t count) {
  if (log_descriptor() >= 0 && fd != log_descriptor() && is_file(fd)) {
    (void)!::syscall(SYS_write, log_descriptor(), bytes, count);
  }
}

}  // namespace

// In place of the C library's functions of these names.
extern "C" {
ssize_t logged_write(int fd, const void* bytes, std::size_t count) __asm__("write");
ssize_t logged_pwrite(int fd, const void* bytes, std::size_t count, off_t at) __asm__("pwrite");
ssize_t logged_pwrite64(int fd, const void* bytes, std::size_t count, off_t at) __asm__("pwrite64");
ssize_t logged_writev(int fd, const iovec* parts, int count) __asm__("writev");
}

ssize_t logged_write(int fd, const void* bytes, std::size_t count) {
  note(fd, bytes, count);
  return ::syscall(SYS_write, fd, bytes, count);
}

ssize_t logged_pwrite(int fd, const void* bytes, std::size_t count, off_t at) {
  note(fd, bytes, count);
  return ::syscall(SYS_pwrite64, fd, bytes, count, at);
}

ssize_t logged_pwrite64(int fd, const void* bytes, std::size_t count, off_t at) {
  return logged_pwrite(fd, bytes, count, at);
}

ssize_t logged_writev(int fd, const iovec* parts, int count) {
  for (int i = 0; i < count; ++i) note(fd, parts[i].iov_base, parts[i].iov_len);
  return ::syscall(SYS_writev, fd, parts, count);
}
