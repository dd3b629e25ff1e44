// The files that the page is made of, as they were when the program was built. Thread-safety: constant.
#pragma once

#include <span>
#include <string_view>

namespace sotto {

struct PageAsset {
  std::string_view path;  // "/assets/main.js"; the page itself is "/"
  std::string_view type;
  std::string_view text;
};

[[nodiscard]] std::span<const PageAsset> page_assets();

}  // namespace sotto
