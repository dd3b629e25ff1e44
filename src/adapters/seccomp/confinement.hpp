// Gives away rights that a process will not need again: to the network, to start programs, to look into other
// processes, to write anywhere but in a few places. There is no way back, and what is started later has no
// more.
//
// Two parts of Linux do it. A seccomp filter (libseccomp) refuses system calls with EPERM, for every thread
// of the process. Landlock, where the kernel has it, refuses writing and TCP (connect and bind, on kernels
// from 6.7 on); it holds for the calling thread and those it starts, so it is asked for before there are
// others. Thread-safety: call once, early.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"

namespace sotto {

struct ConfinementPlan {
  // The internet protocols stay open: for the process that speaks with the devices. Without it only sockets
  // of this machine (AF_UNIX) can be opened, which a sound server needs, and others that are open are closed.
  bool network = false;
  // Files and folders below which may be written; what is missing is left out. Empty: writing is not limited.
  std::vector<std::filesystem::path> writable;
};

struct Confinement {
  int landlock = 0;          // version of the kernel's Landlock; 0: it has none, and writing is not limited
  bool tcp_limited = false;  // by Landlock as well as by the filter
};

// Errors: not-available (the kernel takes no filter, or the filter does not hold when it is tried).
[[nodiscard]] Result<Confinement> confine(const ConfinementPlan& plan);

}  // namespace sotto
