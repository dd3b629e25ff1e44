// Random bytes that nobody can foretell, by libsodium: for salts, boot ids and keys.
//
// Thread-safety: any thread.
#pragma once

#include <cstdint>
#include <span>

namespace sotto {

// Fills all of `bytes`.
void random_bytes(std::span<std::uint8_t> bytes);

}  // namespace sotto
