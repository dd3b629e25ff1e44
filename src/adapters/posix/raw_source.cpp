#include "adapters/posix/raw_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace sotto {
namespace {

using SteadyClock = std::chrono::steady_clock;

class RawSource final : public AudioSource {
 public:
  RawSource(int fd, RawSourceOptions options) : fd_(fd), options_(std::move(options)) {}

  Result<std::size_t> read(std::span<float> frame) override {
    std::size_t count = take_samples(frame);
    while (count < frame.size() && !ended_ && !problem_) {
      receive();
      count += take_samples(frame.subspan(count));
    }
    if (!problem_ || count == frame.size()) return count;
    if (count > 0) {
      std::fill(frame.begin() + static_cast<std::ptrdiff_t>(count), frame.end(), 0.0F);
      return frame.size();
    }
    const Error problem = *problem_;
    // A stalled sender may come back; a stream that has ended stays as it is.
    if (!ended_) problem_.reset();
    return problem;
  }

  [[nodiscard]] std::string name() const override { return options_.name; }

 private:
  std::size_t take_samples(std::span<float> frame) {
    const std::size_t count = std::min(frame.size(), (end_ - begin_) / 2);
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned low = bytes_[begin_ + 2 * i];
      const unsigned high = bytes_[begin_ + 2 * i + 1];
      frame[i] = static_cast<float>(static_cast<std::int16_t>(high << 8 | low)) / 32768.0F;
    }
    begin_ += 2 * count;
    return count;
  }

  // Waits for bytes and takes them in, or sets ended_ or problem_. At most one odd byte is left when it is
  // called.
  void receive() {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (!wait()) return;
    const ssize_t got = ::read(fd_, bytes_.data() + end_, bytes_.size() - end_);
    if (got > 0) {
      end_ += static_cast<std::size_t>(got);
    } else if (got == 0) {
      ended_ = true;
      if (end_ % 2 != 0) problem_ = Error{ErrorCode::kStreamMisaligned, options_.name};
    } else if (errno != EINTR && errno != EAGAIN) {
      ended_ = true;
      problem_ = Error{ErrorCode::kFileUnreadable, options_.name + ": " + std::strerror(errno)};
    }
  }

  // True when there is something to read, be it the end. The wait for each byte is measured from when it
  // begins, so a signal does not prolong it.
  bool wait() {
    const auto deadline = SteadyClock::now() + std::chrono::milliseconds(options_.stall_ms);
    std::array<pollfd, 2> watched{pollfd{fd_, POLLIN, 0}, pollfd{options_.cancel_fd, POLLIN, 0}};
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
      const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(std::max(left.count(), 0L)));
      if (ready < 0 && errno == EINTR) continue;
      if (ready == 0) {
        problem_ = Error{ErrorCode::kStreamStalled,
                         options_.name + ": nothing for " + std::to_string(options_.stall_ms) + " ms"};
        return false;
      }
      if (ready < 0) {
        ended_ = true;
        problem_ = Error{ErrorCode::kFileUnreadable, options_.name + ": " + std::strerror(errno)};
        return false;
      }
      if (watched[1].revents == 0) return true;
      ended_ = true;
      return false;
    }
  }

  int fd_;
  RawSourceOptions options_;
  std::array<unsigned char, 16384> bytes_{};
  std::size_t begin_ = 0;  // [begin_, end_) of bytes_ is not yet delivered
  std::size_t end_ = 0;
  bool ended_ = false;
  std::optional<Error> problem_;
};

}  // namespace

Result<std::unique_ptr<AudioSource>> make_raw_source(int fd, RawSourceOptions options) {
  SOTTO_ASSERT(options.stall_ms >= 1 && options.stall_ms <= 3'600'000);
  if (::fcntl(fd, F_GETFD) < 0) return Error{ErrorCode::kFileUnreadable, options.name + ": not open"};
  return std::unique_ptr<AudioSource>(new RawSource(fd, std::move(options)));
}

}  // namespace sotto
