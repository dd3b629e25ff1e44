// A running program, as a user has it: its event lines and notices, each waited for with a deadline.
// Thread-safety: one user.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pulse.hpp"

namespace sotto {

// Lines that arrive at the reading end of a pipe.
class LineReader {
 public:
  LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  // For the child; close_writer() afterwards, so that its end is seen.
  [[nodiscard]] int writer() const { return write_end_; }
  void close_writer();
  // The next line; nothing at the deadline or when the writer is gone.
  [[nodiscard]] std::optional<std::string> next(Child::Clock::time_point deadline);

 private:
  int read_end_ = -1;
  int write_end_ = -1;
  std::string waiting_;
};

class SottoProcess {
 public:
  // `sotto ARGUMENTS`.
  SottoProcess(const std::vector<std::string>& arguments,
               const std::vector<std::pair<std::string, std::string>>& environment);

  // `sotto run --json`; the settings and the data lie in `folder`.
  static std::unique_ptr<SottoProcess> run(
      const std::filesystem::path& folder, const std::string& settings,
      const std::vector<std::pair<std::string, std::string>>& environment);

  // Reads event lines until one has this type and, where given, this value at `key`. Null at the deadline.
  nlohmann::json wait_for(const std::string& type, const std::string& key = "", const std::string& value = "",
                          std::chrono::seconds patience = std::chrono::seconds(40));
  // The next line of standard output; nothing at the deadline or at its end.
  std::optional<std::string> next_line(std::chrono::seconds patience) {
    return out_.next(Child::Clock::now() + patience);
  }
  // Whether a notice with this text comes.
  bool wait_for_notice(const std::string& text, std::chrono::seconds patience = std::chrono::seconds(40));
  // Ctrl-C; true when it then ends with status 0.
  bool interrupt();
  bool wait_for_end(std::chrono::seconds patience = std::chrono::seconds(40));
  [[nodiscard]] pid_t pid() const { return child_->pid(); }

  // All lines read so far, to say what happened when a test fails.
  [[nodiscard]] const std::string& story() const { return story_; }

 private:
  LineReader out_;
  LineReader err_;
  std::unique_ptr<Child> child_;
  std::string story_;
};

}  // namespace sotto
