#include "adapters/sodium/random_bytes.hpp"

#include <sodium.h>

#include "adapters/sodium/sodium_internal.hpp"

namespace sotto {

void random_bytes(std::span<std::uint8_t> bytes) {
  require_sodium();
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace sotto
