// What every refusal has in common: an exit code, nothing but one line, and in it what the user needs.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "program.hpp"

namespace sotto {

// Whether notices, such as that there is no loudspeaker, may come before the line that refuses.
enum class Notices { kNone, kAllowed };

// `parts`: what the line must hold, for example the file's name and the error code.
inline testing::AssertionResult refuses(const Outcome& outcome, int exit_code,
                                        const std::vector<std::string>& parts,
                                        Notices notices = Notices::kNone) {
  std::vector<std::string> lines = lines_of(outcome.err);
  if (notices == Notices::kAllowed && lines.size() > 1) lines.erase(lines.begin(), lines.end() - 1);
  if (outcome.exit_code != exit_code) {
    return testing::AssertionFailure() << "not exit code " << exit_code << "\n" << outcome.story();
  }
  if (lines.size() != 1 || !lines.front().starts_with("sotto: ") || !outcome.err.ends_with('\n')) {
    return testing::AssertionFailure() << "not one line that begins with 'sotto: '\n" << outcome.story();
  }
  for (const std::string& part : parts) {
    if (lines.front().find(part) == std::string::npos) {
      return testing::AssertionFailure() << "the line lacks '" << part << "'\n" << outcome.story();
    }
  }
  return testing::AssertionSuccess();
}

inline testing::AssertionResult succeeds(const Outcome& outcome) {
  if (outcome.exit_code == 0 && outcome.err.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << outcome.story();
}

}  // namespace sotto
