#include "adapters/posix/private_memory.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace sotto {

Result<void> forbid_core_dumps() {
  const rlimit none{0, 0};
  // The limit alone does not hold where core_pattern names a program.
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Error{ErrorCode::kNotAvailable, "core dumps cannot be switched off"};
  }
  return {};
}

Result<void> lock_pages(std::span<std::byte> memory) {
  if (memory.empty()) return {};
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  const std::size_t before = address % page;
  const std::size_t length = (before + memory.size() + page - 1) / page * page;
  std::byte* const first = memory.data() - before;
  const int undumped = ::madvise(first, length, MADV_DONTDUMP);
  const int locked = ::mlock(first, length);
  if (undumped == 0 && locked == 0) return {};
  return Error{ErrorCode::kMemoryNotLocked, std::to_string(length >> 10U) + " KiB of sound"};
}

}  // namespace sotto
