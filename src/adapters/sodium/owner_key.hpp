// The owner's key, to which the key of every recording is sealed: X25519 by libsodium. KEYS/owner.pub is
// enough to keep recordings; KEYS/owner.key is needed to hear them, so the owner may move it to another place
// (0600 in a folder of 0700). Both forms: docs/format/recording.md.
//
// Thread-safety: one caller.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "base/result.hpp"

namespace sotto {

using OwnerKey = std::array<std::uint8_t, 32>;  // the public one

// Errors: key-missing, key-invalid.
[[nodiscard]] Result<OwnerKey> load_owner_key(const std::filesystem::path& keys_folder);

// Makes folder and keys where there are none. Further errors: disk-full, write-failed.
[[nodiscard]] Result<OwnerKey> load_or_make_owner_key(const std::filesystem::path& keys_folder);

}  // namespace sotto
