// Base64 (RFC 4648, section 4), with padding. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "journal/hash.hpp"

namespace sotto {

[[nodiscard]] std::string encode_base64(std::span<const std::uint8_t> bytes);
// Accepts exactly what encode_base64 writes.
[[nodiscard]] std::optional<Bytes> decode_base64(std::string_view text);

}  // namespace sotto
