// Timeline: event lines (design part 5) as people read them.
#pragma once

#include <string>
#include <string_view>

namespace sotto {

// Whether what was said, and to whom, is shown. It is hidden where the timeline may land in a log.
enum class TimelineWords { kShown, kHidden };

// One line of text for a JSON event line, without a line break; the line itself where it cannot be read.
[[nodiscard]] std::string timeline_text(std::string_view json_line,
                                        TimelineWords words = TimelineWords::kShown);

// The same without the time, and short enough for two columns side by side.
struct TimelineEntry {
  double seconds = 0.0;
  std::string text;
  bool is_summary = false;
};
[[nodiscard]] TimelineEntry timeline_entry(std::string_view json_line);

}  // namespace sotto
