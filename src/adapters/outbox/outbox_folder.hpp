// The message channel "file": each message becomes a folder of its own in the outbox folder, with the
// recording and a note in JSON, for another program or a person to pick up.
//
//   OUTBOX/000000000042-maria-alvarez/message.ogg   the recording
//   OUTBOX/000000000042-maria-alvarez/note.json     {"id", "contact", "transcript", "recorded_at_ms",
//   "seconds", "audio",
//                                                    "fingerprint"}
//
// A message is built in a hidden folder (".new-...") and renamed, so it appears whole or not at all, also
// when the power fails. Folders have mode 0700 and files 0600.
//
// Thread-safety: one caller; several processes may share an outbox.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ports/audio_encoder.hpp"
#include "ports/messenger.hpp"

namespace sotto {

// The system calls that a full or broken disk makes fail; tests give others. An empty function is the real
// call.
struct FileCalls {
  std::function<ssize_t(int fd, const void* bytes, std::size_t count)> write;
  std::function<int(int fd)> sync;
};

// Creates `folder` with its parents where it is not there (0700). REQUIRES: encoder is not null.
// deliver() is idempotent: a message that is there already, with the same number, contact and sound, is not
// written again; another message with the same number is write-failed. Further errors of deliver(): those of
// the encoder. Errors: write-failed, disk-full.
[[nodiscard]] Result<std::unique_ptr<Messenger>> make_outbox_folder(std::filesystem::path folder,
                                                                    std::unique_ptr<AudioEncoder> encoder,
                                                                    FileCalls calls = {});

// The contact's part of a folder name: lower-case ASCII letters, digits and single hyphens, 1 to 40 of them,
// whatever the name holds; "contact" where nothing is left.
[[nodiscard]] std::string contact_slug(std::string_view contact);

}  // namespace sotto
