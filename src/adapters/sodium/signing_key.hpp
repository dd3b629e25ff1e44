// The journal's signing key: Ed25519 by libsodium. Its secret lies in KEYS/journal.key, for the owner only
// (0600 in a folder of 0700), and in memory on locked pages; KEYS/journal.pub is for whoever checks a
// journal. Both forms: docs/format/recording.md.
//
// Thread-safety: a Signer may sign on any thread; one caller makes a key.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "journal/signature.hpp"

namespace sotto {

// Errors: key-missing; key-invalid (not a key, others may read it, or journal.pub belongs to another one).
[[nodiscard]] Result<Signer> load_signing_key(const std::filesystem::path& keys_folder);

// Makes folder and key where there are none. A journal.pub without its journal.key is key-missing: a lost
// key is not replaced silently, for then nobody could tell a journal from a forged one.
// Further errors: disk-full, write-failed.
[[nodiscard]] Result<Signer> load_or_make_signing_key(const std::filesystem::path& keys_folder);

// Reads a journal.pub. Errors: key-missing, key-invalid.
[[nodiscard]] Result<PublicKey> read_public_key(const std::filesystem::path& file);

// As VerifySignature. Refuses what RFC 8032 leaves open: other forms of a signature, keys of small order.
[[nodiscard]] bool verify_signature(const PublicKey& key, std::span<const std::uint8_t> bytes,
                                    const Signature& signature);

}  // namespace sotto
