// JournalKeeper: writes down what a run hears and does, before it does it; keeps the sound of dialogs, and
// lets words and sound go when their time is over.
//
// A journal that cannot be opened or written is tried again with every event, and opened again once a minute;
// meanwhile records wait in memory, bounded, and commit() fails, so that the loop withholds what needs the
// journal. Thread-safety: the thread of the run; recordings are sealed on a thread of their own.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "journal/journal_store.hpp"
#include "runtime/journal_retention.hpp"
#include "runtime/loop.hpp"
#include "runtime/recording_keeper.hpp"
#include "runtime/worker.hpp"

namespace sotto {

struct KeeperOptions {
  // Opens or makes the journal. Errors: those of the store.
  std::function<Result<std::unique_ptr<JournalWriter>>()> open;
  std::function<Stamp()> stamp;
  RecordingKeeper* recordings = nullptr;  // null: no sound is kept
  std::filesystem::path data_folder;      // that holds the recordings
  Retention retention;                    // audio_days 0: no sound is kept at all
  // What the owner should know: once when the journal fails, nothing (the error is empty) when it works
  // again.
  std::function<void(const std::optional<Error>& trouble)> on_trouble;  // may be empty
};

// What a run starts with, journaled whole.
struct Beginning {
  std::string version;                                      // of the program
  std::string mode;                                         // "run", "replay"
  std::string settings;                                     // the settings file's text; it names people
  std::vector<std::pair<std::string, std::string>> models;  // name and SHA-256 in hexadecimal digits
};

class JournalKeeper final : public Recorder {
 public:
  // Opens the journal and writes down that the program starts, and what was missed since it ended. Where that
  // fails, it is said through on_trouble and by the first commit().
  JournalKeeper(KeeperOptions options, const Beginning& beginning);
  // Waits for recordings that are being sealed, writes down that the program ends, and signs.
  ~JournalKeeper() override;

  void append(const Event& event) override;
  void append(const Effect& effect, Milliseconds at) override;
  [[nodiscard]] Result<void> commit() override;
  [[nodiscard]] Result<void> forget(Milliseconds from, Milliseconds to) override;
  void tick(Milliseconds now, bool at_rest, const AudioHistory& history) override;

 private:
  // A dialog whose wake was accepted.
  struct OpenDialog {
    SampleCount from = 0;
    std::uint64_t place = 0;  // in the count of all drafts, of its wake
    std::uint64_t wake = 0;   // sequence of the wake's record; 0 until it is written
  };

  void add(Draft draft);
  void begin(const Beginning& beginning);
  void write_missed();
  [[nodiscard]] Result<void> open();
  [[nodiscard]] Result<void> write();
  void settle(const Result<void>& result);
  void tell(const Error& error) const;
  void note_sequences(std::uint64_t first);
  void keep_sound(const AudioHistory& history);
  void take_sealed();
  void pass_minute();
  [[nodiscard]] Result<void> destroy(const std::vector<Forgetting>& all);

  KeeperOptions options_;
  std::unique_ptr<JournalWriter> journal_;
  std::optional<Error> trouble_;  // why the journal cannot be written now
  std::deque<Draft> waiting_;
  std::uint64_t added_ = 0;  // drafts so far
  std::uint64_t lost_ = 0;   // drafts that found no room while nothing could be written
  std::uint64_t began_ = 0;  // sequence of this run's first record; 0 until it is written
  Milliseconds now_ = 0;
  Milliseconds minute_ends_ = 0;
  int minutes_ = 0;
  SampleCount proposed_at_ = 0;  // position of the latest proposal to wake
  std::optional<OpenDialog> dialog_;

  std::mutex mutex_;
  std::deque<Result<SealedRecording>> sealed_;  // shared with the sealing thread
  std::unique_ptr<Worker> sealing_;
};

}  // namespace sotto
