#include "adapters/sodium/owner_key.hpp"

#include <sodium.h>

#include "adapters/sodium/key_files_internal.hpp"
#include "adapters/sodium/owner_key_internal.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// C2SP signed-note keeps this number for what it does not name.
constexpr std::uint8_t kOtherType = 0xFF;

KeyBytes public_of_secret(const std::uint8_t* secret) {
  KeyBytes public_key = {};
  crypto_scalarmult_base(public_key.data(), secret);
  return public_key;
}

constexpr KeyKind kOwner = {"owner.key",   "owner.pub", "SOTTOOK1",
                            "sotto-owner", kOtherType,  public_of_secret};

Result<KeyPair> read_fitting_secret(const fs::path& keys_folder, const KeyBytes& public_key) {
  auto pair = read_secret_file(keys_folder, kOwner);
  if (!pair || pair.value().public_key == public_key) return pair;
  return Error{ErrorCode::kKeyInvalid,
               (keys_folder / kOwner.public_name).string() + ": does not belong to owner.key"};
}

}  // namespace

Result<OwnerKey> load_owner_key(const fs::path& keys_folder) {
  const fs::path public_file = keys_folder / kOwner.public_name;
  auto public_key = read_public_file(public_file, kOwner);
  if (!public_key) return public_key;
  std::error_code ignored;
  if (fs::exists(keys_folder / kOwner.secret_name, ignored)) {
    const auto pair = read_fitting_secret(keys_folder, public_key.value());
    if (!pair) return pair.error();
  }
  return public_key;
}

Result<OwnerKey> load_or_make_owner_key(const fs::path& keys_folder) {
  if (auto ready = prepare_keys_folder(keys_folder); !ready) return ready.error();
  std::error_code ignored;
  if (fs::exists(keys_folder / kOwner.public_name, ignored)) return load_owner_key(keys_folder);

  // The secret is written first: a crash in between leaves what the next start completes.
  const bool secret_there = fs::exists(keys_folder / kOwner.secret_name, ignored);
  const auto pair = secret_there ? read_secret_file(keys_folder, kOwner) : make_pair_of(kOwner);
  if (!pair) return pair.error();
  if (!secret_there) {
    if (auto done = write_secret_file(keys_folder, kOwner, pair.value()); !done) return done.error();
  }
  if (auto done = write_public_file(keys_folder, kOwner, pair.value().public_key); !done) return done.error();
  return pair.value().public_key;
}

std::vector<std::uint8_t> seal_key(const OwnerKey& owner, std::span<const std::uint8_t> key) {
  std::vector<std::uint8_t> sealed(key.size() + crypto_box_SEALBYTES);
  crypto_box_seal(sealed.data(), key.data(), key.size(), owner.data());
  return sealed;
}

Result<std::shared_ptr<SecretBytes>> open_key(const fs::path& keys_folder,
                                              std::span<const std::uint8_t> sealed_key) {
  const auto owner = read_secret_file(keys_folder, kOwner);
  if (!owner) return owner.error();
  const Error wrong{ErrorCode::kKeyInvalid, (keys_folder / kOwner.secret_name).string() +
                                                ": this recording was kept for another owner's key"};
  if (sealed_key.size() <= crypto_box_SEALBYTES) return wrong;
  auto key = SecretBytes::make(sealed_key.size() - crypto_box_SEALBYTES);
  if (!key) return Error{ErrorCode::kEngineFailed, "no memory for a key"};
  const int failed = crypto_box_seal_open(key->data(), sealed_key.data(), sealed_key.size(),
                                          owner.value().public_key.data(), owner.value().secret->data());
  if (failed != 0) return wrong;
  return key;
}

}  // namespace sotto
