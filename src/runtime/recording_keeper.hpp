// RecordingKeeper: keeps what was heard in a dialog, readable for the owner only.
//
// Sound becomes Ogg Opus and is sealed in memory; only sealed bytes reach the disk, as
// DATA/recordings/ID.sotto with a name in the journal and its sealed key beside it. A file without its key
// can never be heard again.
//
// Thread-safety: seal() and load() on any one thread, for instance a worker; record() on the thread that owns
// the journal. The free functions: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "journal/journal_store.hpp"
#include "ports/audio_encoder.hpp"
#include "ports/sound_sealer.hpp"

namespace sotto {

// A recording begins so long before its wake.
inline constexpr SampleCount kKeptBeforeWake = to_samples(1500);

// What to keep of a dialog whose wake word began at `wake` and which was over at `end`.
[[nodiscard]] SampleSpan kept_span(SampleCount wake, SampleCount end);

// Lies in its file, and is not yet in the journal.
struct SealedRecording {
  std::string file;  // relative to the data folder
  std::string body;  // of the "recording" record
  Bytes sealed_key;
};

class RecordingKeeper {
 public:
  // REQUIRES: neither is null.
  RecordingKeeper(std::filesystem::path data_folder, std::shared_ptr<AudioEncoder> encoder,
                  std::shared_ptr<const SoundSealer> sealer);

  // Encodes, seals and writes the file, and wipes `samples`, whatever comes of it. `wake` is the sequence of
  // the record that accepted the wake. Takes most of a second for a minute of sound.
  // REQUIRES: samples.size() == span.length(). Errors: disk-full, write-failed; engine-failed, file-empty.
  [[nodiscard]] Result<SealedRecording> seal(std::vector<float> samples, SampleSpan span, std::uint64_t wake);

  // Writes it into the journal; gives the sequence. Where that fails the file is removed, for without its key
  // it is worth nothing. Errors: those of JournalWriter::append_recording.
  [[nodiscard]] Result<std::uint64_t> record(const SealedRecording& recording, JournalWriter& journal,
                                             Milliseconds at);

 private:
  std::filesystem::path data_folder_;
  std::shared_ptr<AudioEncoder> encoder_;
  std::shared_ptr<const SoundSealer> sealer_;
};

// What a "recording" record says.
struct KeptRecording {
  std::string file;  // relative to the data folder; never leads out of it
  std::string id;
  std::string codec;
  std::uint64_t bytes = 0;
  Hash sha256 = {};
  SampleSpan span;
  std::uint64_t wake = 0;
};

// Errors: file-invalid.
[[nodiscard]] Result<KeptRecording> parse_recording(const JournalRecord& record);

// The Ogg file. Wipe it with the sealer when it is no longer needed. Errors: not-available (it was deleted),
// file-missing, and those of SoundSealer::open and of the reader.
[[nodiscard]] Result<std::vector<std::byte>> load_recording(const JournalReader& journal,
                                                            const std::filesystem::path& data_folder,
                                                            const JournalRecord& record,
                                                            const SoundSealer& sealer);

// Removes files that lost their keys, by the names that JournalWriter::forget gave; one that is gone already
// is no error. Errors: write-failed, with the first that stayed.
[[nodiscard]] Result<void> remove_recordings(const std::filesystem::path& data_folder,
                                             const std::vector<std::string>& files);

// To be called at start, by the one program that writes here: removes recordings without a key and drafts,
// which a crash has left, and nothing else. Gives how many. Errors: write-failed, and those of the reader.
[[nodiscard]] Result<std::size_t> remove_orphans(const std::filesystem::path& data_folder,
                                                 const JournalReader& journal);

}  // namespace sotto
