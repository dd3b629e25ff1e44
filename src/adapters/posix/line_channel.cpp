#include "adapters/posix/line_channel.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace sotto {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10U;
// In one call, so that a flood of lines does not keep the caller for ever.
constexpr int kBlocksAtOnce = 256;

}  // namespace

LineChannel::LineChannel(int socket, LineLimits limits)
    : limits_(limits), socket_(socket), wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

LineChannel::~LineChannel() {
  ::close(socket_);
  if (wake_fd_ >= 0) ::close(wake_fd_);
}

bool LineChannel::send(std::string line, std::size_t keep_free) {
  {
    const std::lock_guard lock(mutex_);
    if (broken_ || waiting_bytes_ + line.size() + 1 + keep_free > limits_.waiting_max) return false;
    line += '\n';
    waiting_bytes_ += line.size();
    waiting_.push_back(std::move(line));
  }
  wake();
  return true;
}

void LineChannel::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_fd_, &one, sizeof one);
}

bool LineChannel::exchange(Milliseconds patience, int also) {
  bool writable_wanted = false;
  {
    const std::lock_guard lock(mutex_);
    if (broken_) return false;
    writable_wanted = !waiting_.empty();
  }
  std::array<pollfd, 3> watched = {{
      {socket_, static_cast<short>(POLLIN | (writable_wanted ? POLLOUT : 0)), 0},
      {wake_fd_, POLLIN, 0},
      {also, POLLIN, 0},
  }};
  const int ready = ::poll(watched.data(), also >= 0 ? 3 : 2, static_cast<int>(patience));
  if (ready <= 0) return true;
  if ((watched[1].revents & POLLIN) != 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(wake_fd_, &count, sizeof count);
  }
  // What the other end said before it went is heard even where nothing can be written any more.
  const bool written = write_waiting();
  const bool read = (watched[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0 || read_incoming();
  if (written && read) return true;
  const std::lock_guard lock(mutex_);
  broken_ = true;
  waiting_.clear();
  return false;
}

bool LineChannel::write_waiting() {
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty()) {
    const std::string& line = waiting_.front();
    const ssize_t sent =
        ::send(socket_, line.data() + written_, line.size() - written_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    written_ += static_cast<std::size_t>(sent);
    if (written_ < line.size()) continue;
    waiting_bytes_ -= line.size();
    written_ = 0;
    waiting_.pop_front();
  }
  return true;
}

bool LineChannel::read_incoming() {
  std::array<char, kBlock> block{};
  for (int i = 0; i < kBlocksAtOnce; ++i) {
    const ssize_t count = ::recv(socket_, block.data(), block.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    if (count == 0) return false;
    partial_.append(block.data(), static_cast<std::size_t>(count));
    std::size_t from = 0;
    for (auto end = partial_.find('\n', searched_); end != std::string::npos;
         end = partial_.find('\n', from)) {
      if (end - from > limits_.line_max) return false;
      lines_.push_back(partial_.substr(from, end - from));
      from = end + 1;
    }
    partial_.erase(0, from);
    searched_ = partial_.size();
    if (partial_.size() > limits_.line_max) return false;
  }
  return true;
}

std::vector<std::string> LineChannel::take() {
  return std::exchange(lines_, {});
}

}  // namespace sotto
