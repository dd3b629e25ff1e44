#include "journal/chain.hpp"

#include <algorithm>
#include <utility>

namespace sotto {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Chain::Chain(HashFunction hash, MerkleFrontier frontier, const Hash& last)
    : hash_(hash), frontier_(std::move(frontier)), last_(last), signed_size_(frontier_.size()) {}

JournalRecord Chain::make(const Draft& draft, const BootId& boot, Stamp stamp, const Salt& salt) {
  if (boot == boot_) stamp.monotonic_ms = std::max(stamp.monotonic_ms, last_ms_);
  JournalRecord record;
  record.header = {size() + 1, boot, stamp, draft.at, draft.kind, last_, hash_(bytes_of(draft.body)), {}};
  record.body = draft.body;
  if (draft.words) {
    record.words = draft.words;
    record.salt = salt;
    record.header.words_hash = commit_words(hash_, salt, *draft.words);
  }
  add(record.header);
  return record;
}

bool Chain::follow(const RecordHeader& header) {
  if (header.sequence != size() + 1 || header.previous != last_) return false;
  add(header);
  return true;
}

void Chain::add(const RecordHeader& header) {
  if (header.boot != boot_) boot_signed_ = false;
  boot_ = header.boot;
  last_ms_ = header.stamp.monotonic_ms;
  last_ = leaf_hash(hash_, encode_header(header));
  frontier_.add(last_);
}

bool Chain::due() const {
  if (signed_size_ == size()) return false;
  return full() || !boot_signed_ || last_ms_ - signed_ms_ >= kCheckpointMs;
}

void Chain::set_signed() {
  signed_size_ = size();
  signed_ms_ = last_ms_;
  boot_signed_ = true;
}

}  // namespace sotto
