// The JSON bodies of the records that the store itself writes and reads.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "journal/journal_store.hpp"
#include "journal/signature.hpp"

namespace sotto {

struct OpenedBody {
  std::string journal_id;  // 32 lower-case hexadecimal digits
  PublicKey key = {};
};
[[nodiscard]] std::string opened_body(const OpenedBody& opened);
// Nothing where it is not such a body, or one of a newer format.
[[nodiscard]] std::optional<OpenedBody> read_opened(std::string_view body);

[[nodiscard]] std::string forgotten_body(const Forgetting& forgetting);
[[nodiscard]] std::optional<Forgetting> read_forgotten(std::string_view body);

// What the body of a "recording" says about its file.
struct RecordingFile {
  std::string file;
  std::string sha256;
};
[[nodiscard]] std::optional<RecordingFile> read_recording(std::string_view body);

}  // namespace sotto
