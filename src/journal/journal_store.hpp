// JournalStore: where records lie. Abstract; an adapter holds the file.
//
// Thread-safety: one caller; several stores, also of other programs, may read a journal that one of them
// writes.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/record.hpp"

namespace sotto {

struct RecordQuery {
  std::uint64_t from = 1;  // sequences, both ends included
  std::uint64_t to = std::numeric_limits<std::int64_t>::max();
  std::string kind;  // exactly this one; empty: every kind
  bool newest_first = false;
};

// A signed statement that the journal's first `size` records have this root.
struct StoredCheckpoint {
  std::uint64_t size = 0;
  std::string note;  // docs/format/journal.md
};

// What is needed to hear a recording again; it goes when the recording is deleted.
struct RecordingKey {
  std::uint64_t sequence = 0;  // of its "recording" record
  Bytes sealed_key;            // only the owner's secret key opens it
};

class JournalReader {
 public:
  virtual ~JournalReader() = default;

  // Calls `take` for every record asked for, in order, until it returns false.
  // Errors: file-unreadable (damaged), file-invalid (a header that cannot be read, "SEQUENCE").
  [[nodiscard]] virtual Result<void> read(const RecordQuery& query,
                                          const std::function<bool(const JournalRecord&)>& take) const = 0;
  // Every checkpoint, smallest first.
  [[nodiscard]] virtual Result<std::vector<StoredCheckpoint>> checkpoints() const = 0;
  [[nodiscard]] virtual Result<std::vector<RecordingKey>> recording_keys() const = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;  // sequence of the last record; 0: none
};

// What a deletion destroys: words of records from..to, or recordings whose "recording" record lies there.
struct Forgetting {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  bool words = false;
  bool recordings = false;
  std::string why;  // "retention", "asked-by-voice", "asked-by-hand", "comms-off"
};

class JournalWriter : public JournalReader {
 public:
  // Writes all or none; durable when it returns. Gives the sequence of the first. Makes a checkpoint when one
  // is due. Errors: disk-full, write-failed, journal-locked.
  [[nodiscard]] virtual Result<std::uint64_t> append(std::span<const Draft> drafts) = 0;

  // One transaction with the record of a recording. The file lies in its place already.
  [[nodiscard]] virtual Result<std::uint64_t> append_recording(const Draft& draft,
                                                               const Bytes& sealed_key) = 0;

  // Writes the "forgotten" record and destroys words, salts and keys in one transaction, overwriting their
  // bytes. Gives the file names of the recordings that have lost their key, for the caller to remove.
  [[nodiscard]] virtual Result<std::vector<std::string>> forget(const Forgetting& forgetting,
                                                                Milliseconds at) = 0;

  // Signs what there is, unless the latest checkpoint says it already. Gives the note.
  [[nodiscard]] virtual Result<std::string> checkpoint() = 0;
};

}  // namespace sotto
