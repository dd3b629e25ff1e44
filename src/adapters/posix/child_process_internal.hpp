// Starts another program, without a shell. Internal to this adapter.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace sotto {

struct ChildStart {
  std::filesystem::path program;
  std::vector<std::string> arguments;                     // without the program's own name
  const std::vector<std::string>* environment = nullptr;  // null: this process's
  int input = -1;                                         // becomes standard input
  bool keep_errors = false;                               // standard error stays this process's
  bool own_group = false;                                 // so that it can be killed with all that it starts
};

// Output and, where not said otherwise, errors of the program go nowhere: they may hold what was said.
// Signals that are ignored here are not ignored there. Errors: file-missing (no such program, or it may not
// be run), engine-failed.
[[nodiscard]] Result<pid_t> start_child(const ChildStart& start);

}  // namespace sotto
