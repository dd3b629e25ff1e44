// [page] of the settings file:
//
//   [page]
//   enabled = true                 # served to this machine only
//   port = 8787                    # 0: a free one
//   report = "campaign/report.json"  # of sotto campaign; below the data folder, or absolute
//
// Thread-safety: plain values, pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/toml/config_file.hpp"
#include "base/document.hpp"

namespace sotto {

struct PageSettings {
  bool enabled = true;
  std::uint16_t port = 8787;  // on the loopback interface; 0: a free one
  std::string report = "campaign/report.json";
};

void read_page(TableReader& root, PageSettings& page, DocumentFaults& faults);

// Of settings that were read without fault; the defaults where the file does not say.
[[nodiscard]] PageSettings page_settings(const Config& config);

}  // namespace sotto
