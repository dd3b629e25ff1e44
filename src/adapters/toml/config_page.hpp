// [page] of the settings file:
//
//   [page]
//   enabled = true                 # served to this machine only
//   port = 8787                    # 0: a free one
//   network_port = 8788            # on the home network, once a device is paired; 0: a free one
//   network_address = "0.0.0.0"    # or one IPv4 address that this machine has at home
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
  // Of the page on the home network, which is served only while a device is paired, or is about to be.
  std::uint16_t network_port = 8788;  // 0: a free one
  std::string network_address = "0.0.0.0";
  std::string report = "campaign/report.json";
};

void read_page(TableReader& root, PageSettings& page, DocumentFaults& faults);

// Of settings that were read without fault; the defaults where the file does not say.
[[nodiscard]] PageSettings page_settings(const Config& config);

}  // namespace sotto
