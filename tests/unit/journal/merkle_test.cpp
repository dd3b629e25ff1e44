#include "journal/merkle.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "adapters/sodium/sha256.hpp"
#include "journal/record.hpp"

namespace sotto {
namespace {

// The leaves and roots that Certificate Transparency's own implementations are tested with.
const std::array<Bytes, 8> kLeaves = {
    {{},
     {0x00},
     {0x10},
     {0x20, 0x21},
     {0x30, 0x31},
     {0x40, 0x41, 0x42, 0x43},
     {0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57},
     {0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f}}};
const std::array<std::string, 8> kRoots = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(Merkle, HasTheRootsOfCertificateTransparency) {
  MerkleFrontier frontier(&sha256);
  EXPECT_EQ(to_hex(frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < kLeaves.size(); ++i) {
    frontier.add(leaf_hash(&sha256, kLeaves[i]));
    EXPECT_EQ(frontier.size(), i + 1);
    EXPECT_EQ(to_hex(frontier.root()), kRoots[i]) << i + 1 << " leaves";
  }
}

// The definition in RFC 6962, section 2.1, by recursion.
Hash defined_root(const std::vector<Hash>& leaves, std::size_t from, std::size_t to) {
  if (to - from == 1) return leaves[from];
  std::size_t split = 1;
  while (split * 2 < to - from) split *= 2;
  Bytes node = {0x01};
  for (const Hash& half : {defined_root(leaves, from, from + split), defined_root(leaves, from + split, to)})
    node.insert(node.end(), half.begin(), half.end());
  return sha256(node);
}

TEST(Merkle, FollowsTheDefinitionAtEverySize) {
  MerkleFrontier frontier(&sha256);
  std::vector<Hash> leaves;
  for (std::uint8_t i = 0; i < 200; ++i) {
    leaves.push_back(leaf_hash(&sha256, Bytes{i}));
    frontier.add(leaves.back());
    ASSERT_EQ(frontier.root(), defined_root(leaves, 0, leaves.size())) << leaves.size();
  }
}

TEST(Merkle, GoesOnFromWhatWasWrittenDown) {
  MerkleFrontier whole(&sha256);
  for (std::uint8_t i = 0; i < 100; ++i) {
    auto read = MerkleFrontier::decode(&sha256, whole.size(), whole.encode());
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value().root(), whole.root());
    const Hash leaf = leaf_hash(&sha256, Bytes{i});
    whole.add(leaf);
    read.value().add(leaf);
    ASSERT_EQ(read.value().root(), whole.root()) << whole.size();
  }
}

TEST(Merkle, RefusesAnotherNumberOfHashes) {
  const Bytes two(64, 7);
  EXPECT_TRUE(MerkleFrontier::decode(&sha256, 3, two));
  EXPECT_FALSE(MerkleFrontier::decode(&sha256, 4, two));
  EXPECT_FALSE(MerkleFrontier::decode(&sha256, 7, two));
  EXPECT_FALSE(MerkleFrontier::decode(&sha256, 3, Bytes(63, 7)));
  EXPECT_FALSE(MerkleFrontier::decode(&sha256, 0, two));
}

}  // namespace
}  // namespace sotto
