// Signature: Ed25519 (RFC 8032) as values. The computing is given from outside, so that this room stays free
// of third parties. Thread-safety: plain values; the functions may be called on any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>

namespace sotto {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

struct Signer {
  PublicKey public_key = {};
  std::function<Signature(std::span<const std::uint8_t> bytes)> sign;
};

using VerifySignature = bool (*)(const PublicKey& key, std::span<const std::uint8_t> bytes,
                                 const Signature& signature);

}  // namespace sotto
