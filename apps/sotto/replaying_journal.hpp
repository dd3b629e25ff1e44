// Replaying a journal: through today's core, through another policy, and through today's recognisers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sotto/commands.hpp"

namespace sotto {

struct JournalReplayRequest {
  Common common;
  std::filesystem::path file;
  std::string policy;      // empty: the recorded one
  bool audio = false;      // kept sound is heard again
  std::optional<int> run;  // only this one
};

// Whether the file begins as a journal does.
[[nodiscard]] bool is_journal(const std::filesystem::path& file);

// Prints what came of it. 0: all is as it was, or the question was answered; 1: something differs, or the
// journal cannot be read.
[[nodiscard]] int replay_recorded(const JournalReplayRequest& request);

}  // namespace sotto
