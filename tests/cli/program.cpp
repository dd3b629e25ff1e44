#include "program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sotto {
namespace {

using Clock = Running::Clock;

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

std::string Outcome::story() const {
  std::ostringstream text;
  text << "exit code " << exit_code << ", signal " << signal << (late ? ", killed at the deadline" : "")
       << "\n--- out\n"
       << out << "--- err\n"
       << err;
  return text.str();
}

Home::Home() {
  // Not below TMPDIR's own name, which the program gets too.
  std::string name = (std::filesystem::temp_directory_path() / "sotto-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
  folder_ = name;
  for (const char* each : {"config", "data", "tmp", "cache"}) std::filesystem::create_directory(file(each));
  const std::filesystem::path cache = SOTTO_TEST_CACHE;
  std::filesystem::create_directories(cache / "speech");
  for (const char* each : {"models", "speech"}) {
    std::filesystem::create_directory_symlink(cache / each, file("cache") / each);
  }
  const char* path = std::getenv("PATH");
  environment = {{"HOME", folder_},
                 {"PATH", path == nullptr ? "/usr/bin:/bin" : path},
                 {"TMPDIR", file("tmp")},
                 {"XDG_CONFIG_HOME", file("config")},
                 {"XDG_DATA_HOME", file("data")},
                 {"SOTTO_CACHE", file("cache")}};
}

Home::~Home() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::filesystem::path Home::write(const std::string& name, const std::string& content) const {
  std::ofstream(file(name), std::ios::binary) << content;
  return file(name);
}

Outcome Home::run(const Arguments& arguments, std::chrono::seconds patience) const {
  Arguments argv = wrapper;
  argv.emplace_back(SOTTO_PROGRAM);
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  Running running(argv, *this);
  return running.finish(Clock::now() + patience);
}

Running::Running(const std::vector<std::string>& argv, const Home& home) : began_(Clock::now()) {
  // A program that does not read its input to the end is no fault of the test's.
  std::signal(SIGPIPE, SIG_IGN);
  const Pipe err = make_pipe();
  const Pipe out = home.output.fd >= 0 ? Pipe{-1, home.output.fd} : make_pipe();
  const Pipe in = home.input.bytes ? make_pipe() : Pipe{home.input.fd, -1};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  if (in.read_end >= 0) {
    ::posix_spawn_file_actions_adddup2(&actions, in.read_end, STDIN_FILENO);
  } else {
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.write_end, STDERR_FILENO);
  ::posix_spawn_file_actions_addchdir_np(&actions, home.folder().c_str());
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> arguments = argv;
  std::vector<std::string> variables;
  for (const auto& [name, value] : home.environment) variables.push_back(name + "=" + value);
  const int code = ::posix_spawnp(&pid_, arguments.front().c_str(), &actions, &attributes,
                                  pointers(arguments).data(), pointers(variables).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (home.output.fd < 0) ::close(out.write_end);
  ::close(err.write_end);
  if (home.input.bytes) ::close(in.read_end);
  out_ = out.read_end;
  err_ = err.read_end;
  in_ = in.write_end;
  if (home.input.bytes) input_ = *home.input.bytes;
  if (in_ >= 0) ::fcntl(in_, F_SETFL, O_NONBLOCK);
  if (code != 0) throw std::runtime_error("cannot start " + arguments.front());
}

Running::~Running() {
  if (pid_ > 0) (void)finish(Clock::now());
  for (int* fd : {&in_, &out_, &err_}) close_fd(*fd);
}

void Running::close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

void Running::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

// Hands on some of the input. False when there is no more to write, or nobody to read it.
bool Running::write_some() {
  const ssize_t count = input_.empty() ? 0 : ::write(in_, input_.data(), input_.size());
  if (count < 0 && errno != EAGAIN) return false;
  if (count > 0) input_.erase(0, static_cast<std::size_t>(count));
  return !input_.empty();
}

// Waits once for something to read or write. False at the deadline, or when both outputs have ended.
bool Running::take_in(Clock::time_point deadline) {
  if (out_ < 0 && err_ < 0) return false;
  std::array<pollfd, 3> watched{pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}, pollfd{in_, POLLOUT, 0}};
  if (::poll(watched.data(), watched.size(), milliseconds_until(deadline)) <= 0) return false;
  if (watched[2].revents != 0 && !write_some()) close_fd(in_);
  std::array<char, 65536> block{};
  for (std::size_t i = 0; i < 2; ++i) {
    if (watched[i].revents == 0) continue;
    int& fd = i == 0 ? out_ : err_;
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count <= 0) {
      close_fd(fd);
    } else {
      (i == 0 ? outcome_.out : outcome_.err).append(block.data(), static_cast<std::size_t>(count));
    }
  }
  return true;
}

bool Running::wait_for_notice(const std::string& text, Clock::time_point deadline) {
  while (outcome_.err.find(text) == std::string::npos) {
    if (err_ < 0 || !take_in(deadline)) return false;
  }
  return true;
}

Outcome Running::finish(Clock::time_point deadline) {
  while (take_in(deadline)) {
  }
  if (out_ >= 0 || err_ >= 0) {
    outcome_.late = true;
    signal(SIGKILL);
  }
  int status = 0;
  rusage usage{};
  while (::wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  outcome_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  outcome_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  outcome_.peak_kilobytes = usage.ru_maxrss;
  outcome_.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  return outcome_;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace sotto
