// AudioSource: where sound comes from: a file, standard input, a microphone, a simulated room.
//
// Thread-safety: one reader. Ownership: the reader owns the source. Sound is mono float in [-1, 1), 16 kHz.
#pragma once

#include <span>
#include <string>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

class AudioSource {
 public:
  virtual ~AudioSource() = default;

  // Fills `frame` from its start and returns how many samples were written. Fewer than frame.size() (possibly
  // 0) means that the source has ended. May block for a live source, never longer than one second. Errors:
  // file-truncated, stream-misaligned, stream-stalled, sound-device-lost; after sound-device-lost reading may
  // go on.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<float> frame) = 0;

  // Whether all that was planned has been heard. A simulated room gives sound for as long as it is read,
  // because a prompt may bring somebody to speak, and says here when its script is over; other sources end by
  // read() alone.
  [[nodiscard]] virtual bool over() const { return false; }

  // Samples that were lost since the last call (overruns, a device that vanished); 0 for files.
  [[nodiscard]] virtual SampleCount take_lost() { return 0; }

  // Short name for messages to the user, for example the file's name.
  [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace sotto
