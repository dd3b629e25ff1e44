// What is said aloud about devices. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "home/device.hpp"

namespace sotto {

// "19.5", "20".
[[nodiscard]] std::string number_text(double number);

// "kitchen lamp" -> "the kitchen lamp"; "all lights" stays.
[[nodiscard]] std::string with_article(const std::string& said);
// "the lamp is on" -> "The lamp is on."
[[nodiscard]] std::string as_sentence(std::string text);
// "a", "a and b", "a, b and c".
[[nodiscard]] std::string join_said(const std::vector<std::string>& names, std::string_view last = "and");

// What the device says of itself: "The front door is locked." None where it has not said anything.
[[nodiscard]] std::optional<std::string> tell_state(const HomeDevice& device, const DeviceState& state,
                                                    const std::string& said, Milliseconds now);

// What a command asks of a device, after "I asked the lamp": "to turn on".
[[nodiscard]] std::string asked_words(std::string_view command, std::int64_t value_tenths);

// What a group has become: "on", "at 40 percent", "locked".
[[nodiscard]] std::string become_words(std::string_view command, std::int64_t value_tenths);

// Whether the binary sensor says that something is open, and which word it is for that class.
[[nodiscard]] std::string binary_words(const std::string& device_class, bool on);

}  // namespace sotto
