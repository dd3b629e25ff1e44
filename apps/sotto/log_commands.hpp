// What the commands of `sotto log` share, and each of them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "journal/journal_store.hpp"
#include "runtime/journal_list.hpp"
#include "sotto/commands.hpp"

namespace sotto {

struct LogOptions {
  Common common;
  std::filesystem::path journal;  // empty: in the data folder
};

// Adds --journal and the options of every command.
void add_log_options(CLI::App& command, LogOptions& options, const std::string& example);

[[nodiscard]] std::filesystem::path journal_path(const LogOptions& options);
// Where the journal's recordings lie, and what its head in the keys' folder is called after.
[[nodiscard]] std::filesystem::path data_of_journal(const LogOptions& options);

struct LogFilter {
  std::string from;  // times
  std::string to;
  std::string gate;
  std::string verdict;
  std::string contact;
  bool refused_too = false;
};

void add_log_filter(CLI::App& command, LogFilter& filter);

// Whether only some interactions are wanted, and not simply the records of a time.
[[nodiscard]] bool chooses_interactions(const LogFilter& filter);

// Checks what can be checked before the journal is opened. Errors: usage.
[[nodiscard]] Result<void> check_filter(const LogFilter& filter);
// Errors: usage, and those of the reader.
[[nodiscard]] Result<InteractionFilter> make_filter(const JournalReader& reader, const LogFilter& filter);

// One record as one line of JSON, what was said in its place; words that are deleted, or left out, are null
// there. Errors: journal-damaged.
[[nodiscard]] Result<std::string> record_json(const JournalRecord& record, bool with_words);

// How far a long reading of the journal is, on a terminal, once it takes more than two seconds.
class RecordProgress {
 public:
  explicit RecordProgress(std::uint64_t size);
  ~RecordProgress();
  RecordProgress(const RecordProgress&) = delete;
  RecordProgress& operator=(const RecordProgress&) = delete;

  void show(std::uint64_t done);
  void clear();

 private:
  std::uint64_t size_;
  std::int64_t began_ms_;
  std::int64_t shown_ms_;
  bool on_;
  bool dirty_ = false;
};

void add_log_checkpoint(CLI::App& log, int& exit_code);
void add_log_export(CLI::App& log, int& exit_code);
void add_log_list(CLI::App& log, int& exit_code);
void add_log_purge(CLI::App& log, int& exit_code);
void add_log_show(CLI::App& log, int& exit_code);
void add_log_verify(CLI::App& log, int& exit_code);

}  // namespace sotto
