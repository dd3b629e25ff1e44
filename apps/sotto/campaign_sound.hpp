// Which recordings a campaign hears, and the sound of a piece of one.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/campaign_plan.hpp"

namespace sotto {

// Arguments are files and folders (searched through); the kind of a recording is the name of its folder, or
// what stands before "=" in "KIND=PATH". Sorted by kind and name. Errors: file-missing, those of the files,
// usage where there is none or two have the same name.
[[nodiscard]] Result<std::vector<CampaignRecording>> find_recordings(
    const std::vector<std::string>& arguments);

// Errors: those of the file.
[[nodiscard]] Result<std::vector<float>> read_piece(const CampaignRecording& recording,
                                                    const SampleSpan& span);

}  // namespace sotto
