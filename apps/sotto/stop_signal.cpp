#include "sotto/stop_signal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

#include "runtime/live_driver.hpp"

namespace sotto {
namespace {

// What the signal handler may touch: lock-free atomics and write().
std::atomic<LiveDriver*> watched = nullptr;
std::atomic<bool> was_raised = false;
std::atomic<int> write_end = -1;
std::array<int, 2> pipe_ends = {-1, -1};

void on_signal(int) {
  was_raised = true;
  if (LiveDriver* driver = watched) driver->stop();
  const char byte = 1;
  [[maybe_unused]] const auto written = ::write(write_end, &byte, 1);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART: a system call that waits returns, so that the loop sees the stop.
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  SOTTO_ASSERT(write_end == -1);
  was_raised = false;
  if (::pipe2(pipe_ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) write_end = pipe_ends[1];
  handle(SIGINT, on_signal);
  handle(SIGTERM, on_signal);
}

StopSignal::~StopSignal() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
  watched = nullptr;
  write_end = -1;
  for (int& end : pipe_ends) {
    if (end >= 0) ::close(end);
    end = -1;
  }
}

int StopSignal::fd() const {
  return pipe_ends[0];
}

void StopSignal::watch(LiveDriver* driver) {
  watched = driver;
  // A signal that came before there was anything to stop.
  if (driver != nullptr && was_raised) driver->stop();
}

bool StopSignal::raised() const {
  return was_raised;
}

}  // namespace sotto
