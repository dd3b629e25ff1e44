// Checkpoint: a signed statement that a journal's first `size` records have this Merkle root, as a signed
// note (C2SP signed-note and tlog-checkpoint), so that other programs can check it too. The form is
// docs/format/journal.md.
//
// Thread-safety: plain values; pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "journal/hash.hpp"
#include "journal/signature.hpp"

namespace sotto {

struct Checkpoint {
  std::string origin;  // see journal_origin()
  std::uint64_t size = 0;
  Hash root = {};
  std::int64_t wall_ms = 0;  // when it was made; extension line
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes bytes;  // 64 for Ed25519
};

struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string text;  // what is signed
  std::vector<NoteSignature> signatures;
};

// Who signs, as in journal.pub. One key may sign several journals; the origin says which.
inline constexpr std::string_view kNoteKeyName = "sotto-journal";

// "sotto.local/journal/" and the journal's id in 32 hexadecimal digits.
[[nodiscard]] std::string journal_origin(std::string_view journal_id);

// The note. REQUIRES: an origin without spaces, plus signs and line breaks.
[[nodiscard]] std::string sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer,
                                          HashFunction hash);

// Accepts what sign_checkpoint writes, and that with signatures of others beside it (at most 16).
// Errors: file-invalid.
[[nodiscard]] Result<SignedCheckpoint> parse_checkpoint(std::string_view note);

// Whether this key, under the name above, has signed it.
[[nodiscard]] bool signed_by(const SignedCheckpoint& note, const PublicKey& key, VerifySignature verify,
                             HashFunction hash);

// The notes of a file to which one was appended after the other. What is no whole note, such as a last one
// that was cut off, is left as it is for parse_checkpoint to refuse.
[[nodiscard]] std::vector<std::string> split_notes(std::string_view text);

}  // namespace sotto
