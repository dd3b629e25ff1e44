// Record: one entry of the journal. Its header is chained and signed for ever; what was said and who was
// named stand apart as `words`, to which the header holds only a salted commitment, so that they can be
// destroyed and the chain still verifies. The byte form is docs/format/journal.md. Thread-safety: plain
// values; pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "journal/hash.hpp"

namespace sotto {

using BootId = std::array<std::uint8_t, 16>;  // chosen at random at every start of the program
using Salt = std::array<std::uint8_t, 32>;

// When something was written down.
struct Stamp {
  std::int64_t wall_ms = 0;       // since 1970-01-01 UTC; may be set back by hand
  std::int64_t monotonic_ms = 0;  // of the machine; never goes back within a boot id
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

// What the record is: "event/NAME" and "effect/NAME" for what the core took and gave, and these.
namespace record_kind {
inline constexpr const char* kOpened = "opened";        // the first of a journal: its id, format, public key
inline constexpr const char* kStarted = "started";      // the program started
inline constexpr const char* kStopped = "stopped";      // and ended in order
inline constexpr const char* kMissed = "missed";        // nothing was heard in this time
inline constexpr const char* kAlive = "alive";          // once a minute, so that gaps show
inline constexpr const char* kSettings = "settings";    // the settings file, whole
inline constexpr const char* kModels = "models";        // checksums of what recognises and speaks
inline constexpr const char* kRecording = "recording";  // sound of a dialog was kept
inline constexpr const char* kForgotten = "forgotten";  // words or a recording were destroyed
}  // namespace record_kind

// What is to be written down.
struct Draft {
  std::string kind;
  Milliseconds at = 0;  // of the run
  std::string body;     // JSON with sorted keys
  // JSON object from pointers (RFC 6901) into `body`, where null stands, to what was said and who was named.
  std::optional<std::string> words;
  friend bool operator==(const Draft&, const Draft&) = default;
};

struct RecordHeader {
  std::uint64_t sequence = 0;  // counts from 1
  BootId boot = {};
  Stamp stamp;
  Milliseconds at = 0;
  std::string kind;
  Hash previous = {};    // leaf hash of the record before; zeros for the first
  Hash body_hash = {};   // of `body`
  Hash words_hash = {};  // of salt and words; zeros where there never were any
  friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
};

struct JournalRecord {
  RecordHeader header;
  std::string body;
  std::optional<std::string> words;  // none: there never were any, or they were destroyed
  std::optional<Salt> salt;          // goes with the words
  friend bool operator==(const JournalRecord&, const JournalRecord&) = default;

  // Words there were, and they were destroyed.
  [[nodiscard]] bool words_gone() const { return !words && header.words_hash != Hash{}; }
};

// The canonical bytes of a header: the Merkle leaf's input.
[[nodiscard]] Bytes encode_header(const RecordHeader& header);
// Accepts exactly what encode_header writes. Errors: file-invalid.
[[nodiscard]] Result<RecordHeader> decode_header(std::span<const std::uint8_t> bytes);

// RFC 6962: hash of 0x00 and the header's bytes.
[[nodiscard]] Hash leaf_hash(HashFunction hash, std::span<const std::uint8_t> header_bytes);

// The commitment to words: hash of salt and words.
[[nodiscard]] Hash commit_words(HashFunction hash, const Salt& salt, std::string_view words);

}  // namespace sotto
