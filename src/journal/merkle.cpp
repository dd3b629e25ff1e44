#include "journal/merkle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace sotto {
namespace {

constexpr std::uint8_t kNodePrefix = 1;

Hash node_hash(HashFunction hash, const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 1 + sizeof(Hash) * 2> bytes{};
  bytes[0] = kNodePrefix;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 1 + sizeof(Hash));
  return hash(bytes);
}

}  // namespace

void MerkleFrontier::add(const Hash& leaf) {
  subtrees_.push_back(leaf);
  // Like carrying in a binary sum: two subtrees of the same size become one.
  for (std::uint64_t carry = size_; (carry & 1U) != 0; carry >>= 1U) {
    const Hash right = subtrees_.back();
    subtrees_.pop_back();
    subtrees_.back() = node_hash(hash_, subtrees_.back(), right);
  }
  ++size_;
}

Hash MerkleFrontier::root() const {
  if (subtrees_.empty()) return hash_({});
  Hash root = subtrees_.back();
  for (std::size_t i = subtrees_.size() - 1; i > 0; --i) root = node_hash(hash_, subtrees_[i - 1], root);
  return root;
}

Bytes MerkleFrontier::encode() const {
  Bytes bytes;
  bytes.reserve(subtrees_.size() * sizeof(Hash));
  for (const Hash& subtree : subtrees_) bytes.insert(bytes.end(), subtree.begin(), subtree.end());
  return bytes;
}

Result<MerkleFrontier> MerkleFrontier::decode(HashFunction hash, std::uint64_t size,
                                              std::span<const std::uint8_t> bytes) {
  const auto count = static_cast<std::size_t>(std::popcount(size));
  if (bytes.size() != count * sizeof(Hash)) return Error{ErrorCode::kFileInvalid, "journal frontier"};
  MerkleFrontier frontier(hash);
  frontier.size_ = size;
  frontier.subtrees_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Hash)), sizeof(Hash),
                frontier.subtrees_[i].begin());
  }
  return frontier;
}

}  // namespace sotto
