#include "base/spsc_ring.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

namespace sotto {
namespace {

TEST(SpscRing, WhatIsWrittenIsReadInOrder) {
  SpscRing<int> ring(4);
  EXPECT_EQ(ring.capacity(), 4U);
  const std::array<int, 3> in{1, 2, 3};
  EXPECT_EQ(ring.write(in), 3U);
  EXPECT_EQ(ring.readable(), 3U);
  EXPECT_EQ(ring.writable(), 1U);
  std::array<int, 8> out{};
  EXPECT_EQ(ring.read(out), 3U);
  EXPECT_EQ(out, (std::array<int, 8>{1, 2, 3}));
  EXPECT_EQ(ring.read(out), 0U);
}

TEST(SpscRing, FullRingTakesOnlyWhatFits) {
  SpscRing<int> ring(4);
  const std::array<int, 6> in{1, 2, 3, 4, 5, 6};
  EXPECT_EQ(ring.write(in), 4U);
  EXPECT_EQ(ring.write(in), 0U);
  std::array<int, 2> out{};
  EXPECT_EQ(ring.read(out), 2U);
  EXPECT_EQ(out, (std::array<int, 2>{1, 2}));
  EXPECT_EQ(ring.write(std::array<int, 3>{7, 8, 9}), 2U);
  std::array<int, 4> rest{};
  EXPECT_EQ(ring.read(rest), 4U);
  EXPECT_EQ(rest, (std::array<int, 4>{3, 4, 7, 8}));
}

TEST(SpscRing, CapacityIsRoundedUpAndOneIsEnough) {
  EXPECT_EQ(SpscRing<int>(5).capacity(), 8U);
  SpscRing<int> one(1);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(one.write(std::array<int, 1>{i}), 1U);
    EXPECT_EQ(one.write(std::array<int, 1>{99}), 0U);
    std::array<int, 1> out{-1};
    EXPECT_EQ(one.read(out), 1U);
    EXPECT_EQ(out[0], i);
  }
}

TEST(SpscRing, ClearForgetsWhatWasWritten) {
  SpscRing<int> ring(4);
  ring.write(std::array<int, 3>{1, 2, 3});
  ring.clear();
  EXPECT_EQ(ring.readable(), 0U);
  EXPECT_EQ(ring.writable(), 4U);
  ring.write(std::array<int, 4>{4, 5, 6, 7});
  std::array<int, 4> out{};
  EXPECT_EQ(ring.read(out), 4U);
  EXPECT_EQ(out, (std::array<int, 4>{4, 5, 6, 7}));
}

TEST(SpscRing, BlocksOfEverySizeWrapWithoutLoss) {
  SpscRing<int> ring(16);
  int written = 0;
  int read = 0;
  std::array<int, 16> block{};
  for (std::size_t round = 0; round < 1000; ++round) {
    const std::size_t size = round * 7 % 16 + 1;
    std::iota(block.begin(), block.end(), written);
    written += static_cast<int>(ring.write(std::span(block).first(size)));
    const std::size_t got = ring.read(std::span(block).first(round * 5 % 13 + 1));
    for (std::size_t i = 0; i < got; ++i) ASSERT_EQ(block[i], read++);
  }
  EXPECT_GT(read, 5000);
}

TEST(SpscRing, TwoThreadsLoseNothingAndInventNothing) {
  SpscRing<std::uint32_t> ring(256);
  constexpr std::uint32_t kElements = 500'000;
  std::thread writer([&] {
    std::array<std::uint32_t, 97> block{};
    for (std::uint32_t next = 0; next < kElements;) {
      const std::uint32_t size = std::min<std::uint32_t>(next % 97 + 1, kElements - next);
      std::iota(block.begin(), block.end(), next);
      const std::size_t done = ring.write(std::span(block).first(size));
      next += static_cast<std::uint32_t>(done);
      if (done == 0) std::this_thread::yield();
    }
  });
  std::array<std::uint32_t, 61> block{};
  std::uint32_t next = 0;
  bool in_order = true;
  while (next < kElements && in_order) {
    const std::size_t got = ring.read(block);
    if (got == 0) std::this_thread::yield();
    for (std::size_t i = 0; i < got; ++i) in_order = in_order && block[i] == next++;
  }
  // On a failure the writer still has to be let go.
  while (!in_order && next < kElements) next += static_cast<std::uint32_t>(ring.read(block));
  writer.join();
  EXPECT_TRUE(in_order);
  EXPECT_EQ(next, kElements);
}

}  // namespace
}  // namespace sotto
