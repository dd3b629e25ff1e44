// Replaying one recording or scene with the real engines; shared by `replay` and `demo`.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/event_lines.hpp"
#include "runtime/loop.hpp"
#include "runtime/run_setup.hpp"
#include "sotto/engines.hpp"

namespace sotto {

struct ReplayRequest {
  std::filesystem::path file;    // WAV, FLAC or Ogg; or a scene in TOML
  RunSetup setup;                // a scene adds its contacts and seed
  std::filesystem::path outbox;  // empty: a scratch folder that disappears
  std::function<void(const std::string& line)> on_line;
  std::function<void(Milliseconds heard)> on_progress;
  std::function<bool()> stopped;  // when it says so, the sound ends where it is; may be empty
  Recorder* recorder = nullptr;
};

struct ReplayOutcome {
  RunSummary summary;
  std::vector<std::string> failed_expectations;  // of a scene, for the policy of the run
  std::vector<Error> undelivered;                // why the outbox did not take what was sent
};

// What can be known about the file before any engine is loaded. Errors: those of the file, file-missing.
[[nodiscard]] Result<void> check_replay_file(const std::filesystem::path& file);

// Errors: those of the file and of the engines.
[[nodiscard]] Result<ReplayOutcome> replay(Engines& engines, const ReplayRequest& request);

[[nodiscard]] bool is_scene(const std::filesystem::path& file);

}  // namespace sotto
