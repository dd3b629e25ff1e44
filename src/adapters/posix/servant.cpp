#include "adapters/posix/servant.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <utility>

namespace sotto {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

// A block is its length in digits, a line break, and its bytes.
constexpr std::size_t kLengthDigitsMax = 12;

bool wait_for(int socket, short events, Deadline deadline) {
  while (true) {
    int left = -1;
    if (deadline != Deadline::max()) {
      const auto rest = deadline - std::chrono::steady_clock::now();
      left = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(rest).count());
      if (left <= 0) return false;
    }
    pollfd wait = {socket, events, 0};
    const int count = ::poll(&wait, 1, left);
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

bool send_all(int socket, std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    if (!wait_for(socket, POLLOUT, deadline)) return false;
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool receive_all(int socket, char* to, std::size_t size, Deadline deadline) {
  while (size > 0) {
    if (!wait_for(socket, POLLIN, deadline)) return false;
    const ssize_t count = ::recv(socket, to, size, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return false;
    if (count > 0) {
      to += count;
      size -= static_cast<std::size_t>(count);
    }
  }
  return true;
}

bool write_block(int socket, const std::string& text, Deadline deadline) {
  return send_all(socket, std::to_string(text.size()) + "\n", deadline) && send_all(socket, text, deadline);
}

bool read_block(int socket, std::string& text, Deadline deadline) {
  std::string digits;
  char letter = 0;
  while (digits.size() <= kLengthDigitsMax) {
    if (!receive_all(socket, &letter, 1, deadline)) return false;
    if (letter == '\n') break;
    digits += letter;
  }
  std::size_t size = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  const bool fine = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (!fine || letter != '\n' || size > kServantBytesMax) return false;
  text.resize(size);
  return receive_all(socket, text.data(), size, deadline);
}

}  // namespace

Result<std::unique_ptr<Servant>> Servant::start(const std::filesystem::path& program,
                                                const std::vector<std::string>& arguments) {
  std::array<int, 2> ends = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{ErrorCode::kEngineFailed, "socketpair"};
  posix_spawn_file_actions_t files;
  if (::posix_spawn_file_actions_init(&files) != 0) return Error{ErrorCode::kEngineFailed, "posix_spawn"};
  ::posix_spawn_file_actions_adddup2(&files, ends[1], STDIN_FILENO);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<std::string> words = {program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t process = -1;
  const int code = ::posix_spawn(&process, program.c_str(), &files, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::close(ends[1]);
  if (code != 0) {
    ::close(ends[0]);
    return Error{ErrorCode::kEngineFailed, program.filename().string()};
  }
  return std::unique_ptr<Servant>(new Servant(ends[0], process));
}

Servant::~Servant() {
  if (socket_ >= 0) ::close(socket_);
  ::kill(process_, SIGTERM);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Servant::stop() {
  ::kill(process_, SIGTERM);
}

Result<std::string> Servant::ask(const std::string& question, Milliseconds within) {
  const std::lock_guard lock(mutex_);
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(within);
  std::string answer;
  const bool answered =
      socket_ >= 0 && write_block(socket_, question, deadline) && read_block(socket_, answer, deadline);
  if (answered) return answer;
  // A late answer would be taken for that of the next question.
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  return Error{ErrorCode::kNotAvailable, "the page's servant"};
}

void serve_questions(int socket, const std::function<std::string(const std::string& question)>& answer) {
  std::string question;
  while (read_block(socket, question, Deadline::max())) {
    if (!write_block(socket, answer(question), Deadline::max())) return;
  }
}

}  // namespace sotto
