#include "adapters/sodium/sodium_internal.hpp"

#include <sodium.h>

#include "base/assert.hpp"

namespace sotto {

void require_sodium() {
  static const int kReady = sodium_init();
  SOTTO_ASSERT(kReady >= 0);
}

std::shared_ptr<SecretBytes> SecretBytes::make(std::size_t size) {
  require_sodium();
  auto* data = static_cast<std::uint8_t*>(sodium_malloc(size));
  if (data == nullptr) return nullptr;
  return std::shared_ptr<SecretBytes>(new SecretBytes(data, size));
}

SecretBytes::~SecretBytes() {
  sodium_free(data_);
}

}  // namespace sotto
