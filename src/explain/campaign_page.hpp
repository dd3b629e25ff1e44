// The report of a campaign as one page that needs nothing else: no request leaves it, and all that it shows
// is text in it, never markup or script. It has text, tables, plots and the sound of near misses.
// docs/campaign.md documents the report.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/hash.hpp"

namespace sotto {

// What can be played in the page.
struct CampaignClip {
  std::string name;            // as a near miss of the report names it: "clips/0003-0001.flac"
  std::vector<std::byte> ogg;  // Ogg Opus
};

// `report` is the report as JSON, in UTF-8. `sha256` is for the page's content security policy.
[[nodiscard]] std::string campaign_page(std::string_view report, std::span<const CampaignClip> clips,
                                        HashFunction sha256);

}  // namespace sotto
