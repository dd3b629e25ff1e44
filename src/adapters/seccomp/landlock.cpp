#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "adapters/seccomp/landlock_internal.hpp"

namespace sotto {
namespace {

// As the kernel has them; the headers of Debian 12 end at version 2.
constexpr std::uint64_t kTruncate = 1ULL << 14U;  // from version 3 on
constexpr std::uint64_t kBindTcp = 1ULL << 0U;    // from version 4 on
constexpr std::uint64_t kConnectTcp = 1ULL << 1U;

struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
};

constexpr std::uint64_t kWriteFile = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t kWriteFolder = kWriteFile | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                       LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                       LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

std::uint64_t folder_rights(int version) {
  std::uint64_t rights = kWriteFolder;
  if (version >= 2) rights |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) rights |= kTruncate;
  return rights;
}

Error refused(const char* what) {
  return Error{ErrorCode::kNotAvailable, std::string("Landlock: ") + what};
}

// A place that is not there cannot be written to either.
Result<void> allow(int rules, const std::filesystem::path& place, int version) {
  const int fd = ::open(place.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return {};
  struct stat found {};
  const bool folder = ::fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
  landlock_path_beneath_attr beneath{};
  beneath.allowed_access = folder ? folder_rights(version) : kWriteFile | (version >= 3 ? kTruncate : 0);
  beneath.parent_fd = fd;
  const long added = ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  ::close(fd);
  return added == 0 ? Result<void>() : refused("a writable place");
}

}  // namespace

Result<Confinement> limit_by_landlock(const ConfinementPlan& plan) {
  Confinement result;
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version <= 0) return result;
  result.landlock = static_cast<int>(version);
  Ruleset handled;
  if (!plan.writable.empty()) handled.files = folder_rights(result.landlock);
  if (!plan.network && version >= 4) handled.network = kBindTcp | kConnectTcp;
  if (handled.files == 0 && handled.network == 0) return result;
  // Kernels before version 4 know the first field only.
  const std::size_t size = version >= 4 ? sizeof handled : sizeof handled.files;
  const auto rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, size, 0));
  if (rules < 0) return refused("the rules");
  Result<void> allowed;
  for (const std::filesystem::path& place : plan.writable) {
    if (allowed) allowed = allow(rules, place, result.landlock);
  }
  const bool held = allowed && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                    ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  ::close(rules);
  if (!held) return allowed ? refused("the rules do not hold") : allowed.error();
  result.tcp_limited = handled.network != 0;
  return result;
}

}  // namespace sotto
