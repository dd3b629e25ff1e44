// What a command publishes to one device, and what the device must say before it counts as done.
// Pure functions, any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/units.hpp"
#include "home/device.hpp"

namespace sotto {

struct HomePublish {
  std::string topic;
  std::string payload;
  bool retain = false;
  std::filesystem::path code_file = {};  // of the code that takes every kCodeMark's place; empty: none does
  std::uint64_t command = 0;             // whose order it is, where it takes a code
  friend bool operator==(const HomePublish&, const HomePublish&) = default;
};

// One property that must come to be so.
struct Wanted {
  Property property = Property::kState;
  std::vector<std::string> words;   // any of these
  std::vector<std::string> moving;  // on the way there, which may take long
  std::optional<double> number;     // as the device counts
  double tolerance = 0;
};

struct HomeOrder {
  std::vector<HomePublish> publishes;
  std::vector<Wanted> wanted;
  bool guard = false;       // only what the device says afterwards counts, not what it said before
  bool takes_code = false;  // the device does it for a code only
};

// The order, or the reason why not: a clause that follows on "The bedroom lamp", such as "cannot be dimmed".
[[nodiscard]] std::variant<HomeOrder, std::string> make_order(const HomeDevice& device,
                                                              const DeviceState& state,
                                                              std::string_view command,
                                                              std::int64_t value_tenths, Milliseconds now);

enum class Progress : std::uint8_t { kWaiting, kMoving, kDone, kFailed };

// What the device says by now. Reports up to `reports_before` do not count at first; where nothing
// contradicts them for `kSettled` and it is no guard, they do.
[[nodiscard]] Progress progress_of(const HomeOrder& order, const HomeDevice& device, const DeviceState& state,
                                   const std::vector<std::uint64_t>& reports_before, Milliseconds asked_at,
                                   Milliseconds now);
[[nodiscard]] std::vector<std::uint64_t> reports_of(const HomeOrder& order, const DeviceState& state);

inline constexpr Milliseconds kSettled = 1000;

// Whether the command only asks, closes or arms, so that it may go to a lock, an alarm or an entrance without
// a permit.
[[nodiscard]] bool is_harmless(std::string_view command);

// Whether the command lets somebody in or takes a protection away.
[[nodiscard]] bool is_opening(std::string_view command);

}  // namespace sotto
