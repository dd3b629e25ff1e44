#include "adapters/sodium/key_files_internal.hpp"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include "adapters/sodium/sha256.hpp"
#include "base/assert.hpp"
#include "journal/base64.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kSecretFileBytes = kMagicBytes + 2 * kKeyBytes;
constexpr std::size_t kPublicFileBytesMax = 200;
constexpr std::size_t kHashBytes = 4;

// A vector that held a secret, wiped when it goes.
struct Wiped {
  std::vector<std::uint8_t> bytes;
  ~Wiped() { sodium_memzero(bytes.data(), bytes.size()); }
};

Error open_to_others(const fs::path& path, const char* mode) {
  return {ErrorCode::kKeyInvalid, path.string() + ": others may use it, chmod " + mode + " it"};
}

Error no_key(const fs::path& file, const char* what) {
  return {ErrorCode::kKeyInvalid, file.string() + ": " + what};
}

std::string public_line(const KeyKind& kind, const KeyBytes& key) {
  std::vector<std::uint8_t> typed = {kind.note_type};
  typed.insert(typed.end(), key.begin(), key.end());
  std::vector<std::uint8_t> hashed(kind.note_name.begin(), kind.note_name.end());
  hashed.push_back('\n');
  hashed.insert(hashed.end(), typed.begin(), typed.end());
  const Hash hash = sha256(hashed);
  return std::string(kind.note_name) + "+" + to_hex(std::span(hash).first(kHashBytes)) + "+" +
         encode_base64(typed) + "\n";
}

Error read_error(const Error& error, const fs::path& file) {
  if (error.code == ErrorCode::kFileMissing) return {ErrorCode::kKeyMissing, file.string()};
  if (error.code == ErrorCode::kTooLong) return no_key(file, "too long for a key");
  return error;
}

}  // namespace

Result<KeyPair> make_pair_of(const KeyKind& kind) {
  KeyPair pair{SecretBytes::make(kKeyBytes), {}};
  if (!pair.secret) return Error{ErrorCode::kEngineFailed, "no memory for a key"};
  randombytes_buf(pair.secret->data(), kKeyBytes);
  pair.public_key = kind.public_of(pair.secret->data());
  sodium_mprotect_readonly(pair.secret->data());
  return pair;
}

Result<KeyPair> read_secret_file(const fs::path& folder, const KeyKind& kind) {
  const fs::path file = folder / kind.secret_name;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return Error{ErrorCode::kKeyMissing, file.string()};
  if (!only_owner_may_use(folder)) return open_to_others(folder, "700");
  if (!only_owner_may_use(file)) return open_to_others(file, "600");
  auto read = read_private_file(file, kSecretFileBytes);
  if (!read) return read_error(read.error(), file);
  const Wiped content{std::move(read).value()};
  const std::span<const std::uint8_t> bytes = content.bytes;
  if (bytes.size() != kSecretFileBytes) return no_key(file, "too short for a key");
  if (!std::equal(kind.magic.begin(), kind.magic.end(), bytes.begin())) return no_key(file, "not such a key");

  KeyPair pair{SecretBytes::make(kKeyBytes), {}};
  if (!pair.secret) return Error{ErrorCode::kEngineFailed, "no memory for a key"};
  std::copy_n(bytes.begin() + kMagicBytes, kKeyBytes, pair.secret->data());
  sodium_mprotect_readonly(pair.secret->data());
  pair.public_key = kind.public_of(pair.secret->data());
  if (!std::equal(pair.public_key.begin(), pair.public_key.end(), bytes.begin() + kMagicBytes + kKeyBytes)) {
    return no_key(file, "damaged");
  }
  return pair;
}

Result<KeyBytes> read_public_file(const fs::path& file, const KeyKind& kind) {
  const auto read = read_private_file(file, kPublicFileBytesMax);
  if (!read) return read_error(read.error(), file);
  const std::string line(read.value().begin(), read.value().end());
  // The base64 text may hold a plus of its own, so the two before it are counted from the front.
  const std::size_t first = line.find('+');
  const std::size_t second = first == std::string::npos ? first : line.find('+', first + 1);
  if (second == std::string::npos || !line.ends_with('\n')) return no_key(file, "no public key");
  const auto typed = decode_base64(std::string_view(line).substr(second + 1, line.size() - second - 2));
  if (!typed || typed->size() != kKeyBytes + 1) return no_key(file, "no public key");
  KeyBytes key = {};
  std::copy(typed->begin() + 1, typed->end(), key.begin());
  // Name, kind and checksum all at once.
  if (line != public_line(kind, key)) return no_key(file, "not such a key, or damaged");
  return key;
}

Result<void> write_secret_file(const fs::path& folder, const KeyKind& kind, const KeyPair& pair) {
  SOTTO_ASSERT(kind.magic.size() == kMagicBytes);
  Wiped content;
  content.bytes.reserve(kSecretFileBytes);  // or growing would leave copies behind
  content.bytes.insert(content.bytes.end(), kind.magic.begin(), kind.magic.end());
  content.bytes.insert(content.bytes.end(), pair.secret->data(), pair.secret->data() + kKeyBytes);
  content.bytes.insert(content.bytes.end(), pair.public_key.begin(), pair.public_key.end());
  return write_private_file(folder / kind.secret_name, content.bytes, WhenPresent::kFail);
}

Result<void> write_public_file(const fs::path& folder, const KeyKind& kind, const KeyBytes& public_key) {
  const std::string line = public_line(kind, public_key);
  const std::vector<std::uint8_t> bytes(line.begin(), line.end());
  return write_private_file(folder / kind.public_name, bytes, WhenPresent::kFail);
}

Result<void> prepare_keys_folder(const fs::path& folder) {
  if (auto made = make_private_folder(folder); !made) return made;
  if (!only_owner_may_use(folder)) return open_to_others(folder, "700");
  return {};
}

}  // namespace sotto
