// SoundSealer by libsodium: a random key for each recording, sealed to the owner's public key.
#pragma once

#include <filesystem>
#include <memory>

#include "adapters/sodium/owner_key.hpp"
#include "base/result.hpp"
#include "ports/sound_sealer.hpp"

namespace sotto {

// Needs owner.pub now, and owner.key whenever a recording is opened. Errors: those of load_owner_key.
[[nodiscard]] Result<std::unique_ptr<SoundSealer>> make_sound_sealer(std::filesystem::path keys_folder);

}  // namespace sotto
