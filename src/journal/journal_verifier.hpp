// JournalVerifier: finds whatever was changed in a journal by somebody without its signing key, and says what
// it cannot know. docs/format/journal.md lists the reason codes.
//
// It holds a few bytes a record and no words. Thread-safety: one caller; pure but for the reader that
// verify_journal is given.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/hash.hpp"
#include "journal/journal_store.hpp"
#include "journal/record.hpp"
#include "journal/signature.hpp"

namespace sotto {

struct Finding {
  std::uint64_t sequence = 0;  // of the first record that it concerns
  std::string reason;          // stable kebab-case code
  std::string words;           // one plain sentence or two; nothing that was said or named
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct VerifyOptions {
  HashFunction hash = nullptr;
  VerifySignature verify = nullptr;
  // The journal's key as the owner knows it. Without it only consistency is checked: whoever rewrote the
  // whole journal with a key of their own is not found.
  std::optional<PublicKey> trusted_key;
  // Checkpoints held elsewhere: on another machine, in the witness file, in journal.head. See split_notes().
  std::vector<std::string> witnesses;
  // SHA-256 of a recording's file in lower-case hexadecimal digits, or nothing where there is no such file.
  // Not set: the files are not looked at (a journal from another machine).
  std::function<std::optional<std::string>(const std::string& file)> recording_sha256;
  // Called now and then with how many records were read.
  std::function<void(std::uint64_t records)> progress;
};

// What nobody but this machine has confirmed.
struct Tail {
  std::uint64_t records = 0;
  std::int64_t since_wall_ms = 0;  // wall time of its first record; 0: there is none
  friend bool operator==(const Tail&, const Tail&) = default;
};

struct VerifyReport {
  std::vector<Finding> findings;  // what is wrong, by sequence; at most 100
  std::vector<Finding> notes;     // what is worth knowing, and what cannot be known; at most 100
  std::uint64_t left_out = 0;     // findings and notes beyond that

  std::string journal_id;  // 32 hexadecimal digits; empty: unknown
  std::uint64_t records = 0;
  std::uint64_t checkpoints = 0;      // with a good signature and root
  std::uint64_t witnesses = 0;        // of those given, the ones that speak of this journal and agree
  std::uint64_t boots = 0;            // starts of the program
  std::uint64_t words_destroyed = 0;  // records whose words were deleted in order
  std::uint64_t recordings = 0;       // still there
  std::uint64_t recordings_destroyed = 0;
  std::int64_t first_wall_ms = 0;
  std::int64_t last_wall_ms = 0;
  bool key_trusted = false;          // signatures were checked against the owner's key
  std::uint64_t signed_records = 0;  // so many records, from the first, are those that were signed
  std::uint64_t held_elsewhere = 0;  // and so many are those that a witness holds
  Tail unsigned_tail;                // records after the last good checkpoint
  Tail unwitnessed_tail;             // records after the last one held elsewhere

  [[nodiscard]] bool ok() const { return findings.empty(); }
};

// Fed with every record in order. verify_journal() below is the same for a whole journal.
class JournalVerifier {
 public:
  // `settled`: keys were listed when the journal had at least this many records; what came later is not
  // judged by them, because the program may go on writing meanwhile.
  JournalVerifier(VerifyOptions options, std::vector<StoredCheckpoint> checkpoints,
                  std::vector<RecordingKey> keys, std::uint64_t settled);
  JournalVerifier(const JournalVerifier&) = delete;
  JournalVerifier& operator=(const JournalVerifier&) = delete;
  ~JournalVerifier();

  void take(const JournalRecord& record);
  // The record at this place cannot be read, or what lies there belongs elsewhere; nothing after it is taken.
  void take_invalid(std::uint64_t sequence);
  // Ends it: to be called once.
  [[nodiscard]] VerifyReport finish();

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

// Reads a whole journal. The program may go on writing it. Errors: those of the reader, but a record that
// cannot be read is a finding.
[[nodiscard]] Result<VerifyReport> verify_journal(const JournalReader& reader, VerifyOptions options);

}  // namespace sotto
