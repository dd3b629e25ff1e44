// JournalReplay: gives the recorded events of a journal to the core of today and compares its effects, one by
// one, with those that were recorded.
//
// Where words were deleted the core cannot be asked: that stretch is counted and left out. A dialog that
// begins later is followed again, because the core is at rest before it and what it remembers across rest is
// known from the records. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/journal_store.hpp"
#include "runtime/journal_runs.hpp"

namespace sotto {

// The first place where today's core does something else. Texts are the codec's; they hold what was said.
struct EffectDifference {
  std::uint64_t event = 0;   // record of the event
  std::uint64_t effect = 0;  // record of the effect; 0: none was recorded
  Stamp stamp;
  Milliseconds at = 0;
  std::string recorded;             // empty: nothing more was recorded
  std::string now;                  // empty: today nothing more is done
  std::vector<std::string> places;  // JSON pointers to what differs, where both are there
};

// Records that could not be followed.
struct SkippedStretch {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::string why;  // "words-deleted", "events-missing"
};

struct RunReplay {
  RunStart start;
  std::uint64_t last = 0;  // sequence of its last record that took part
  std::uint64_t events = 0;
  std::uint64_t effects = 0;        // compared
  std::uint64_t without_words = 0;  // of these, those whose own words were deleted
  std::uint64_t different = 0;
  std::optional<EffectDifference> first_difference;
  std::uint64_t skipped_events = 0;
  std::vector<SkippedStretch> skipped;
};

struct JournalReplayOptions {
  std::optional<int> run;  // only this one
  std::function<void(std::uint64_t done, std::uint64_t size)> on_progress;
  std::function<bool()> stopped;
};

// One entry a run. Errors: those of the reader; journal-damaged (a record that cannot be read);
// not-found (no such run).
[[nodiscard]] Result<std::vector<RunReplay>> replay_journal(const JournalReader& reader,
                                                            const JournalReplayOptions& options);

}  // namespace sotto
