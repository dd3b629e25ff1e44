// Which commit this program was built from. Any thread.
#pragma once

#include <string_view>

namespace sotto {

// "0123456789ab", with "-dirty" behind it where files had been changed; "unknown" outside a repository.
[[nodiscard]] std::string_view built_commit();

}  // namespace sotto
