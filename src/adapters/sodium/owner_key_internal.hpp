// Sealing a recording's key to the owner, and opening it. Internal to this adapter.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/sodium_internal.hpp"

namespace sotto {

[[nodiscard]] std::vector<std::uint8_t> seal_key(const OwnerKey& owner, std::span<const std::uint8_t> key);

// Reads owner.key each time, so that it may be put there only while it is needed. Errors: key-missing,
// key-invalid, engine-failed.
[[nodiscard]] Result<std::shared_ptr<SecretBytes>> open_key(const std::filesystem::path& keys_folder,
                                                            std::span<const std::uint8_t> sealed_key);

}  // namespace sotto
