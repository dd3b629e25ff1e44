#include "adapters/posix/hands_process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "adapters/posix/child_process_internal.hpp"
#include "adapters/posix/line_channel.hpp"
#include "adapters/posix/socket_passing_internal.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kCommandsMax = 256;  // on their way
constexpr std::size_t kRequestsMax = 16;
constexpr LineLimits kLimits{kHandsLineMax, std::size_t{1} << 20U};
constexpr std::size_t kKeptForCommands = std::size_t{256} << 10U;
constexpr Milliseconds kLook = 200;
// The devices have five seconds; then something is wrong with hands itself.
constexpr std::chrono::seconds kAnswersWithin{7};

class RunningHands final : public Hands {
 public:
  RunningHands(int control, pid_t keeper) : control_(control), keeper_(keeper) {}
  RunningHands(const RunningHands&) = delete;
  RunningHands& operator=(const RunningHands&) = delete;
  ~RunningHands() override {
    stopping_ = true;
    ::shutdown(control_, SHUT_RDWR);  // the thread waits for it, and so does the keeper
    if (thread_.joinable()) thread_.join();
    channel_.reset();
    linked_.reset();  // hands end with their link
    ::close(control_);
    int status = 0;
    while (::waitpid(keeper_, &status, 0) < 0 && errno == EINTR) {
    }
  }

  void begin() override {
    SOTTO_ASSERT(!thread_.joinable());
    thread_ = std::thread([this] { run(); });
  }

  void set(const SetDevice& command) override {
    const std::lock_guard lock(mutex_);
    if (open_.size() >= kCommandsMax) {
      answers_.push_back({command.id, "refused", "That is too much at once."});
    } else if (channel_ == nullptr || !channel_->send(encode_to_hands(command))) {
      answers_.push_back({command.id, "unavailable", ""});
    } else {
      open_[command.id] = Clock::now() + kAnswersWithin;
    }
  }

  std::vector<DeviceAnswered> take_answers() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(answers_, {});
  }

  std::optional<HomeNames> take_names() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(names_, std::nullopt);
  }

  void tell(const LineTold& line) override { tell_watchers(line); }
  void tell(const LiveState& state) override { tell_watchers(state); }

  std::vector<LiveRequest> take_requests() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(requests_, {});
  }

  std::optional<std::string> take_notice() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(notice_, std::nullopt);
  }

 private:
  void tell_watchers(const ToHands& message) {
    if (!watching_) return;
    const std::lock_guard lock(mutex_);
    if (channel_ != nullptr) channel_->send(encode_to_hands(message), kKeptForCommands);
  }

  void run() {
    while (!stopping_) {
      if (linked_ == nullptr && !wait_for_hands()) return;
      if (linked_ != nullptr) talk();
    }
  }

  // False when none will come any more.
  bool wait_for_hands() {
    if (keeper_gone_) return false;
    pollfd watched{control_, POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(kLook)) > 0) take_link();
    expire();
    return true;
  }

  void talk() {
    const bool whole = linked_->exchange(kLook, keeper_gone_ ? -1 : control_);
    bool sound = true;
    for (const std::string& line : linked_->take()) sound = sound && take_line(line);
    if (!whole || !sound) lose("hands-lost");
    pollfd watched{control_, POLLIN, 0};
    if (!keeper_gone_ && ::poll(&watched, 1, 0) > 0) take_link();
    expire();
  }

  // The keeper starts hands only after those before have ended.
  void take_link() {
    const int socket = receive_socket(control_);
    if (socket < 0) {
      keeper_gone_ = true;
      const std::lock_guard lock(mutex_);
      if (!stopping_) notice_ = "hands-gone";
      return;
    }
    if (linked_ != nullptr) lose("hands-lost");
    if (!is_local_socket(socket)) {
      ::close(socket);
      return;
    }
    linked_ = std::make_shared<LineChannel>(socket, kLimits);
    const std::lock_guard lock(mutex_);
    channel_ = linked_;
  }

  bool take_line(const std::string& line) {
    auto message = decode_from_hands(line);
    if (!message) return false;
    const std::lock_guard lock(mutex_);
    if (auto* answer = std::get_if<DeviceAnswered>(&message.value())) {
      // Nobody asked, or it was answered already: there is nothing to say.
      if (open_.erase(answer->command) > 0) answers_.push_back(std::move(*answer));
    } else if (auto* names = std::get_if<HomeNames>(&message.value())) {
      names_ = std::move(*names);
    } else if (const auto* watching = std::get_if<Watching>(&message.value())) {
      watching_ = watching->on;
    } else if (const auto* mute = std::get_if<SetMuted>(&message.value())) {
      ask(*mute);
    } else if (auto* order = std::get_if<OrderDevice>(&message.value())) {
      ask(std::move(*order));
    } else {
      ask(Cancel{});
    }
    return true;
  }

  void ask(LiveRequest request) {
    if (requests_.size() >= kRequestsMax) requests_.erase(requests_.begin());
    requests_.push_back(std::move(request));
  }

  void lose(const char* notice) {
    linked_.reset();
    watching_ = false;
    const std::lock_guard lock(mutex_);
    channel_.reset();
    for (const auto& [id, until] : open_) answers_.push_back({id, "unavailable", ""});
    open_.clear();
    if (!stopping_) notice_ = notice;
  }

  void expire() {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    std::erase_if(open_, [&](const auto& each) {
      if (each.second > now) return false;
      answers_.push_back({each.first, "no-answer", ""});
      return true;
    });
  }

  int control_;
  pid_t keeper_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> watching_ = false;

  // The thread's own.
  bool keeper_gone_ = false;
  std::shared_ptr<LineChannel> linked_;

  std::mutex mutex_;
  std::shared_ptr<LineChannel> channel_;
  std::map<std::uint64_t, Clock::time_point> open_;  // commands that hands has not answered
  std::vector<DeviceAnswered> answers_;
  std::optional<HomeNames> names_;
  std::vector<LiveRequest> requests_;
  std::optional<std::string> notice_;

  std::thread thread_;  // uses all the others
};

}  // namespace

Result<std::unique_ptr<Hands>> start_hands(const HandsProgram& program) {
  std::array<int, 2> ends = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return Error{ErrorCode::kNotAvailable, "no socket for the devices' process"};
  }
  ChildStart start;
  start.program = program.file;
  start.arguments = program.keeper_arguments;
  start.environment = &program.environment;
  start.input = ends[1];
  start.keep_errors = true;
  const auto keeper = start_child(start);
  ::close(ends[1]);
  if (!keeper) {
    ::close(ends[0]);
    return Error{ErrorCode::kNotAvailable, keeper.error().detail};
  }
  return std::unique_ptr<Hands>(std::make_unique<RunningHands>(ends[0], keeper.value()));
}

}  // namespace sotto
