// The files that a campaign ends with: report.json, and report.html for people.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/result.hpp"

namespace sotto {

// Both into `folder`; the page holds the sound of the furthest near misses whose clips lie there, and is
// written without those that cannot be read. Errors: write-failed and what else writing can come to.
[[nodiscard]] Result<void> write_report_files(const std::filesystem::path& folder,
                                              const nlohmann::ordered_json& report);

}  // namespace sotto
