// The written material beside this tool: talk/, triggers/, dialogs/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "sim/material_dialogs.hpp"
#include "speaking_plan.hpp"
#include "trigger_phrases.hpp"

namespace sotto {

struct MaterialSources {
  std::filesystem::path data = "tools/material";
  std::filesystem::path known_triggers = "data/triggers/en.toml";
  std::uint64_t seed = 1;
  int takes = 7;      // of talk; of phrases and dialogs at most three
  int dialogs = 150;  // of each part
};

// All conversations of the *.txt files in a folder, in the order of the files' names. Errors: file-missing,
// file-invalid (a name that stands in two files, too).
[[nodiscard]] Result<std::vector<TalkBlock>> read_talk_folder(const std::filesystem::path& folder);

// Errors of each: file-missing, file-unreadable, file-invalid.
[[nodiscard]] Result<std::vector<TalkBlock>> read_triggers(const MaterialSources& sources);
[[nodiscard]] Result<DialogWordings> read_wordings(const MaterialSources& sources);

// All that is to be spoken: "talk", "trigger" and "dialog".
[[nodiscard]] Result<std::vector<SpeakingSet>> read_material_data(const MaterialSources& sources);

}  // namespace sotto
