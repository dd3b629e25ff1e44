// The keys of discovery payloads, which may be abbreviated, and topics that may be written with a base.
// Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace sotto {

// "stat_t" -> "state_topic"; a key that is no abbreviation stays.
[[nodiscard]] std::string_view full_key(std::string_view key);
// The same inside of "device".
[[nodiscard]] std::string_view full_device_key(std::string_view key);

// A "~" at the beginning or the end of `topic` stands for `base`.
[[nodiscard]] std::string with_base(std::string_view topic, std::string_view base);

// The longest topic that is used.
inline constexpr std::size_t kTopicMax = 512;

// A topic to publish on or to subscribe to as it is: no wildcards, no control characters, not the broker's
// own
// ("$..."), not too long.
[[nodiscard]] bool is_plain_topic(std::string_view topic);

}  // namespace sotto
