// The built program, run as a user runs it: arguments, a home of its own, and a deadline.
//
// Every Home is a scratch folder with HOME, the XDG folders and TMPDIR in it; only the models are the ones
// that set-up left, by a link. Nothing waits but for an event. Thread-safety: one user.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sotto {

struct Outcome {
  int exit_code = -1;  // -1: it was killed by a signal
  int signal = 0;
  bool late = false;  // it had to be killed at the deadline
  std::string out;
  std::string err;
  long peak_kilobytes = 0;  // of resident memory
  double seconds = 0;

  // Everything, for a test that fails.
  [[nodiscard]] std::string story() const;
};

// Where a descriptor of the program goes.
struct Stream {
  int fd = -1;  // given to the program as it is; -1: /dev/null for input, kept for output
  std::optional<std::string> bytes = {};  // for input: written by the test, then closed
};

class Home {
 public:
  using Arguments = std::vector<std::string>;
  using Environment = std::map<std::string, std::string>;

  Home();
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  // Writes a file below the folder and returns its path.
  std::filesystem::path write(const std::string& name, const std::string& content) const;

  // The program's environment; tests may change it.
  Environment environment;
  // Put before the program: {"unshare", "-rm", ...}.
  Arguments wrapper;
  Stream input;
  Stream output;

  // Runs `sotto` with these arguments in the scratch folder.
  [[nodiscard]] Outcome run(const Arguments& arguments,
                            std::chrono::seconds patience = std::chrono::seconds(60)) const;

 private:
  std::filesystem::path folder_;
};

// A program that runs while the test does something else.
class Running {
 public:
  using Clock = std::chrono::steady_clock;

  Running(const std::vector<std::string>& argv, const Home& home);
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running();  // kills it when it still runs

  void signal(int number) const;
  // Takes in output until standard error holds this text. False at the deadline or when the program ends.
  bool wait_for_notice(const std::string& text, Clock::time_point deadline);
  // Takes in everything until the program ends; kills it at the deadline.
  [[nodiscard]] Outcome finish(Clock::time_point deadline);

 private:
  bool take_in(Clock::time_point deadline);
  bool write_some();
  void close_fd(int& fd);

  pid_t pid_ = -1;
  Clock::time_point began_;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string input_;
  Outcome outcome_;
};

// Lines of a text, without their ends.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace sotto
