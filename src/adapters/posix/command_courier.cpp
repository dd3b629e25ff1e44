#include "adapters/posix/command_courier.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <utility>

#include "adapters/posix/child_process_internal.hpp"

namespace sotto {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTemporaryFailure = 75;  // EX_TEMPFAIL of sysexits.h

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

const std::string* placeholder(const std::string& argument, const Parcel& parcel) {
  if (argument == "{contact}") return &parcel.contact;
  if (argument == "{address}") return &parcel.address;
  if (argument == "{transcript}") return &parcel.transcript;
  if (argument == "{file-name}") return &parcel.file_name;
  return nullptr;
}

// Gives it the sound and waits for its end. Nothing: the limit has passed.
std::optional<int> serve(pid_t process, int input_end, const std::vector<std::byte>& sound,
                         Clock::time_point deadline) {
  Descriptor input(input_end);
  const Descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  std::size_t at = 0;
  while (true) {
    if (at == sound.size()) input.close();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left < 0) return std::nullopt;
    std::array<pollfd, 2> ready = {pollfd{watch.get(), POLLIN, 0}, pollfd{input.get(), POLLOUT, 0}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(left) + 1) < 0 && errno != EINTR) {
      return std::nullopt;
    }
    if (ready[0].revents != 0) break;
    if (ready[1].revents == 0) continue;
    const ssize_t sent = ::write(input.get(), sound.data() + at, sound.size() - at);
    if (sent > 0) at += static_cast<std::size_t>(sent);
    // A program that needs no more of the sound says by its exit code what came of it.
    if (sent < 0 && errno != EINTR && errno != EAGAIN) at = sound.size();
  }
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return status;
}

class CommandCourier final : public Courier {
 public:
  explicit CommandCourier(CommandSettings settings) : settings_(std::move(settings)) {}

  Result<void> carry(const Parcel& parcel) override {
    // A pipe and no socket: some programs open /dev/stdin once more.
    std::array<int, 2> ends = {-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0 || ::fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0) {
      return Error{ErrorCode::kDeliveryDeferred, name() + ": no pipe"};
    }
    ChildStart start;
    start.program = settings_.program;
    start.arguments = fill_arguments(settings_.arguments, parcel);
    start.input = ends[0];
    start.own_group = true;
    const auto process = start_child(start);
    ::close(ends[0]);
    if (!process) {
      ::close(ends[1]);
      return process.error();
    }
    const auto deadline = Clock::now() + std::chrono::seconds(settings_.limit_seconds);
    const auto status = serve(process.value(), ends[1], parcel.sound, deadline);
    if (!status) {
      ::kill(-process.value(), SIGKILL);  // with all that it started
      ::waitpid(process.value(), nullptr, 0);
      return Error{ErrorCode::kDeliveryUnknown,
                   name() + ": it took longer than " + std::to_string(settings_.limit_seconds) + " s"};
    }
    return judge(*status);
  }

 private:
  [[nodiscard]] std::string name() const { return settings_.program.filename().string(); }

  [[nodiscard]] Result<void> judge(int status) const {
    if (WIFSIGNALED(status)) {
      return Error{ErrorCode::kDeliveryUnknown,
                   name() + ": it ended by signal " + std::to_string(WTERMSIG(status))};
    }
    const int code = WEXITSTATUS(status);
    if (code == 0) return {};
    return Error{code == kTemporaryFailure ? ErrorCode::kDeliveryDeferred : ErrorCode::kDeliveryRefused,
                 name() + ": exit code " + std::to_string(code)};
  }

  CommandSettings settings_;
};

}  // namespace

std::vector<std::string> fill_arguments(const std::vector<std::string>& arguments, const Parcel& parcel) {
  std::vector<std::string> filled;
  for (const std::string& argument : arguments) {
    const std::string* const value = placeholder(argument, parcel);
    if (value == nullptr) {
      filled.push_back(argument);
      continue;
    }
    std::string text = value->substr(0, value->find('\0'));
    if (text.starts_with('-')) text.insert(text.begin(), ' ');
    filled.push_back(std::move(text));
  }
  return filled;
}

Result<std::unique_ptr<Courier>> make_command_courier(CommandSettings settings) {
  if (!settings.program.is_absolute()) {
    return Error{ErrorCode::kFileInvalid, "command: give the program's whole path"};
  }
  const Parcel none;
  for (const std::string& argument : settings.arguments) {
    if (argument.find_first_of("{}") != std::string::npos && placeholder(argument, none) == nullptr) {
      return Error{ErrorCode::kFileInvalid,
                   "command: '" + argument + "' is none of {contact}, {address}, {transcript}, {file-name}"};
    }
  }
  return std::unique_ptr<Courier>(std::make_unique<CommandCourier>(std::move(settings)));
}

}  // namespace sotto
