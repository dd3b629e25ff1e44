#include "adapters/seccomp/confinement.hpp"

#include <seccomp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/seccomp/landlock_internal.hpp"

namespace sotto {
namespace {

// To start programs, to look into other processes, to get sockets in other ways than by socket(), and what
// nothing here needs but attacks on the kernel begin with.
constexpr std::array kNobodysBusiness = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(personality),
    SCMP_SYS(move_mount),
    SCMP_SYS(fsopen),
    SCMP_SYS(open_tree),
#if !defined(__SANITIZE_ADDRESS__)
    SCMP_SYS(ptrace),  // the sanitizer's search for leaks needs it
#endif
};

struct FilterDeleter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FilterDeleter>;

constexpr auto kFamilyMax = 64;  // larger than any address family there is

bool may_open(int family, bool network) {
  if (family == AF_UNIX) return true;
  // Names are looked up with the help of a netlink socket.
  return network && (family == AF_INET || family == AF_INET6 || family == AF_NETLINK);
}

bool forbid_sockets(void* filter, bool network) {
  for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
    for (int family = 0; family < kFamilyMax; ++family) {
      if (may_open(family, network)) continue;
      const scmp_arg_cmp is_it = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family));
      if (::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &is_it) != 0) return false;
    }
    const scmp_arg_cmp beyond = SCMP_A0(SCMP_CMP_GE, kFamilyMax);
    if (::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &beyond) != 0) return false;
  }
  return true;
}

bool forbid_calls(void* filter) {
  for (const int call : kNobodysBusiness) {
    if (::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 0, nullptr) != 0) return false;
  }
  return true;
}

Error refused(const char* why) {
  return Error{ErrorCode::kNotAvailable, std::string("seccomp: ") + why};
}

Result<void> filter_calls(bool network) {
  const Filter filter(::seccomp_init(SCMP_ACT_ALLOW));
  if (filter == nullptr) return refused("no memory for the filter");
  // All threads, and a program started later gets no rights that a file gives it. Calls in the manner of
  // another processor, which could mean others than those named, are refused as well.
  if (::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0 ||
      ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_NNP, 1) != 0 ||
      ::seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)) != 0 ||
      !forbid_sockets(filter.get(), network) || !forbid_calls(filter.get())) {
    return refused("the filter cannot be made");
  }
  if (::seccomp_load(filter.get()) != 0) return refused("the kernel does not take the filter");
  // What is said to hold is tried.
  const int probe = ::socket(network ? AF_PACKET : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0 && errno == EPERM) return {};
  if (probe >= 0) ::close(probe);
  return refused("the filter does not hold");
}

// Whoever started this process may have left it a way into the network.
Result<void> close_network_sockets() {
  std::error_code trouble;
  std::vector<int> sockets;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", trouble)) {
    const int fd = std::atoi(entry.path().filename().c_str());
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
    if (address.ss_family != AF_UNIX) sockets.push_back(fd);
  }
  if (trouble) return Error{ErrorCode::kNotAvailable, "/proc: what this process has open cannot be seen"};
  for (const int fd : sockets) ::close(fd);
  return {};
}

}  // namespace

Result<Confinement> confine(const ConfinementPlan& plan) {
  if (!plan.network) {
    if (auto closed = close_network_sockets(); !closed) return closed.error();
  }
  auto limited = limit_by_landlock(plan);
  if (!limited) return limited.error();
  if (auto filtered = filter_calls(plan.network); !filtered) return filtered.error();
  return limited;
}

}  // namespace sotto
