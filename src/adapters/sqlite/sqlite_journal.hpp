// The journal in one SQLite file (WAL, synchronous FULL). The tables are docs/format/journal.md.
//
// Thread-safety: one caller each. Any number of readers, also in other programs, beside one writer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "journal/hash.hpp"
#include "journal/journal_store.hpp"
#include "journal/record.hpp"
#include "journal/signature.hpp"

namespace sotto {

struct JournalOptions {
  HashFunction hash = nullptr;
  VerifySignature verify = nullptr;
  Signer signer;
  std::function<void(std::span<std::uint8_t> bytes)> random;
  std::function<Stamp()> stamp;
  // The latest checkpoint as kept outside the data folder (keys/journal.head). A journal that does not hold
  // it was rolled back or replaced, and is not written to.
  std::optional<std::string> head;
  // Called with every checkpoint's note once it is durable, before the call that made it returns. May be
  // empty.
  std::function<void(const std::string& note)> on_checkpoint;
};

// Opens the journal for writing; makes it where there is none (the file only, mode 0600, not the folder).
// Every call is a new boot id. Brings an older schema up to date. Checks the last checkpoint's signature, the
// stored frontier against it, and every record after it. Errors: write-failed, disk-full, journal-locked
// (another program is writing), journal-newer, journal-damaged, file-invalid (something else than a journal),
// key-invalid (it was begun with another key). Whatever the error, nothing was changed.
[[nodiscard]] Result<std::unique_ptr<JournalWriter>> open_journal(const std::filesystem::path& file,
                                                                  JournalOptions options);

struct ReaderOptions {
  // Also looks through the whole file for pages and indexes that do not fit, which takes a while.
  bool check_structure = false;
};

// Opens the journal for reading: while another program writes it, in a folder that may not be written to, or
// brought from another machine. Writes nothing into the journal.
// Errors: file-missing, file-unreadable, file-invalid (something else than a journal), journal-newer,
// journal-locked, journal-damaged (tables that are not ours, or check_structure found something).
[[nodiscard]] Result<std::unique_ptr<JournalReader>> open_journal_reader(const std::filesystem::path& file,
                                                                         ReaderOptions options = {});

}  // namespace sotto
