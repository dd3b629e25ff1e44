#include "journal/record.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::uint8_t kHeaderVersion = 1;
constexpr std::uint8_t kLeafPrefix = 0;
constexpr std::size_t kFixedBytes = 146;  // all but the kind's letters
constexpr std::size_t kLongestKind = 64;

bool is_kind(std::string_view kind) {
  return !kind.empty() && kind.size() <= kLongestKind &&
         std::all_of(kind.begin(), kind.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
                  letter == '/';
         });
}

bool is_sequence(std::uint64_t sequence) {
  return sequence >= 1 && sequence <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

void put(Bytes& bytes, std::uint64_t value) {
  for (unsigned int shift = 64; shift > 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>((value >> (shift - 8)) & 255U));
}

// Reads what `put` and the like have written. The caller has looked at the length.
class Cursor {
 public:
  explicit Cursor(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint8_t byte() { return bytes_[at_++]; }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8U) | byte();
    return value;
  }
  std::int64_t signed_number() { return static_cast<std::int64_t>(number()); }
  template <std::size_t N>
  void fill(std::array<std::uint8_t, N>& target) {
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), N, target.begin());
    at_ += N;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Bytes encode_header(const RecordHeader& header) {
  SOTTO_ASSERT(is_kind(header.kind));
  SOTTO_ASSERT(is_sequence(header.sequence));
  Bytes bytes;
  bytes.reserve(kFixedBytes + header.kind.size());
  bytes.push_back(kHeaderVersion);
  put(bytes, header.sequence);
  bytes.insert(bytes.end(), header.boot.begin(), header.boot.end());
  put(bytes, static_cast<std::uint64_t>(header.stamp.wall_ms));
  put(bytes, static_cast<std::uint64_t>(header.stamp.monotonic_ms));
  put(bytes, static_cast<std::uint64_t>(header.at));
  for (const Hash* hash : {&header.previous, &header.body_hash, &header.words_hash})
    bytes.insert(bytes.end(), hash->begin(), hash->end());
  bytes.push_back(static_cast<std::uint8_t>(header.kind.size()));
  bytes.insert(bytes.end(), header.kind.begin(), header.kind.end());
  return bytes;
}

Result<RecordHeader> decode_header(std::span<const std::uint8_t> bytes) {
  const Error invalid{ErrorCode::kFileInvalid, "journal record header"};
  if (bytes.size() <= kFixedBytes) return invalid;
  Cursor cursor(bytes);
  if (cursor.byte() != kHeaderVersion) return invalid;
  RecordHeader header;
  header.sequence = cursor.number();
  cursor.fill(header.boot);
  header.stamp.wall_ms = cursor.signed_number();
  header.stamp.monotonic_ms = cursor.signed_number();
  header.at = cursor.signed_number();
  for (Hash* hash : {&header.previous, &header.body_hash, &header.words_hash}) cursor.fill(*hash);
  if (cursor.byte() != bytes.size() - kFixedBytes) return invalid;
  header.kind.assign(bytes.begin() + kFixedBytes, bytes.end());
  if (!is_kind(header.kind) || !is_sequence(header.sequence)) return invalid;
  return header;
}

Hash leaf_hash(HashFunction hash, std::span<const std::uint8_t> header_bytes) {
  Bytes bytes;
  bytes.reserve(1 + header_bytes.size());
  bytes.push_back(kLeafPrefix);
  bytes.insert(bytes.end(), header_bytes.begin(), header_bytes.end());
  return hash(bytes);
}

Hash commit_words(HashFunction hash, const Salt& salt, std::string_view words) {
  Bytes bytes(salt.begin(), salt.end());
  bytes.insert(bytes.end(), words.begin(), words.end());
  return hash(bytes);
}

}  // namespace sotto
