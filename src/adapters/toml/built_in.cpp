#include "adapters/toml/built_in.hpp"

#include <algorithm>
#include <string>

#include "adapters/toml/built_in_texts.hpp"

namespace sotto {

Result<std::string_view> built_in_text(std::string_view name) {
  for (const BuiltInText& text : built_in_texts()) {
    // Bytes of a file read as characters, which is always allowed.
    if (text.name == name) return std::string_view(reinterpret_cast<const char*>(text.bytes), text.size);
  }
  return Error{ErrorCode::kFileMissing, std::string(name) + " is not built in"};
}

std::vector<std::string_view> built_in_names(std::string_view prefix) {
  std::vector<std::string_view> names;
  for (const BuiltInText& text : built_in_texts()) {
    if (std::string_view(text.name).starts_with(prefix)) names.emplace_back(text.name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace sotto
