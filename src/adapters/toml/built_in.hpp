// The data files that are part of the program: policies/*.toml and data/**/*.toml, as they stood when it was
// built.
//
// Thread-safety: immutable, any thread; the views live as long as the program.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sotto {

// The text of the file of that name, for example "policies/guarded.toml". Errors: file-missing.
[[nodiscard]] Result<std::string_view> built_in_text(std::string_view name);

// Names that begin with `prefix`, sorted: "policies/" gives the policies.
[[nodiscard]] std::vector<std::string_view> built_in_names(std::string_view prefix);

}  // namespace sotto
