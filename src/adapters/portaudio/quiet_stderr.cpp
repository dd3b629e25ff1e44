#include "adapters/portaudio/quiet_stderr.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <string>

namespace sotto {
namespace {

constexpr std::array<std::string_view, 9> kChatter = {"ALSA lib ",
                                                      "Expression '",
                                                      "Cannot connect to server",
                                                      "jack server is not running",
                                                      "JackShmReadWritePtr",
                                                      "connect(2) call to",
                                                      "attempt to connect to server failed",
                                                      "PaHost",
                                                      "PulseAudio: Unable"};

std::string contents(int fd) {
  std::string text;
  std::array<char, 4096> block{};
  ssize_t count = 0;
  while ((count = ::pread(fd, block.data(), block.size(), static_cast<off_t>(text.size()))) > 0) {
    text.append(block.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

bool is_sound_chatter(std::string_view line) {
  return line.empty() || std::any_of(kChatter.begin(), kChatter.end(),
                                     [line](std::string_view start) { return line.starts_with(start); });
}

QuietStderr::QuietStderr() {
  std::fflush(stderr);
  memory_ = ::memfd_create("stderr", MFD_CLOEXEC);
  if (memory_ < 0) return;
  real_ = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (real_ >= 0) ::dup2(memory_, STDERR_FILENO);
}

QuietStderr::~QuietStderr() {
  if (real_ >= 0) {
    std::fflush(stderr);
    ::dup2(real_, STDERR_FILENO);
    const std::string text = contents(memory_);
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
      const std::string_view line = rest.substr(0, length);
      const bool chatter = is_sound_chatter(line.ends_with('\n') ? line.substr(0, length - 1) : line);
      // Standard error may be closed or full; then the line has nowhere to go.
      if (!chatter && ::write(real_, line.data(), line.size()) < 0) break;
      rest.remove_prefix(length);
    }
    ::close(real_);
  }
  if (memory_ >= 0) ::close(memory_);
}

}  // namespace sotto
