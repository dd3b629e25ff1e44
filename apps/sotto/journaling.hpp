// The journal of a run, with its keys, its recordings and its witnesses; shared by `run`, `demo` and
// `replay`.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "runtime/journal_keeper.hpp"

namespace sotto {

struct JournalingRequest {
  std::filesystem::path data;  // holds journal.db and recordings/
  std::filesystem::path keys;
  std::filesystem::path head;     // where the latest checkpoint is kept apart from the data; empty: nowhere
  std::filesystem::path witness;  // every checkpoint is added to it; empty: none
  Retention retention;
  Beginning beginning;
  std::function<void(const std::string& notice)> on_notice;
};

class Journaling {
 public:
  // Whatever is wrong with the journal is said through on_notice: listening goes on without it.
  explicit Journaling(JournalingRequest request);
  ~Journaling();
  Journaling(const Journaling&) = delete;
  Journaling& operator=(const Journaling&) = delete;

  // Never null.
  [[nodiscard]] Recorder* recorder();

 private:
  [[nodiscard]] Result<std::unique_ptr<JournalWriter>> open();
  void spread(const std::string& note);

  JournalingRequest request_;
  std::unique_ptr<RecordingKeeper> recordings_;
  std::unique_ptr<JournalKeeper> keeper_;
  bool witness_failed_ = false;
};

// What every run writes down at its start: this program, the models of the cache and the settings' text.
[[nodiscard]] Beginning beginning_of(const std::string& mode, const std::string& settings);

[[nodiscard]] std::filesystem::path journal_file(const std::filesystem::path& data);

// The journal that lies in `file`, for a program that changes it by hand: signed with the owner's key, and
// its checkpoints kept where those of a run are, in the head file and in `witness` (empty: none).
// `on_trouble` gets what goes wrong with the latter two, which is no reason to stop. Errors: those of
// load_signing_key(), read_head() and open_journal().
[[nodiscard]] Result<std::unique_ptr<JournalWriter>> open_journal_by_hand(
    const std::filesystem::path& file, const std::filesystem::path& witness,
    const std::function<void(const Error& error)>& on_trouble);

// The wall clock and the machine's monotonic clock.
[[nodiscard]] Stamp stamp_now();

}  // namespace sotto
