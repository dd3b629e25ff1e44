// What every page holds, embedded at build time. Internal to the room.
#pragma once

#include <string_view>

namespace sotto {

[[nodiscard]] std::string_view page_style();
[[nodiscard]] std::string_view page_script();
[[nodiscard]] std::string_view waveform_library();
[[nodiscard]] std::string_view waveform_licence();
[[nodiscard]] std::string_view campaign_style();
[[nodiscard]] std::string_view campaign_script();
[[nodiscard]] std::string_view chart_library();
[[nodiscard]] std::string_view chart_licence();

}  // namespace sotto
