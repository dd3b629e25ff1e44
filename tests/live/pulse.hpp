// A sound server of the tests' own: PulseAudio with a microphone and a loudspeaker that exist only in memory,
// for tests through real sound devices on machines that have none.
//
//   sink "mic": what is played into it is what the default source, its monitor, hears: the microphone of the
//   program. sink "speaker": the default sink; its monitor tells what the program said.
//
// Everything lives in a scratch folder and is gone afterwards; no other sound server is touched. All waiting
// is for events, with deadlines. Thread-safety: one user; at most one server a process, because its
// environment points to it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sotto {

// A child process that does not outlive the test.
class Child {
 public:
  using Clock = std::chrono::steady_clock;

  // Starts argv[0], found on the PATH, with further environment variables. Descriptors of -1 become
  // /dev/null.
  Child(const std::vector<std::string>& argv,
        const std::vector<std::pair<std::string, std::string>>& environment, int in = -1, int out = -1,
        int err = -1);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  // kills it

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;
  // True when it ended with status 0 before the deadline.
  bool wait(Clock::time_point deadline);

 private:
  pid_t pid_ = -1;
  int exit_status_ = -1;
};

// What comes out of one source of the server, from when the constructor returns.
class Recording {
 public:
  // REQUIRES: the server runs. Waits until the first sound has arrived.
  Recording(const class PulseServer& server, const std::string& source);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();

  // All samples so far (mono float, 16 kHz), at least `count` unless the deadline passes before.
  const std::vector<float>& until(std::size_t count, Child::Clock::time_point deadline);

 private:
  std::unique_ptr<Child> recorder_;
  int pipe_ = -1;
  std::vector<unsigned char> odd_;
  std::vector<float> samples_;
};

class PulseServer {
 public:
  // Whether pulseaudio, its tools and its ALSA plugin are installed.
  [[nodiscard]] static bool available();

  // Starts the server. `echo_db`: so loud the loudspeaker comes back into the microphone, at most 0; nothing:
  // it does not, as with headphones that lie on the table. running() is false when the server did not come up
  // within ten seconds; log() then says why.
  explicit PulseServer(std::optional<double> echo_db = std::nullopt);
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;
  ~PulseServer();

  [[nodiscard]] bool running() const { return server_ != nullptr; }
  [[nodiscard]] std::string log() const;

  // As if the device were pulled out, and put in again.
  void kill();
  bool restart();

  // What a program needs in its environment to find this server as its default ALSA and PulseAudio devices.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment() const;
  // Sets the same in this process.
  void use_here() const;

  // Begins to play mono float sound at 16 kHz into a sink; the child ends when all has been played.
  [[nodiscard]] std::unique_ptr<Child> play(std::span<const float> samples,
                                            const std::string& sink = "mic") const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  bool start();

  std::filesystem::path folder_;
  std::unique_ptr<Child> server_;
  mutable int sounds_ = 0;
};

// A tone that rises from 300 to 3500 Hz: nothing but itself looks like it. Mono float, 16 kHz, amplitude 0.5.
[[nodiscard]] std::vector<float> chirp(double seconds);

// Where in `sound` `pattern` is found best, and how well: 1 is the pattern itself, at any loudness; noise is
// below 0.2.
struct Match {
  std::size_t at = 0;
  double likeness = 0;
};
[[nodiscard]] Match find_pattern(std::span<const float> sound, std::span<const float> pattern);

}  // namespace sotto
