#include "adapters/posix/private_memory.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace sotto {
namespace {

// The sanitizers keep their own memory in order by making mlock() do nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMlockDoesNothing = true;
#else
constexpr bool kMlockDoesNothing = false;
#endif

// In a process of its own, for what it changes cannot be taken back. The number is what `body` gave.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string line_with(const char* file, const std::string& start) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(start)) return line;
  }
  return {};
}

// What the system says of the mapping that holds this address.
struct Mapping {
  long locked_kib = -1;
  bool dumped = true;
};

Mapping mapping_of(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream in("/proc/self/smaps");
  Mapping found;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char dash = 0;
    std::istringstream words(line);
    if (words >> std::hex >> from >> dash >> to && dash == '-') inside = from <= wanted && wanted < to;
    if (!inside) continue;
    if (line.starts_with("Locked:")) found.locked_kib = std::stol(line.substr(7));
    if (line.starts_with("VmFlags:")) found.dumped = line.find(" dd") == std::string::npos;
  }
  return found;
}

class Pages {
 public:
  explicit Pages(std::size_t size) : size_(size) {
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(memory, MAP_FAILED);
    memory_ = static_cast<std::byte*>(memory);
  }
  ~Pages() { ::munmap(memory_, size_); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  [[nodiscard]] std::byte* at(std::size_t offset) const { return memory_ + offset; }

 private:
  std::byte* memory_ = nullptr;
  std::size_t size_;
};

TEST(PrivateMemory, LeavesNoCoreDump) {
  // Room for a dump first, so that the test finds a limit that nobody sets.
  const int result = in_child([] {
    rlimit limit = {};
    ::getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_CORE, &limit);
    if (::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 1) return 1;
    if (!forbid_core_dumps()) return 2;
    if (::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return 3;
    std::istringstream line(line_with("/proc/self/limits", "Max core file size"));
    std::string word;
    for (int i = 0; i < 4; ++i) line >> word;
    std::string soft;
    std::string hard;
    line >> soft >> hard;
    return soft == "0" && hard == "0" ? 0 : 4;
  });
  EXPECT_EQ(result, 0);
}

TEST(PrivateMemory, LocksEveryPageThatIsTouched) {
  if (kMlockDoesNothing) GTEST_SKIP() << "a sanitizer takes mlock() away";
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const Pages pages(8 * page);
  ASSERT_EQ(mapping_of(pages.at(0)).locked_kib, 0);
  ASSERT_TRUE(mapping_of(pages.at(0)).dumped);
  // From the middle of the second page into the fifth.
  const auto locked = lock_pages({pages.at(page + page / 2), 3 * page});
  ASSERT_TRUE(locked.ok()) << locked.error().line();
  const Mapping inside = mapping_of(pages.at(2 * page));
  EXPECT_EQ(inside.locked_kib, static_cast<long>(4 * page / 1024));
  EXPECT_FALSE(inside.dumped);
  EXPECT_FALSE(mapping_of(pages.at(page)).dumped);
  EXPECT_FALSE(mapping_of(pages.at(5 * page - 1)).dumped);
  EXPECT_TRUE(mapping_of(pages.at(0)).dumped);
  EXPECT_TRUE(mapping_of(pages.at(5 * page)).dumped);
}

TEST(PrivateMemory, NothingToLockIsNoError) {
  EXPECT_TRUE(lock_pages({}).ok());
}

TEST(PrivateMemory, BeyondTheLimitIsAnErrorAndStillNotDumped) {
  if (kMlockDoesNothing) GTEST_SKIP() << "a sanitizer takes mlock() away";
  const int result = in_child([] {
    if (::geteuid() == 0) {
      // The limit does not bind whoever has CAP_IPC_LOCK.
      if (::setresuid(65534, 65534, 65534) != 0) return 1;
    }
    const rlimit little{64U << 10U, 64U << 10U};
    if (::setrlimit(RLIMIT_MEMLOCK, &little) != 0) return 2;
    const Pages pages(1U << 20U);
    const auto locked = lock_pages({pages.at(0), 1U << 20U});
    if (locked.ok()) return 3;
    if (locked.error().line().find("1024 KiB of sound: memory-not-locked") != 0) return 4;
    // A process that changed its user may not read what the system knows of it, until it says it may.
    ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    return mapping_of(pages.at(0)).dumped ? 5 : 0;
  });
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace sotto
