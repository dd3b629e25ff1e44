// Timeline: event lines (design part 5) as people read them.
#pragma once

#include <string>
#include <string_view>

namespace sotto {

// One line of text for a JSON event line, without a line break; the line itself where it cannot be read.
[[nodiscard]] std::string timeline_text(std::string_view json_line);

// The same without the time, and short enough for two columns side by side.
struct TimelineEntry {
  double seconds = 0.0;
  std::string text;
  bool is_summary = false;
};
[[nodiscard]] TimelineEntry timeline_entry(std::string_view json_line);

}  // namespace sotto
