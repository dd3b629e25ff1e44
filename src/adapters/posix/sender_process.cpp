#include "adapters/posix/sender_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <utility>

#include "adapters/posix/child_process_internal.hpp"
#include "adapters/posix/parcel_stream.hpp"
#include "adapters/posix/private_memory.hpp"
#include "adapters/posix/socket_passing_internal.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

// A little longer than the sender gives itself.
constexpr int kGraceSeconds = 10;

class RunningLauncher final : public SenderLauncher {
 public:
  RunningLauncher(int socket, pid_t process) : socket_(socket), process_(process) {}
  RunningLauncher(const RunningLauncher&) = delete;
  RunningLauncher& operator=(const RunningLauncher&) = delete;
  ~RunningLauncher() override {
    ::close(socket_);  // it ends by itself then
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
  }

  Result<int> start_sender() override {
    const std::lock_guard lock(mutex_);
    std::array<int, 2> ends = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      return Error{ErrorCode::kDeliveryDeferred, "no socket for the sender's process"};
    }
    const bool sent = pass_socket(socket_, ends[1]);
    ::close(ends[1]);
    if (sent) return ends[0];
    ::close(ends[0]);
    return Error{ErrorCode::kDeliveryDeferred, "the sender's launcher is gone; start sotto run again"};
  }

 private:
  std::mutex mutex_;
  int socket_;
  pid_t process_;
};

class SenderProcess final : public Messenger {
 public:
  SenderProcess(std::shared_ptr<SenderLauncher> launcher, SenderChannel channel,
                std::shared_ptr<AudioEncoder> encoder)
      : launcher_(std::move(launcher)), channel_(std::move(channel)), encoder_(std::move(encoder)) {}

  Result<void> deliver(const Delivery& delivery) override {
    auto sound = encoder_->encode(delivery.samples);
    if (!sound) return sound.error();
    ChannelRequest request;
    request.channel = channel_.name;
    request.settings = channel_.settings;
    request.limit_seconds = channel_.limit_seconds;
    Parcel& parcel = request.parcel;
    parcel.key = delivery.key;
    parcel.contact = delivery.contact;
    parcel.address = delivery.address;
    parcel.subject = "Voice message";
    parcel.transcript = delivery.transcript;
    parcel.wall_ms = delivery.wall_ms;
    parcel.length_ms = to_milliseconds(static_cast<SampleCount>(delivery.samples.size()));
    parcel.file_name = "message." + encoder_->extension();
    parcel.sound = std::move(sound).value();
    const auto socket = launcher_->start_sender();
    if (!socket) return socket.error();
    // Half a request is no request: the sender does nothing with it.
    Result<void> result = write_request(socket.value(), request);
    if (result) result = read_result(socket.value(), channel_.limit_seconds + kGraceSeconds);
    ::close(socket.value());
    return result;
  }

  [[nodiscard]] std::string channel() const override { return channel_.name; }

 private:
  std::shared_ptr<SenderLauncher> launcher_;
  SenderChannel channel_;
  std::shared_ptr<AudioEncoder> encoder_;
};

}  // namespace

Result<std::shared_ptr<SenderLauncher>> start_sender_launcher(const SenderProgram& program) {
  std::array<int, 2> ends = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return Error{ErrorCode::kNotAvailable, "no socket for the sender's process"};
  }
  ChildStart start;
  start.program = program.file;
  start.arguments = program.launcher_arguments;
  start.environment = &program.environment;
  start.input = ends[1];
  const auto process = start_child(start);
  ::close(ends[1]);
  if (!process) {
    ::close(ends[0]);
    return Error{ErrorCode::kNotAvailable, process.error().detail};
  }
  return std::shared_ptr<SenderLauncher>(std::make_shared<RunningLauncher>(ends[0], process.value()));
}

std::unique_ptr<Messenger> make_sender_process(std::shared_ptr<SenderLauncher> launcher,
                                               SenderChannel channel, std::shared_ptr<AudioEncoder> encoder) {
  SOTTO_ASSERT(launcher != nullptr && encoder != nullptr);
  return std::make_unique<SenderProcess>(std::move(launcher), std::move(channel), std::move(encoder));
}

int serve_launcher(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  // Whatever the home had open is none of the senders' business.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  if (::chdir("/") != 0) return 1;
  // Ctrl-C in the home's terminal stops the home, which ends what it has begun.
  ::setpgid(0, 0);
  struct sigaction reap {};
  reap.sa_handler = SIG_DFL;
  reap.sa_flags = SA_NOCLDWAIT;
  ::sigaction(SIGCHLD, &reap, nullptr);
  while (true) {
    const int socket = receive_socket(STDIN_FILENO);
    if (socket < 0) return 0;
    ChildStart start;
    start.program = program;
    start.arguments = arguments;
    start.input = socket;
    // A sender that cannot be started closes its socket without having begun.
    (void)start_child(start).ok();
    ::close(socket);
  }
}

int serve_delivery(const CourierFactory& make_courier) {
  // The message is in this memory, and the password soon.
  if (!forbid_core_dumps()) return 1;
  ::signal(SIGPIPE, SIG_IGN);
  const auto request = read_request(STDIN_FILENO);
  if (!request) return 1;
  // Nobody waits for a sender for ever.
  ::alarm(static_cast<unsigned int>(request.value().limit_seconds));
  const auto courier = make_courier(request.value().channel, request.value().settings);
  if (!courier) return write_result(STDIN_FILENO, courier.error()) ? 0 : 1;
  // Where the home is gone, nobody could write down what came of it.
  if (!write_begun(STDIN_FILENO)) return 1;
  return write_result(STDIN_FILENO, courier.value()->carry(request.value().parcel)) ? 0 : 1;
}

}  // namespace sotto
