// Hash: SHA-256 as a value. The computing is given from outside, so that this room stays free of third
// parties. Thread-safety: plain values; a HashFunction may be called on any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sotto {

using Bytes = std::vector<std::uint8_t>;
using Hash = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4) of the bytes.
using HashFunction = Hash (*)(std::span<const std::uint8_t> bytes);

// Lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace sotto
