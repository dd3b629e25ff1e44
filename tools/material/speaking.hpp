// Speaking a plan into files. It may be killed at any moment and goes on where it was: a line counts as
// spoken once the catalogue says so, and a file is written whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/material_catalog.hpp"

namespace sotto {

// This worker's share of a plan: each file belongs to one of them, whatever else the plan holds.
struct WorkerShare {
  unsigned worker = 0;
  unsigned workers = 1;

  [[nodiscard]] bool has(const std::string& file) const;
};

struct SpeakingOptions {
  std::filesystem::path folder;      // of the material: catalogues, sound, voice files
  std::filesystem::path models;      // of the set-up
  std::filesystem::path supplement;  // pronunciations that come before CMUdict's; may be empty
  int threads = 1;
  WorkerShare share;
};

// All lines that the workers' catalogues in `folder` know (lines-*.jsonl), sorted as sort_catalog() does. An
// empty list for a folder that is not there. Errors: file-invalid.
[[nodiscard]] Result<std::vector<SpokenLine>> read_spoken(const std::filesystem::path& folder);

// What of the plan is still to be spoken, in the plan's order. A line whose text has changed since counts as
// unspoken.
[[nodiscard]] std::vector<SpokenLine> still_to_speak(const std::vector<SpokenLine>& plan,
                                                     const std::vector<SpokenLine>& spoken,
                                                     const WorkerShare& share);

// Speaks the lines one after the other and tells `done` of each. Errors: those of the synthesiser, the files.
[[nodiscard]] Result<void> speak_lines(std::vector<SpokenLine> lines, const SpeakingOptions& options,
                                       const std::function<void(const SpokenLine&)>& done);

}  // namespace sotto
