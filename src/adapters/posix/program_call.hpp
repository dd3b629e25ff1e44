// Runs another program to its end, without a shell, and keeps what it says, within bounds.
//
// Thread-safety: any thread. REQUIRES: SIGPIPE is ignored.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

struct ProgramCall {
  std::filesystem::path program;
  std::vector<std::string> arguments;               // without the program's own name
  std::string input;                                // its standard input, whole
  Milliseconds within = 20'000;                     // then it is killed
  std::size_t output_max = std::size_t{16} << 20U;  // of standard output; more kills it
};

struct ProgramOutcome {
  int exit_code = -1;  // -1: it was ended by a signal
  std::string out;
  std::string err;  // the first 4 KiB
};

// Errors: engine-failed (it cannot be started, or did not end in time), too-long (its output).
[[nodiscard]] Result<ProgramOutcome> call_program(const ProgramCall& call);

}  // namespace sotto
