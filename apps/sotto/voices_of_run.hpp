// The enrolled voices: where they lie, and how a run learns that they have changed.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/toml/people_file.hpp"
#include "base/result.hpp"
#include "ports/sound_sealer.hpp"
#include "runtime/voice_prints.hpp"

namespace sotto {

// DATA/voices: a folder of its own, so that voices can be enrolled while a run holds the data folder's lock.
[[nodiscard]] std::filesystem::path voices_folder(const std::filesystem::path& data);

// What seals and opens the prints. Makes the owner's key where there is none. Errors: key-missing,
// key-invalid, disk-full, write-failed.
[[nodiscard]] Result<std::unique_ptr<SoundSealer>> open_voice_sealer();

// Writes into the journal who is enrolled now; the prints are no part of it. Errors and exceptions: as
// journal_people().
[[nodiscard]] Result<void> journal_voices(const std::filesystem::path& data,
                                          const std::filesystem::path& witness,
                                          const std::vector<VoicePrint>& voices);

// Keeps the prints of a run as they lie on the disk. One thread.
class VoicesWatch {
 public:
  explicit VoicesWatch(std::filesystem::path data);

  // What the run compares with; filled by poll().
  [[nodiscard]] const VoicePrints& prints() const { return prints_; }

  // Who is enrolled, where that has changed since the last call (the first one always says); one stat() where
  // it has not. Prints that cannot be read count for nobody, and trouble() says why.
  [[nodiscard]] std::optional<std::vector<std::string>> poll();
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

 private:
  [[nodiscard]] Result<std::vector<VoicePrint>> load() const;

  std::filesystem::path data_;
  VoicePrints prints_;
  std::optional<FileStamp> stamp_;
  std::optional<Error> trouble_;
};

}  // namespace sotto
