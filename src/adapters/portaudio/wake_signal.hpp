// WakeSignal: lets a real-time thread wake another one that waits with a time limit.
//
// Method: a POSIX semaphore; posting is async-signal-safe and lock-free. Thread-safety: any thread may post,
// one waits.
#pragma once

#include <semaphore.h>

#include <cerrno>
#include <chrono>
#include <ctime>

#include "base/assert.hpp"

namespace sotto {

class WakeSignal {
 public:
  using Clock = std::chrono::steady_clock;

  WakeSignal() { SOTTO_ASSERT(::sem_init(&semaphore_, 0, 0) == 0); }
  WakeSignal(const WakeSignal&) = delete;
  WakeSignal& operator=(const WakeSignal&) = delete;
  ~WakeSignal() { ::sem_destroy(&semaphore_); }

  // Fails only where nobody has waited for two billion posts, which then all say the same.
  void post() noexcept { ::sem_post(&semaphore_); }

  // False when the deadline passed without a post. The steady clock is CLOCK_MONOTONIC here.
  bool wait_until(Clock::time_point deadline) {
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline.time_since_epoch());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    timespec limit{};
    limit.tv_sec = static_cast<std::time_t>(seconds.count());
    limit.tv_nsec = static_cast<long>((since - seconds).count());
    int code = 0;
    do {
      code = ::sem_clockwait(&semaphore_, CLOCK_MONOTONIC, &limit);
    } while (code != 0 && errno == EINTR);
    return code == 0;
  }

  // Forgets posts that nobody waited for.
  void clear() {
    while (::sem_trywait(&semaphore_) == 0) {
    }
  }

 private:
  sem_t semaphore_{};
};

}  // namespace sotto
