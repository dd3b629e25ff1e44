// DestroyedThings: compares what a journal no longer holds with what its "forgotten" records say. A part of
// the verifier.
//
// Thread-safety: one caller.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "journal/journal_store.hpp"
#include "journal/journal_verifier.hpp"
#include "journal/record_bodies.hpp"

namespace sotto {

class DestroyedThings {
 public:
  using Find = std::function<void(std::uint64_t sequence, std::string reason, std::string words)>;

  DestroyedThings(std::vector<RecordingKey> keys, std::uint64_t settled);

  void take(const JournalRecord& record);
  // Counts into the report and tells what is missing, and what should be gone. Where not every record was
  // seen, nothing is said to be missing: its deletion may be among the others.
  void finish(bool complete,
              const std::function<std::optional<std::string>(const std::string& file)>& recording_sha256,
              VerifyReport& report, const Find& find);

 private:
  struct Recording {
    std::uint64_t sequence = 0;
    std::optional<RecordingFile> file;
  };
  // A stretch of sequences, both ends included.
  struct Stretch {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  };
  using Stretches = std::vector<Stretch>;

  static void merge(Stretches& stretches);
  [[nodiscard]] static bool covered(const Stretches& merged, std::uint64_t sequence);
  void finish_words(bool complete, VerifyReport& report, const Find& find);
  void finish_recording(bool complete, const Recording& recording,
                        const std::function<std::optional<std::string>(const std::string&)>& recording_sha256,
                        VerifyReport& report, const Find& find);

  std::vector<std::uint64_t> keys_;  // sorted
  std::uint64_t settled_;
  std::vector<std::uint64_t> words_gone_;
  std::vector<std::uint64_t> words_there_;
  std::vector<Recording> recordings_;
  Stretches forgotten_words_;
  Stretches forgotten_recordings_;
  Stretches settled_recordings_;  // those of them that were written before the keys were listed
};

}  // namespace sotto
