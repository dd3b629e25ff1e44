// What every page holds, embedded at build time. Internal to the room.
#pragma once

#include <string_view>

namespace sotto {

[[nodiscard]] std::string_view page_style();
[[nodiscard]] std::string_view page_script();
[[nodiscard]] std::string_view waveform_library();
[[nodiscard]] std::string_view waveform_licence();

}  // namespace sotto
