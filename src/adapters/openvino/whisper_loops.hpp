// Recognising that a recogniser repeats itself. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sotto {

// If `tokens` ends in one and the same run of tokens, said over and over, returns how many tokens to keep so
// that it stands there once; nullopt otherwise. A run of one or two tokens must stand there five times, a run
// of three or four four times, a longer one (up to 20) three times: "no, no, no" is something that people
// say.
[[nodiscard]] std::optional<std::size_t> loop_start(std::span<const std::int32_t> tokens);

}  // namespace sotto
