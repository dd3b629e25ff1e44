// Chain: turns drafts into records that hang on each other, and knows when the next checkpoint is due. What a
// store keeps in memory while it writes; a plain value, so that a write that failed can be taken back by
// putting the old one in its place.
//
// Thread-safety: plain value.
#pragma once

#include <cstdint>

#include "journal/checkpoint.hpp"
#include "journal/hash.hpp"
#include "journal/merkle.hpp"
#include "journal/record.hpp"

namespace sotto {

// The bounds of what a journal may hold unsigned; the verifier demands them.
inline constexpr std::uint64_t kCheckpointRecords = 256;
// A little less than the minute in which at least one record is written.
inline constexpr std::int64_t kCheckpointMs = 50'000;

class Chain {
 public:
  // An empty journal.
  explicit Chain(HashFunction hash) : hash_(hash), frontier_(hash) {}
  // One that a checkpoint stands for; `last` is the leaf hash of its last record.
  Chain(HashFunction hash, MerkleFrontier frontier, const Hash& last);

  // Makes the next record. `salt` is for the words, if there are any. Time that went back within the boot is
  // written as standing still.
  [[nodiscard]] JournalRecord make(const Draft& draft, const BootId& boot, Stamp stamp, const Salt& salt);
  // Goes on with a record that is there already. False where it does not follow.
  [[nodiscard]] bool follow(const RecordHeader& header);

  [[nodiscard]] std::uint64_t size() const { return frontier_.size(); }
  [[nodiscard]] const MerkleFrontier& frontier() const { return frontier_; }

  // So many records have no checkpoint yet, or the last one is so long ago, or the program has just started.
  [[nodiscard]] bool full() const { return size() - signed_size_ >= kCheckpointRecords; }
  [[nodiscard]] bool due() const;
  [[nodiscard]] std::uint64_t signed_size() const { return signed_size_; }
  void set_signed();

 private:
  void add(const RecordHeader& header);

  HashFunction hash_;
  MerkleFrontier frontier_;
  Hash last_ = {};
  std::uint64_t signed_size_ = 0;
  BootId boot_ = {};
  std::int64_t last_ms_ = 0;    // monotonic time of the last record in this boot
  std::int64_t signed_ms_ = 0;  // and of the last one with a checkpoint
  bool boot_signed_ = false;    // this boot has a checkpoint
};

}  // namespace sotto
