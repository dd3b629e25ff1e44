#include "adapters/sodium/sha256.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "adapters/sodium/random_bytes.hpp"

namespace sotto {
namespace {

std::string hex_of(std::string_view text) {
  return to_hex(sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

// The standard's own examples (FIPS 180-2, appendix B).
TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(hex_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex_of(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(RandomBytes, FillsAllOfThem) {
  // Each byte differs from zero at least once in many draws, and no draw comes twice.
  std::array<bool, 33> seen = {};
  Bytes before;
  for (int draw = 0; draw < 64; ++draw) {
    Bytes bytes(seen.size(), 0);
    random_bytes(bytes);
    EXPECT_NE(bytes, before);
    for (std::size_t i = 0; i < bytes.size(); ++i) seen[i] = seen[i] || bytes[i] != 0;
    before = bytes;
  }
  for (const bool filled : seen) EXPECT_TRUE(filled);
}

}  // namespace
}  // namespace sotto
