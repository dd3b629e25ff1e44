#include "adapters/posix/program_call.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

namespace sotto {
namespace {

constexpr std::size_t kErrorsMax = 4096;
constexpr std::size_t kBlock = 65536;

class Pipe {
 public:
  Pipe() { open_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] int end(std::size_t which) const { return ends_[which]; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) ::close(std::exchange(ends_[which], -1));
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
  bool open_ = false;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

Result<pid_t> start(const ProgramCall& call, const Pipe& in, const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  if (::posix_spawn_file_actions_init(&files) != 0) return Error{ErrorCode::kEngineFailed, "posix_spawn"};
  if (::posix_spawnattr_init(&attributes) != 0) {
    ::posix_spawn_file_actions_destroy(&files);
    return Error{ErrorCode::kEngineFailed, "posix_spawn"};
  }
  ::posix_spawn_file_actions_adddup2(&files, in.end(0), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, out.end(1), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, err.end(1), STDERR_FILENO);
  // A group of its own, so that all that it starts goes with it.
  ::posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t usual;
  ::sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) ::sigaddset(&usual, signal);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> words = {call.program.string()};
  words.insert(words.end(), call.arguments.begin(), call.arguments.end());
  pid_t process = -1;
  const int code =
      ::posix_spawn(&process, call.program.c_str(), &files, &attributes, pointers(words).data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (code != 0) return Error{ErrorCode::kEngineFailed, call.program.filename().string()};
  return process;
}

// Feeds and empties the pipes until both outputs have ended.
class Talk {
 public:
  Talk(const ProgramCall& call, Pipe& in, Pipe& out, Pipe& err, ProgramOutcome& outcome)
      : call_(call), in_(in), out_(out), err_(err), outcome_(outcome) {
    for (const int fd : {in.end(1), out.end(0), err.end(0)})
      ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    if (call.input.empty()) in_.close_end(1);
  }

  Result<void> until(std::chrono::steady_clock::time_point deadline) {
    while (out_.end(0) >= 0 || err_.end(0) >= 0) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
              .count();
      if (left <= 0) return Error{ErrorCode::kEngineFailed, "it took too long"};
      std::array<pollfd, 3> wait = {
          {{in_.end(1), POLLOUT, 0}, {out_.end(0), POLLIN, 0}, {err_.end(0), POLLIN, 0}}};
      if (::poll(wait.data(), wait.size(), static_cast<int>(left)) < 0 && errno != EINTR)
        return Error{ErrorCode::kEngineFailed, "poll"};
      if (wait[0].revents != 0) feed();
      if (wait[1].revents != 0) take(out_, outcome_.out, call_.output_max + 1);
      if (wait[2].revents != 0) take(err_, outcome_.err, kErrorsMax);
      if (outcome_.out.size() > call_.output_max) return Error{ErrorCode::kTooLong, "what it says"};
    }
    return {};
  }

 private:
  void feed() {
    const ssize_t count = ::write(in_.end(1), call_.input.data() + fed_, call_.input.size() - fed_);
    if (count > 0) fed_ += static_cast<std::size_t>(count);
    const bool failed = count < 0 && errno != EAGAIN && errno != EINTR;
    if (failed || fed_ == call_.input.size()) in_.close_end(1);
  }

  static void take(Pipe& pipe, std::string& text, std::size_t most) {
    std::array<char, kBlock> block{};
    const ssize_t count = ::read(pipe.end(0), block.data(), block.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return pipe.close_end(0);
    if (count > 0 && text.size() < most)
      text.append(block.data(), std::min(static_cast<std::size_t>(count), most - text.size()));
  }

  const ProgramCall& call_;
  Pipe& in_;
  Pipe& out_;
  Pipe& err_;
  ProgramOutcome& outcome_;
  std::size_t fed_ = 0;
};

}  // namespace

Result<ProgramOutcome> call_program(const ProgramCall& call) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(call.within);
  Pipe in;
  Pipe out;
  Pipe err;
  if (!in.open() || !out.open() || !err.open()) return Error{ErrorCode::kEngineFailed, "pipe"};
  const auto process = start(call, in, out, err);
  if (!process) return process.error();
  in.close_end(0);
  out.close_end(1);
  err.close_end(1);
  ProgramOutcome outcome;
  const Result<void> talked = Talk(call, in, out, err, outcome).until(deadline);
  // Whoever has closed its outputs has nothing more to do.
  if (!talked) ::kill(-process.value(), SIGKILL);
  int status = 0;
  while (::waitpid(process.value(), &status, 0) < 0 && errno == EINTR) {
  }
  if (!talked) return talked.error();
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

}  // namespace sotto
