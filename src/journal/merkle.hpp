// MerkleFrontier: the Merkle tree of RFC 6962 over any number of leaves, kept as the roots of its perfect
// subtrees only: one hash for every bit that is set in the size. Thread-safety: plain value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "journal/hash.hpp"

namespace sotto {

class MerkleFrontier {
 public:
  explicit MerkleFrontier(HashFunction hash) : hash_(hash) {}

  // `leaf` is a leaf's hash already.
  void add(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Of no leaves: the hash of nothing.
  [[nodiscard]] Hash root() const;

  // The subtrees' roots, largest subtree first, one after the other.
  [[nodiscard]] Bytes encode() const;
  // Errors: file-invalid (not as many hashes as the size has bits set).
  [[nodiscard]] static Result<MerkleFrontier> decode(HashFunction hash, std::uint64_t size,
                                                     std::span<const std::uint8_t> bytes);

 private:
  HashFunction hash_;
  std::uint64_t size_ = 0;
  std::vector<Hash> subtrees_;
};

}  // namespace sotto
