// The process that starts hands, and starts them again.
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "adapters/posix/child_process_internal.hpp"
#include "adapters/posix/hands_process.hpp"
#include "adapters/posix/socket_passing_internal.hpp"

namespace sotto {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kControl = STDIN_FILENO;
constexpr std::chrono::milliseconds kBackOffMin{250};
constexpr std::chrono::milliseconds kBackOffMax{30'000};
constexpr std::chrono::seconds kLivedWell{60};      // after that a new failure is a new story
constexpr std::chrono::milliseconds kEndsIn{3000};  // hands, once the ears are gone

// Whether one of the two is readable or hung up in this time; -1: nothing, or no limit.
bool wait_for(int first, int second, std::chrono::milliseconds patience) {
  std::array<pollfd, 2> watched = {{{first, POLLIN, 0}, {second, POLLIN, 0}}};
  int ready = -1;
  do {
    ready = ::poll(watched.data(), second >= 0 ? 2 : 1, static_cast<int>(patience.count()));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

bool ears_are_gone(std::chrono::milliseconds patience) {
  return wait_for(kControl, -1, patience);
}

// Runs hands to their end, or to that of the ears.
void run_once(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  std::array<int, 2> ends = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
  ChildStart start;
  start.program = program;
  start.arguments = arguments;
  start.input = ends[1];
  start.keep_errors = true;
  const auto child = start_child(start);
  const bool passed = child.ok() && pass_socket(kControl, ends[0]);
  ::close(ends[0]);
  ::close(ends[1]);
  if (!child) return;
  const auto ended = static_cast<int>(::syscall(SYS_pidfd_open, child.value(), 0));
  if (ended >= 0 && passed) wait_for(ended, kControl, std::chrono::milliseconds(-1));
  const bool ends_by_itself = ended >= 0 && wait_for(ended, -1, kEndsIn);
  if (!ends_by_itself) ::kill(child.value(), SIGKILL);
  int status = 0;
  while (::waitpid(child.value(), &status, 0) < 0 && errno == EINTR) {
  }
  if (ended >= 0) ::close(ended);
}

}  // namespace

int serve_hands_keeper(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  // Whatever the ears had open is none of the hands' business.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  // Ctrl-C in the terminal stops the ears, which end what they have begun.
  ::setpgid(0, 0);
  auto back_off = kBackOffMin;
  while (true) {
    const auto began = Clock::now();
    run_once(program, arguments);
    if (Clock::now() - began > kLivedWell) back_off = kBackOffMin;
    if (ears_are_gone(back_off)) return 0;
    back_off = std::min(2 * back_off, kBackOffMax);
  }
}

}  // namespace sotto
