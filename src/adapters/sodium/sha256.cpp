#include "adapters/sodium/sha256.hpp"

#include <sodium.h>

namespace sotto {

Hash sha256(std::span<const std::uint8_t> bytes) {
  static_assert(std::tuple_size_v<Hash> == crypto_hash_sha256_BYTES);
  Hash hash = {};
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return hash;
}

}  // namespace sotto
