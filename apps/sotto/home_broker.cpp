#include "sotto/home_broker.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>

namespace sotto {
namespace {

constexpr std::chrono::seconds kStartsWithin{5};
constexpr std::chrono::milliseconds kLook{20};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A port that nobody listens on at the moment; 0 where there is none.
std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return 0;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const bool bound = ::bind(fd, any, size) == 0 && ::getsockname(fd, any, &size) == 0;
  ::close(fd);
  return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

bool answers(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

// Waits for the child to end.
bool ends_within(pid_t pid, std::chrono::milliseconds patience) {
  const auto fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  pollfd ending{fd, POLLIN, 0};
  ::poll(&ending, 1, static_cast<int>(patience.count()));
  if (fd >= 0) ::close(fd);
  return ::waitpid(pid, nullptr, WNOHANG) == pid;
}

pid_t run_mosquitto(const std::string& config, const std::string& log) {
  const pid_t owner = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != owner) ::_exit(1);
  ::setpgid(0, 0);  // Ctrl-C on the terminal is for its owner, who ends it in order
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  for (const char* program : {"mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"})
    ::execlp(program, "mosquitto", "-c", config.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<HomeBroker>> HomeBroker::start(const std::filesystem::path& folder, std::uint16_t port,
                                                      const std::string& more) {
  if (port == 0) port = free_port();
  const std::filesystem::path file = folder / "mosquitto.conf";
  std::ofstream config(file);
  config << "listener " << port << " 127.0.0.1\n";
  if (more.find("allow_anonymous") == std::string::npos) config << "allow_anonymous true\n";
  // Started by root it would turn into a user that cannot read this folder.
  if (::geteuid() == 0) config << "user root\n";
  config << "persistence false\nmax_queued_messages 0\nset_tcp_nodelay true\n" << more;
  config.close();
  if (!config) return Error{ErrorCode::kWriteFailed, file.string()};
  const pid_t pid = run_mosquitto(file.string(), (folder / "mosquitto.log").string());
  if (pid < 0) return Error{ErrorCode::kNotAvailable, "mosquitto"};
  const auto deadline = std::chrono::steady_clock::now() + kStartsWithin;
  while (!answers(port)) {
    if (ends_within(pid, kLook))
      return Error{ErrorCode::kNotAvailable, "mosquitto (is the package installed?)"};
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
      return Error{ErrorCode::kNotAvailable, "mosquitto does not answer on port " + std::to_string(port)};
    }
  }
  return std::unique_ptr<HomeBroker>(new HomeBroker(pid, port));
}

HomeBroker::~HomeBroker() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  if (!ends_within(pid_, kStartsWithin)) kill();
}

void HomeBroker::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

BrokerSettings HomeBroker::settings() const {
  BrokerSettings settings;
  settings.host = "127.0.0.1";
  settings.port = port_;
  return settings;
}

}  // namespace sotto
