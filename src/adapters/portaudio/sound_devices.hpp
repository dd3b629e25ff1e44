// Which microphones and loudspeakers this machine has, as PortAudio sees them.
// Thread-safety: may be called from any thread.
#pragma once

#include <string>
#include <vector>

namespace sotto {

struct SoundDevice {
  std::string name;  // what make_microphone() and make_loudspeaker() accept
  std::string host;  // the sound system behind it: "ALSA", "JACK Audio Connection Kit" ...
  int input_channels = 0;
  int output_channels = 0;
  int rate_hz = 0;  // the one it likes best
  bool default_input = false;
  bool default_output = false;
};

// In the order of the sound system; empty when there is none. May take a second.
[[nodiscard]] std::vector<SoundDevice> list_sound_devices();

}  // namespace sotto
