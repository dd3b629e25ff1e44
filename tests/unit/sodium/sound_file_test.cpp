#include "adapters/sodium/sound_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

namespace sotto {
namespace {

constexpr std::size_t kHead = 32;                       // magic and stream header
constexpr std::size_t kSealed = kSoundChunkBytes + 17;  // a full chunk in the file

std::array<std::uint8_t, kSoundKeyBytes> key_of(std::uint8_t seed) {
  std::array<std::uint8_t, kSoundKeyBytes> key = {};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(seed + i);
  return key;
}

std::vector<std::byte> sound_of(std::size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::vector<std::byte> sound(size);
  for (std::byte& byte : sound) byte = static_cast<std::byte>(random());
  return sound;
}

ErrorCode refusal(const std::vector<std::uint8_t>& file, std::string_view id = "a") {
  const auto opened = open_sound(id, key_of(1), file);
  EXPECT_FALSE(opened.ok());
  return opened ? ErrorCode::kUsage : opened.error().code;
}

TEST(SealedSound, OpensWholeAtEveryLength) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{100}, kSoundChunkBytes - 1, kSoundChunkBytes,
                                 kSoundChunkBytes + 1, 2 * kSoundChunkBytes, 3 * kSoundChunkBytes + 5}) {
    const auto sound = sound_of(size);
    const auto file = seal_sound("a", key_of(1), sound);
    const std::size_t chunks = (size + kSoundChunkBytes - 1) / kSoundChunkBytes;
    EXPECT_EQ(file.size(), kHead + size + 17 * chunks);
    const auto opened = open_sound("a", key_of(1), file);
    ASSERT_TRUE(opened.ok()) << opened.error().line();
    EXPECT_EQ(opened.value(), sound);
  }
}

TEST(SealedSound, ShowsNothingOfTheSound) {
  std::vector<std::byte> sound(3 * kSoundChunkBytes, std::byte{0x5A});
  const auto file = seal_sound("a", key_of(1), sound);
  const std::array<std::uint8_t, 4> run = {0x5A, 0x5A, 0x5A, 0x5A};
  EXPECT_EQ(std::search(file.begin(), file.end(), run.begin(), run.end()), file.end());
  EXPECT_NE(file, seal_sound("a", key_of(1), sound)) << "the stream's header must be fresh each time";
}

TEST(SealedSound, IsRefusedWhenCutAtEveryChunkEdge) {
  const auto file = seal_sound("a", key_of(1), sound_of(3 * kSoundChunkBytes + 5));
  for (std::size_t chunk = 0; chunk <= 3; ++chunk) {
    const std::size_t edge = kHead + chunk * kSealed;
    EXPECT_EQ(refusal({file.begin(), file.begin() + static_cast<long>(edge)}), ErrorCode::kFileTruncated);
    for (const std::size_t cut : {edge - 1, edge + 1, edge + 16, edge + 17, edge + 18}) {
      if (cut < file.size()) refusal({file.begin(), file.begin() + static_cast<long>(cut)});
    }
  }
  for (std::size_t cut = 0; cut < kHead + 20; ++cut) {
    EXPECT_EQ(refusal({file.begin(), file.begin() + static_cast<long>(cut)}),
              cut <= kHead + 17 ? ErrorCode::kFileTruncated : ErrorCode::kFileUnreadable)
        << cut;
  }
}

TEST(SealedSound, IsRefusedWithChunksMovedDroppedOrDoubled) {
  const auto file = seal_sound("a", key_of(1), sound_of(4 * kSoundChunkBytes));
  const auto chunk = [&](std::size_t n) { return file.begin() + static_cast<long>(kHead + n * kSealed); };

  auto swapped = file;
  std::swap_ranges(swapped.begin() + kHead, swapped.begin() + kHead + kSealed,
                   swapped.begin() + kHead + kSealed);
  EXPECT_EQ(refusal(swapped), ErrorCode::kFileUnreadable);

  for (std::size_t dropped = 0; dropped < 4; ++dropped) {
    std::vector<std::uint8_t> without(file.begin(), chunk(dropped));
    without.insert(without.end(), chunk(dropped + 1), file.end());
    EXPECT_EQ(refusal(without), dropped == 3 ? ErrorCode::kFileTruncated : ErrorCode::kFileUnreadable);
    std::vector<std::uint8_t> doubled(file.begin(), chunk(dropped + 1));
    doubled.insert(doubled.end(), chunk(dropped), file.end());
    EXPECT_EQ(refusal(doubled), ErrorCode::kFileUnreadable);
  }
}

TEST(SealedSound, IsRefusedUnderAnotherIdOrKeyOrWithMoreBehindIt) {
  const auto sound = sound_of(kSoundChunkBytes + 5);
  const auto file = seal_sound("000000000012", key_of(1), sound);
  ASSERT_TRUE(open_sound("000000000012", key_of(1), file).ok());
  for (const char* other : {"000000000013", "00000000001", "0000000000120", ""}) {
    EXPECT_EQ(refusal(file, other), ErrorCode::kFileUnreadable) << other;
  }
  EXPECT_EQ(open_sound("000000000012", key_of(2), file).error().code, ErrorCode::kFileUnreadable);
  auto longer = file;
  longer.push_back(0);
  EXPECT_EQ(refusal(longer, "000000000012"), ErrorCode::kFileUnreadable);
  auto twice = file;
  twice.insert(twice.end(), file.begin() + kHead, file.end());
  EXPECT_EQ(refusal(twice, "000000000012"), ErrorCode::kFileUnreadable);
}

TEST(SealedSound, IsRefusedWithAChunkOfAnotherRecordingUnderTheSameKey) {
  const auto one = seal_sound("a", key_of(1), sound_of(2 * kSoundChunkBytes, 1));
  auto mixed = seal_sound("a", key_of(1), sound_of(2 * kSoundChunkBytes, 2));
  std::copy(one.begin() + kHead, one.begin() + kHead + kSealed, mixed.begin() + kHead);
  EXPECT_EQ(refusal(mixed), ErrorCode::kFileUnreadable);
}

TEST(SealedSound, EveryChangedBitIsFound) {
  const auto small = seal_sound("a", key_of(1), sound_of(40));
  for (std::size_t bit = 0; bit < 8 * small.size(); ++bit) {
    auto changed = small;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_EQ(refusal(changed), ErrorCode::kFileUnreadable) << bit;
  }
}

TEST(SealedSound, StandsWhateverAFileHolds) {
  std::mt19937 random(20261123);
  const auto good = seal_sound("a", key_of(1), sound_of(2 * kSoundChunkBytes + 300));
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint8_t> file = good;
    switch (random() % 4) {
      case 0:
        file.resize(random() % file.size());
        break;
      case 1:
        file[random() % file.size()] ^= static_cast<std::uint8_t>(1 + random() % 255);
        break;
      case 2: {
        const std::size_t at = random() % file.size();
        const std::size_t count = 1 + random() % (file.size() - at);
        file.erase(file.begin() + static_cast<long>(at), file.begin() + static_cast<long>(at + count));
        break;
      }
      default:
        file.resize(random() % 200);
        for (std::uint8_t& byte : file) byte = static_cast<std::uint8_t>(random());
        if (file.size() > 8 && random() % 2 == 0) std::memcpy(file.data(), "SOTTOSR1", 8);
    }
    refusal(file);
  }
}

}  // namespace
}  // namespace sotto
