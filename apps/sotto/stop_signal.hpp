// StopSignal: makes Ctrl-C and SIGTERM end a run in order instead of killing it.
//
// One at a time in a process. While it lives, either signal stops the watched driver and makes fd() readable,
// which ends a read() from standard input that waits.
#pragma once

#include "base/result.hpp"

namespace sotto {

class LiveDriver;

class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  [[nodiscard]] int fd() const;
  // The driver to stop; null for none. It must be unwatched before it goes.
  void watch(LiveDriver* driver);
  [[nodiscard]] bool raised() const;
};

}  // namespace sotto
