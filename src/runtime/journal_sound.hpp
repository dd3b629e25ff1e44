// JournalSound: lets the recognisers of today hear again what was kept of the dialogs of a journal.
//
// Kept sound is Opus and differs a little from what was heard then, so results are compared within
// tolerances. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/journal_store.hpp"
#include "runtime/journal_runs.hpp"
#include "runtime/services.hpp"

namespace sotto {

inline constexpr Permille kConfidenceTolerance = 100;
inline constexpr Permille kSimilarityTolerance = 60;

// The recordings of this run that have their key. Errors: those of the reader.
[[nodiscard]] Result<std::vector<JournalRecord>> list_recordings(const JournalReader& reader,
                                                                 const RunStart& run);

// The sound of a "recording" record as mono float, 16 kHz.
using LoadSound = std::function<Result<std::vector<float>>(const JournalRecord& recording)>;

// Answers what another policy asks, from kept sound. Recordings are loaded when they are needed, one at a
// time.
class SoundAnswers {
 public:
  // All must outlive this.
  SoundAnswers(const JournalReader& reader, const Services& services, LoadSound load);

  // Nothing where no kept sound holds all that is asked for.
  [[nodiscard]] std::optional<EventBody> answer(const RunStart& run, const Effect& effect);

  // The first that could not be loaded, if any.
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

 private:
  struct Kept {
    JournalRecord record;
    SampleSpan span;
  };
  [[nodiscard]] const Kept* find(const RunStart& run, SampleSpan span);
  [[nodiscard]] const AudioHistory* load(const Kept& kept);

  const JournalReader& reader_;
  const Services& services_;
  LoadSound load_;
  int listed_run_ = 0;
  std::vector<Kept> kept_;
  std::uint64_t loaded_ = 0;  // sequence of the recording in `history_`
  std::unique_ptr<AudioHistory> history_;
  std::optional<Error> trouble_;
};

// One result that is outside the tolerances.
struct HeardDifferently {
  int run = 0;
  std::uint64_t record = 0;  // of the recorded answer
  Milliseconds at = 0;
  std::string what;  // "text", "confidence", "similarity", "failed"
  std::string then;  // words, or a number
  std::string now;
};

struct HearingReport {
  std::uint64_t transcripts = 0;  // heard again
  std::uint64_t comparisons = 0;
  std::uint64_t without_sound = 0;  // nothing was kept of them
  std::uint64_t without_words = 0;  // what they were then was deleted
  std::vector<HeardDifferently> outside;
};

struct HearingOptions {
  std::optional<int> run;
  std::function<void(std::uint64_t done, std::uint64_t size)> on_progress;
  std::function<bool()> stopped;
};

// Repeats every transcript and comparison of voices for which sound was kept. Errors: those of the reader;
// journal-damaged; not-found (no such run).
[[nodiscard]] Result<HearingReport> hear_again(const JournalReader& reader, SoundAnswers& answers,
                                               const HearingOptions& options);

}  // namespace sotto
