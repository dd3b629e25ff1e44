// What every part of this adapter needs of libsodium: that it is ready, and memory for secrets. Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace sotto {

// libsodium chooses the processor's instructions and opens its source of randomness once a process. Asserts
// that it could: it fails only where the system gives no random numbers at all, and nothing is safe then.
void require_sodium();

// Bytes for a secret: on pages of their own that are locked into memory and left out of core dumps, between
// pages that nobody may touch, wiped when they go.
class SecretBytes {
 public:
  // Null where there is no memory left.
  [[nodiscard]] static std::shared_ptr<SecretBytes> make(std::size_t size);
  ~SecretBytes();
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;

  [[nodiscard]] std::span<std::uint8_t> bytes() { return {data_, size_}; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {data_, size_}; }
  [[nodiscard]] std::uint8_t* data() { return data_; }
  [[nodiscard]] const std::uint8_t* data() const { return data_; }

 private:
  SecretBytes(std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  std::uint8_t* data_;
  std::size_t size_;
};

}  // namespace sotto
