// Servant: a process beside this one that answers one question after another over a socket; for what a
// process that gives its rights away can no longer do itself.
//
// Both sides bound what they take. Thread-safety: ask() and stop() on any thread, one question at a
// time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

inline constexpr std::size_t kServantBytesMax = std::size_t{64} << 20U;

class Servant {
 public:
  // Starts `program` with `arguments`; its standard input is the socket, its errors are this process's. It
  // ends with this object. Errors: engine-failed.
  [[nodiscard]] static Result<std::unique_ptr<Servant>> start(const std::filesystem::path& program,
                                                              const std::vector<std::string>& arguments);
  ~Servant();
  Servant(const Servant&) = delete;
  Servant& operator=(const Servant&) = delete;

  // Errors: not-available (it has ended, or has not answered in time; then it never answers again).
  [[nodiscard]] Result<std::string> ask(const std::string& question, Milliseconds within);

  // Ends it: whoever waits for an answer gets not-available, now and later.
  void stop();

 private:
  Servant(int socket, int process) : socket_(socket), process_(process) {}

  std::mutex mutex_;
  int socket_;
  int process_;
};

// The servant itself: answers what comes over `socket` until the other end is gone.
void serve_questions(int socket, const std::function<std::string(const std::string& question)>& answer);

}  // namespace sotto
