#include "journal/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "journal/base64.hpp"

namespace sotto {
namespace {

constexpr std::string_view kOriginStart = "sotto.local/journal/";
constexpr std::string_view kWallKey = "wall-ms ";
constexpr std::string_view kSignatureStart = "\xE2\x80\x94 ";  // an em dash and a space
constexpr std::uint8_t kEd25519 = 1;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kMostSignatures = 16;
constexpr std::size_t kLongestNote = 8192;

Error invalid() {
  return Error{ErrorCode::kFileInvalid, "checkpoint"};
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code > 32 && code != 127 && letter != '+';
  });
}

// Takes the text up to the next line break, which must be there.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  // One way to write a number: no leading zeros, no "-0".
  if (std::to_string(value) != text) return std::nullopt;
  return value;
}

// The first four bytes of SHA-256 over name, line break, kind and key: C2SP signed-note.
std::uint32_t key_id(const PublicKey& key, HashFunction hash) {
  Bytes bytes(kNoteKeyName.begin(), kNoteKeyName.end());
  bytes.push_back('\n');
  bytes.push_back(kEd25519);
  bytes.insert(bytes.end(), key.begin(), key.end());
  const Hash whole = hash(bytes);
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < kKeyIdBytes; ++i) id = (id << 8U) | whole[i];
  return id;
}

std::string text_of(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + encode_base64(checkpoint.root) +
         "\n" + std::string(kWallKey) + std::to_string(checkpoint.wall_ms) + "\n";
}

std::optional<Checkpoint> parse_text(std::string_view text) {
  Checkpoint checkpoint;
  const auto origin = take_line(text);
  if (!origin || !is_name(*origin)) return std::nullopt;
  checkpoint.origin = std::string(*origin);
  const auto size_line = take_line(text);
  const auto size = size_line ? number_of<std::uint64_t>(*size_line) : std::nullopt;
  if (!size) return std::nullopt;
  checkpoint.size = *size;
  const auto root_line = take_line(text);
  const auto root = root_line ? decode_base64(*root_line) : std::nullopt;
  if (!root || root->size() != sizeof(Hash)) return std::nullopt;
  std::copy(root->begin(), root->end(), checkpoint.root.begin());
  const auto wall_line = take_line(text);
  if (!wall_line || !wall_line->starts_with(kWallKey) || !text.empty()) return std::nullopt;
  const auto wall_ms = number_of<std::int64_t>(wall_line->substr(kWallKey.size()));
  if (!wall_ms) return std::nullopt;
  checkpoint.wall_ms = *wall_ms;
  return checkpoint;
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignatureStart)) return std::nullopt;
  line.remove_prefix(kSignatureStart.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = decode_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  NoteSignature signature{std::string(line.substr(0, space)), 0, {}};
  for (std::size_t i = 0; i < kKeyIdBytes; ++i) signature.key_id = (signature.key_id << 8U) | (*bytes)[i];
  signature.bytes.assign(bytes->begin() + kKeyIdBytes, bytes->end());
  return signature;
}

}  // namespace

std::string journal_origin(std::string_view journal_id) {
  return std::string(kOriginStart) + std::string(journal_id);
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer, HashFunction hash) {
  SOTTO_ASSERT(is_name(checkpoint.origin));
  const std::string text = text_of(checkpoint);
  const Signature signature = signer.sign(bytes_of(text));
  const std::uint32_t id = key_id(signer.public_key, hash);
  Bytes bytes;
  for (unsigned int shift = 32; shift > 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>((id >> (shift - 8)) & 255U));
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return text + "\n" + std::string(kSignatureStart) + std::string(kNoteKeyName) + " " + encode_base64(bytes) +
         "\n";
}

Result<SignedCheckpoint> parse_checkpoint(std::string_view note) {
  const std::size_t border = note.find("\n\n");
  if (note.size() > kLongestNote || border == std::string_view::npos) return invalid();
  SignedCheckpoint found;
  found.text = std::string(note.substr(0, border + 1));
  const auto checkpoint = parse_text(found.text);
  if (!checkpoint) return invalid();
  found.checkpoint = *checkpoint;
  note.remove_prefix(border + 2);
  while (!note.empty()) {
    const auto line = take_line(note);
    auto signature = line ? parse_signature(*line) : std::nullopt;
    if (!signature || found.signatures.size() == kMostSignatures) return invalid();
    found.signatures.push_back(std::move(*signature));
  }
  if (found.signatures.empty()) return invalid();
  return found;
}

bool signed_by(const SignedCheckpoint& note, const PublicKey& key, VerifySignature verify,
               HashFunction hash) {
  const std::uint32_t id = key_id(key, hash);
  return std::any_of(note.signatures.begin(), note.signatures.end(), [&](const NoteSignature& signature) {
    if (signature.name != kNoteKeyName || signature.key_id != id) return false;
    Signature bytes{};
    if (signature.bytes.size() != bytes.size()) return false;
    std::copy(signature.bytes.begin(), signature.bytes.end(), bytes.begin());
    return verify(key, bytes_of(note.text), bytes);
  });
}

std::vector<std::string> split_notes(std::string_view text) {
  std::vector<std::string> notes;
  std::string note;
  bool signatures_begun = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    const bool signature = line.starts_with(kSignatureStart);
    if (signatures_begun && !signature) {
      notes.push_back(std::exchange(note, {}));
      signatures_begun = false;
    }
    if (note.empty() && line == "\n") continue;
    signatures_begun = signatures_begun || signature;
    note += line;
  }
  if (!note.empty()) notes.push_back(std::move(note));
  return notes;
}

}  // namespace sotto
