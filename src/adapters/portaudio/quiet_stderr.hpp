// QuietStderr: keeps the chatter of sound libraries off standard error while it lives.
//
// PortAudio, ALSA and JACK write dozens of lines there whenever they look for devices, with no way to stop
// all of them. While one of these lives, standard error goes to memory; afterwards every line that is not
// known chatter is passed on, so nothing of anybody else is lost, only late by some milliseconds.
// Thread-safety: one at a time (the session's lock sees to that); other threads may write to standard error.
#pragma once

#include <string_view>

namespace sotto {

class QuietStderr {
 public:
  QuietStderr();
  QuietStderr(const QuietStderr&) = delete;
  QuietStderr& operator=(const QuietStderr&) = delete;
  ~QuietStderr();

 private:
  int memory_ = -1;
  int real_ = -1;
};

// A line that PortAudio, ALSA or JACK write about devices that are not there.
[[nodiscard]] bool is_sound_chatter(std::string_view line);

}  // namespace sotto
