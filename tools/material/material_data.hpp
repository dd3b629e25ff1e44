// The written material beside this tool: talk/, triggers/, dialogs/.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "speaking_plan.hpp"

namespace sotto {

// All conversations of the *.txt files in a folder, in the order of the files' names. Errors: file-missing,
// file-invalid (a name that stands in two files, too).
[[nodiscard]] Result<std::vector<TalkBlock>> read_talk_folder(const std::filesystem::path& folder);

// What is to be spoken: talk `takes` times. Errors: as above.
[[nodiscard]] Result<std::vector<SpeakingSet>> read_material_data(const std::filesystem::path& data,
                                                                  int takes);

}  // namespace sotto
