#include "sotto/machine_checks.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>
#include <thread>

#include "adapters/seccomp/confinement.hpp"

namespace sotto {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
constexpr mode_t kOthers = 077;

std::string megabytes(std::uint64_t count) {
  return std::to_string(count) + " MB";
}

std::string octal(mode_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%03o", static_cast<unsigned>(mode & 0777));
  return text;
}

// From a line of /proc/meminfo such as "MemAvailable:  123456 kB".
std::optional<std::uint64_t> available_memory_mb() {
  std::ifstream stream("/proc/meminfo");
  std::string key;
  std::uint64_t kilobytes = 0;
  std::string unit;
  while (stream >> key >> kilobytes) {
    std::getline(stream, unit);
    if (key == "MemAvailable:") return kilobytes * 1024 / kMegabyte;
  }
  return std::nullopt;
}

// What the container as a whole may use; nothing where it may use all ("max") or there is none.
std::optional<std::uint64_t> memory_limit_mb() {
  std::ifstream stream("/sys/fs/cgroup/memory.max");
  std::uint64_t bytes = 0;
  if (!(stream >> bytes)) return std::nullopt;
  return bytes / kMegabyte;
}

// The folder itself, or the nearest one above it that is there.
std::filesystem::path nearest_there(const std::filesystem::path& folder) {
  std::error_code trouble;
  std::filesystem::path place = std::filesystem::absolute(folder, trouble);
  while (!std::filesystem::exists(place, trouble) && place.has_relative_path()) place = place.parent_path();
  return place;
}

bool may_write(const std::filesystem::path& folder) {
  return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace

Check check_processor() {
  const auto cores = std::thread::hardware_concurrency();
  Check check{"processor", true, std::to_string(cores) + (cores == 1 ? " core" : " cores"), ""};
  if (__builtin_cpu_supports("avx2") == 0) {
    check.ok = false;
    check.detail += ", no AVX2";
    check.advice = "use a processor with AVX2: the recogniser is too slow without it";
    return check;
  }
  check.detail += ", AVX2";
  if (__builtin_cpu_supports("avx512f") != 0) check.detail += ", AVX-512";
  if (__builtin_cpu_supports("avx512bf16") != 0) check.detail += ", bfloat16";
  return check;
}

Check check_memory(std::uint64_t needed_mb) {
  const auto available = available_memory_mb();
  if (!available) return {"memory", true, "the system does not say how much is free", ""};
  std::uint64_t usable = *available;
  std::string detail = megabytes(*available) + " free";
  if (const auto limit = memory_limit_mb(); limit && *limit < usable) {
    usable = *limit;
    detail = "limited to " + megabytes(*limit) + " by the container";
  }
  if (usable >= needed_mb) return {"memory", true, detail, ""};
  return {"memory", false, detail, "give it " + megabytes(needed_mb)};
}

Check check_disk(const std::filesystem::path& folder, std::uint64_t needed_mb) {
  const std::filesystem::path place = nearest_there(folder);
  struct statvfs facts {};
  if (::statvfs(place.c_str(), &facts) != 0) {
    return {"disk", false, place.string() + " does not say how much room it has", "check the path"};
  }
  const std::uint64_t free_mb = std::uint64_t{facts.f_bavail} * facts.f_frsize / kMegabyte;
  const std::string detail = megabytes(free_mb) + " free at " + place.string();
  if (free_mb >= needed_mb) return {"disk", true, detail, ""};
  return {"disk", false, detail, "make room: messages need up to " + megabytes(needed_mb)};
}

Check check_writable_folder(const std::string& what, const std::filesystem::path& folder) {
  const std::filesystem::path place = nearest_there(folder);
  std::error_code trouble;
  if (!std::filesystem::is_directory(place, trouble)) {
    return {what, false, place.string() + " is not a folder",
            "move that file away, or choose another folder"};
  }
  const bool there = std::filesystem::is_directory(folder, trouble);
  if (!may_write(place)) {
    return {what, false, folder.string() + (there ? " may not be written" : " cannot be made"),
            "run: sudo chown $USER " + place.string()};
  }
  return {what, true, folder.string() + (there ? "" : " (made when first needed)"), ""};
}

Check check_confinement() {
  constexpr int kRefused = 255;
  constexpr int kTcpToo = 128;
  constexpr int kVersionMax = 127;
  const std::string what = "process rights";
  const pid_t child = ::fork();
  if (child == 0) {
    ConfinementPlan plan;
    plan.writable = {"/dev/null"};
    const auto confined = confine(plan);
    if (!confined) ::_exit(kRefused);
    ::_exit(std::min(confined.value().landlock, kVersionMax - 1) +
            (confined.value().tcp_limited ? kTcpToo : 0));
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
      WEXITSTATUS(status) == kRefused) {
    return {what, false, "the process that hears cannot give its right to the network away",
            "no message is sent; use a Linux with seccomp, outside of a sandbox that forbids it"};
  }
  const int landlock = WEXITSTATUS(status) & kVersionMax;
  if (landlock == 0) {
    return {what, true, "no network, no other program; this kernel has no Landlock to limit writing with",
            ""};
  }
  return {what, true,
          "no network, no other program, writing in its own folders only (Landlock " +
              std::to_string(landlock) + ")",
          ""};
}

Check check_private_folder(const std::string& what, const std::filesystem::path& folder) {
  Check check = check_writable_folder(what, folder);
  struct stat facts {};
  if (!check.ok || ::stat(folder.c_str(), &facts) != 0) return check;
  if (facts.st_uid != ::geteuid()) {
    return {what, false, folder.string() + " belongs to somebody else",
            "run: sudo chown $USER " + folder.string()};
  }
  if ((facts.st_mode & kOthers) != 0) {
    return {what, false, folder.string() + " is open to others (mode " + octal(facts.st_mode) + ")",
            "run: chmod 700 " + folder.string()};
  }
  return check;
}

}  // namespace sotto
