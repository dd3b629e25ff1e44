#include "adapters/sodium/sound_sealer.hpp"

#include <sodium.h>

#include <string>
#include <utility>

#include "adapters/sodium/owner_key_internal.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/sound_file.hpp"

namespace sotto {
namespace {

class OwnersSealer final : public SoundSealer {
 public:
  OwnersSealer(std::filesystem::path keys_folder, const OwnerKey& owner)
      : keys_folder_(std::move(keys_folder)), owner_(owner) {}

  Result<SealedSound> seal(std::string_view id, std::span<const std::byte> sound) const override {
    const auto key = SecretBytes::make(kSoundKeyBytes);
    if (!key) return Error{ErrorCode::kEngineFailed, "no memory for a key"};
    crypto_secretstream_xchacha20poly1305_keygen(key->data());
    SealedSound sealed;
    sealed.file = seal_sound(id, SoundKey(key->data(), kSoundKeyBytes), sound);
    sealed.sealed_key = seal_key(owner_, key->bytes());
    sealed.sha256 = sha256(sealed.file);
    return sealed;
  }

  Result<std::vector<std::byte>> open(std::string_view id, const SealedSound& sealed) const override {
    if (sha256(sealed.file) != sealed.sha256) {
      return Error{ErrorCode::kFileUnreadable,
                   "recording " + std::string(id) + ": the file is not the one in the journal"};
    }
    const auto key = open_key(keys_folder_, sealed.sealed_key);
    if (!key) return key.error();
    if (key.value()->bytes().size() != kSoundKeyBytes) {
      return Error{ErrorCode::kKeyInvalid, "recording " + std::string(id) + ": no key for sound"};
    }
    return open_sound(id, SoundKey(key.value()->data(), kSoundKeyBytes), sealed.file);
  }

  void wipe(std::span<std::byte> bytes) const override { sodium_memzero(bytes.data(), bytes.size()); }

 private:
  std::filesystem::path keys_folder_;
  OwnerKey owner_;
};

}  // namespace

Result<std::unique_ptr<SoundSealer>> make_sound_sealer(std::filesystem::path keys_folder) {
  const auto owner = load_owner_key(keys_folder);
  if (!owner) return owner.error();
  return std::unique_ptr<SoundSealer>(std::make_unique<OwnersSealer>(std::move(keys_folder), owner.value()));
}

}  // namespace sotto
