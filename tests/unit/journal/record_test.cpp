#include "journal/record.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "adapters/sodium/sha256.hpp"

namespace sotto {
namespace {

RecordHeader example() {
  RecordHeader header;
  header.sequence = 0x0102030405060708;
  for (std::size_t i = 0; i < header.boot.size(); ++i) header.boot[i] = static_cast<std::uint8_t>(0xA0 + i);
  header.stamp = {1'700'000'000'123, 4567};
  header.at = -1;
  header.kind = "event/transcribed";
  header.previous.fill(0x11);
  header.body_hash.fill(0x22);
  header.words_hash.fill(0x33);
  return header;
}

// docs/format/journal.md, byte for byte.
TEST(RecordHeader, HasTheDocumentedBytes) {
  EXPECT_EQ(to_hex(encode_header(example())),
            "01"
            "0102030405060708"
            "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
            "0000018bcfe5687b"
            "00000000000011d7"
            "ffffffffffffffff"
            "1111111111111111111111111111111111111111111111111111111111111111"
            "2222222222222222222222222222222222222222222222222222222222222222"
            "3333333333333333333333333333333333333333333333333333333333333333"
            "11"
            "6576656e742f7472616e73637269626564");
}

TEST(RecordHeader, ComesBackAsItWas) {
  RecordHeader header = example();
  EXPECT_EQ(decode_header(encode_header(header)).value(), header);
  header.sequence = 1;
  header.stamp = {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  header.kind = "a";
  EXPECT_EQ(decode_header(encode_header(header)).value(), header);
  header.kind = std::string(64, 'z');
  EXPECT_EQ(decode_header(encode_header(header)).value(), header);
}

TEST(RecordHeader, IsRefusedAtEveryOtherLength) {
  Bytes bytes = encode_header(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_header(std::span(bytes).first(size))) << size;
  }
  bytes.push_back('a');
  EXPECT_FALSE(decode_header(bytes));
}

TEST(RecordHeader, IsRefusedWithWhatCannotBe) {
  const Bytes good = encode_header(example());
  const auto with = [&](std::size_t at, std::uint8_t value) {
    Bytes bytes = good;
    bytes[at] = value;
    return decode_header(bytes).ok();
  };
  EXPECT_FALSE(with(0, 2));                  // a later form
  EXPECT_FALSE(with(1, 0x80));               // a sequence that no table holds
  EXPECT_FALSE(with(145, 16));               // a length that is not that of the kind
  EXPECT_FALSE(with(good.size() - 1, 'D'));  // letters that no kind has
  EXPECT_FALSE(with(good.size() - 1, 0));
  Bytes none = good;
  std::fill(none.begin() + 1, none.begin() + 9, std::uint8_t{0});
  EXPECT_FALSE(decode_header(none));
}

// Whatever is accepted is written the same again, so that there is one form only.
TEST(RecordHeader, HasOneFormOnly) {
  std::mt19937 random(20181);
  const Bytes good = encode_header(example());
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes = good;
    bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
    const auto header = decode_header(bytes);
    if (!header) continue;
    ++accepted;
    ASSERT_EQ(encode_header(header.value()), bytes);
  }
  EXPECT_GT(accepted, 1000);
}

TEST(Record, CommitsToSaltAndWords) {
  Salt salt{};
  salt[0] = 1;
  const Hash commitment = commit_words(&sha256, salt, "x");
  Bytes bytes(salt.begin(), salt.end());
  bytes.push_back('x');
  EXPECT_EQ(commitment, sha256(bytes));
  salt[0] = 2;
  EXPECT_NE(commit_words(&sha256, salt, "x"), commitment);
}

TEST(Record, KnowsThatWordsAreGone) {
  JournalRecord record;
  EXPECT_FALSE(record.words_gone());
  record.header.words_hash.fill(1);
  EXPECT_TRUE(record.words_gone());
  record.words = "{}";
  EXPECT_FALSE(record.words_gone());
}

}  // namespace
}  // namespace sotto
