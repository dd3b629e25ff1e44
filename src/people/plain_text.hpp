// Whether text from elsewhere may be kept, shown and spoken. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace sotto {

// Well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

// Holds no control character: neither those of ASCII nor U+0080 to U+009F, nor the marks that turn the
// direction of writing around, which make a list show something else than it holds. REQUIRES: is_utf8(text).
[[nodiscard]] bool is_plain(std::string_view text);

// Without blanks at its ends, and one where there were several (tabs and no-break spaces are blanks).
[[nodiscard]] std::string tidy_blanks(std::string_view text);

}  // namespace sotto
