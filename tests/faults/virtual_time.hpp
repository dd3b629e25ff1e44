// VirtualTime: the time of a run as its sound counts it, for engines that are to answer late.
//
// Whoever drives the run moves it on; a slow engine waits on its own thread until the moment has come. No
// clock is involved, so a busy machine changes nothing. Thread-safety: any thread.
#pragma once

#include <condition_variable>
#include <limits>
#include <mutex>

#include "base/units.hpp"

namespace sotto {

class VirtualTime {
 public:
  void reach(Milliseconds at) {
    {
      const std::lock_guard lock(mutex_);
      if (at <= now_) return;
      now_ = at;
    }
    changed_.notify_all();
  }

  // The run is over: nobody waits any longer.
  void end() { reach(std::numeric_limits<Milliseconds>::max()); }

  void wait_until(Milliseconds at) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, at] { return now_ >= at; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Milliseconds now_ = -1;
};

}  // namespace sotto
