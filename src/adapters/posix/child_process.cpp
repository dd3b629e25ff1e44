#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "adapters/posix/child_process_internal.hpp"

namespace sotto {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

}  // namespace

Result<pid_t> start_child(const ChildStart& start) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  if (::posix_spawn_file_actions_init(&files) != 0) return Error{ErrorCode::kEngineFailed, "posix_spawn"};
  if (::posix_spawnattr_init(&attributes) != 0) {
    ::posix_spawn_file_actions_destroy(&files);
    return Error{ErrorCode::kEngineFailed, "posix_spawn"};
  }
  ::posix_spawn_file_actions_adddup2(&files, start.input, STDIN_FILENO);
  for (const int output : {STDOUT_FILENO, STDERR_FILENO}) {
    if (output == STDERR_FILENO && start.keep_errors) continue;
    ::posix_spawn_file_actions_addopen(&files, output, "/dev/null", O_WRONLY, 0);
  }
  sigset_t usual;
  ::sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGCHLD, SIGINT, SIGTERM, SIGALRM}) ::sigaddset(&usual, signal);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  const int flags =
      POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (start.own_group ? POSIX_SPAWN_SETPGROUP : 0);
  ::posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
  std::vector<std::string> words = {start.program.string()};
  words.insert(words.end(), start.arguments.begin(), start.arguments.end());
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> envp =
      start.environment != nullptr ? pointers(*start.environment) : std::vector<char*>();
  pid_t process = -1;
  const int code = ::posix_spawn(&process, start.program.c_str(), &files, &attributes, argv.data(),
                                 start.environment != nullptr ? envp.data() : environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (code == 0) return process;
  const bool missing = code == ENOENT || code == EACCES || code == ENOEXEC || code == ENOTDIR;
  return Error{missing ? ErrorCode::kFileMissing : ErrorCode::kEngineFailed, start.program.string()};
}

}  // namespace sotto
