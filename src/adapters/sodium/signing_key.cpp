#include "adapters/sodium/signing_key.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "adapters/sodium/key_files_internal.hpp"
#include "journal/checkpoint.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kEd25519 = 0x01;  // C2SP signed-note

KeyBytes public_of_seed(const std::uint8_t* seed) {
  KeyBytes public_key = {};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret = {};
  crypto_sign_seed_keypair(public_key.data(), secret.data(), seed);
  sodium_memzero(secret.data(), secret.size());
  return public_key;
}

constexpr KeyKind kJournalKey = {"journal.key", "journal.pub", "SOTTOJK1",
                                 kNoteKeyName,  kEd25519,      public_of_seed};

Result<Signer> make_signer(const KeyPair& pair) {
  auto secret = SecretBytes::make(crypto_sign_SECRETKEYBYTES);
  if (!secret) return Error{ErrorCode::kEngineFailed, "no memory for a key"};
  Signer signer;
  crypto_sign_seed_keypair(signer.public_key.data(), secret->data(), pair.secret->data());
  sodium_mprotect_readonly(secret->data());
  signer.sign = [secret](std::span<const std::uint8_t> bytes) {
    Signature signature = {};
    crypto_sign_detached(signature.data(), nullptr, bytes.data(), bytes.size(), secret->data());
    return signature;
  };
  return signer;
}

}  // namespace

Result<Signer> load_signing_key(const fs::path& keys_folder) {
  const auto pair = read_secret_file(keys_folder, kJournalKey);
  if (!pair) return pair.error();
  const fs::path public_file = keys_folder / kJournalKey.public_name;
  const auto written = read_public_key(public_file);
  if (!written) return written.error();
  if (written.value() != pair.value().public_key) {
    return Error{ErrorCode::kKeyInvalid, public_file.string() + ": does not belong to journal.key"};
  }
  return make_signer(pair.value());
}

Result<Signer> load_or_make_signing_key(const fs::path& keys_folder) {
  if (auto ready = prepare_keys_folder(keys_folder); !ready) return ready.error();
  std::error_code ignored;
  const bool secret_there = fs::exists(keys_folder / kJournalKey.secret_name, ignored);
  const bool public_there = fs::exists(keys_folder / kJournalKey.public_name, ignored);
  if (secret_there && public_there) return load_signing_key(keys_folder);
  if (public_there) return Error{ErrorCode::kKeyMissing, (keys_folder / kJournalKey.secret_name).string()};

  // The secret is written first: a crash in between leaves what the next start completes.
  auto pair = secret_there ? read_secret_file(keys_folder, kJournalKey) : make_pair_of(kJournalKey);
  if (!pair) return pair.error();
  if (!secret_there) {
    if (auto done = write_secret_file(keys_folder, kJournalKey, pair.value()); !done) return done.error();
  }
  if (auto done = write_public_file(keys_folder, kJournalKey, pair.value().public_key); !done) {
    return done.error();
  }
  return make_signer(pair.value());
}

Result<PublicKey> read_public_key(const fs::path& file) {
  return read_public_file(file, kJournalKey);
}

bool verify_signature(const PublicKey& key, std::span<const std::uint8_t> bytes, const Signature& signature) {
  return crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(), key.data()) == 0;
}

}  // namespace sotto
