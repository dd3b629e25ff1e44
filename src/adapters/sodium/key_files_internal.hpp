// The two forms of a key on disk. Internal to this adapter; docs/format/recording.md describes
// them.
//
//   secret: 8 bytes that name the kind, 32 of the secret, 32 of the public key that it belongs to
//   public: one line, NAME+HASH+BASE64, the verifier key of C2SP signed-note: HASH is the first four bytes of
//           SHA-256 over NAME, a line feed and what BASE64 stands for (a byte for the kind and the key)
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sodium/sodium_internal.hpp"
#include "base/result.hpp"

namespace sotto {

inline constexpr std::size_t kKeyBytes = 32;
using KeyBytes = std::array<std::uint8_t, kKeyBytes>;

struct KeyKind {
  std::string_view secret_name;  // of the file
  std::string_view public_name;
  std::string_view magic;      // 8 letters
  std::string_view note_name;  // in the public file
  std::uint8_t note_type;
  // The public key of a secret.
  KeyBytes (*public_of)(const std::uint8_t* secret);
};

struct KeyPair {
  std::shared_ptr<SecretBytes> secret;  // 32 bytes, read-only from here on
  KeyBytes public_key = {};
};

// A pair from the random generator. Errors: engine-failed (no memory that can be locked).
[[nodiscard]] Result<KeyPair> make_pair_of(const KeyKind& kind);

// Errors: key-missing; key-invalid (content, or others may read file or folder).
[[nodiscard]] Result<KeyPair> read_secret_file(const std::filesystem::path& folder, const KeyKind& kind);
[[nodiscard]] Result<KeyBytes> read_public_file(const std::filesystem::path& file, const KeyKind& kind);

// Never over a file that is there. Errors: disk-full, write-failed.
[[nodiscard]] Result<void> write_secret_file(const std::filesystem::path& folder, const KeyKind& kind,
                                             const KeyPair& pair);
[[nodiscard]] Result<void> write_public_file(const std::filesystem::path& folder, const KeyKind& kind,
                                             const KeyBytes& public_key);

// Makes the folder where it is missing. Errors: key-invalid where others may use it; disk-full, write-failed.
[[nodiscard]] Result<void> prepare_keys_folder(const std::filesystem::path& folder);

}  // namespace sotto
