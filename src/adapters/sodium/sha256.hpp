// SHA-256 by libsodium, as the journal's HashFunction.
//
// Thread-safety: no state; any thread.
#pragma once

#include "journal/hash.hpp"

namespace sotto {

[[nodiscard]] Hash sha256(std::span<const std::uint8_t> bytes);

}  // namespace sotto
