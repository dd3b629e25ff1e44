// Raw sound from a file descriptor: signed 16-bit little-endian mono samples at 16 kHz, as `arecord -f S16_LE
// -r 16000 -t raw` or `ffmpeg -f s16le` write them to a pipe.
//
// Thread-safety: one reader. The descriptor is borrowed and stays open; it must outlive the source.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/audio_source.hpp"

namespace sotto {

struct RawSourceOptions {
  // How long the sender may send nothing. read() blocks that long at most, also where it is more than a
  // second: a pipe has no clock of its own, so a late sample cannot be told from a lost one before.
  Milliseconds stall_ms = 10'000;
  // When this descriptor becomes readable or is hung up, read() takes it for the end of the sound; -1 = none.
  // Lets another thread or a signal end a read() that waits.
  int cancel_fd = -1;
  std::string name = "stdin";
};

// The source ends where the sender closes its end. An odd last byte is stream-misaligned, after every whole
// sample has been delivered; a sender that is silent for too long is stream-stalled, after which reading may
// go on. The last frame before either is filled up with silence, because a short count would mean a regular
// end. REQUIRES: options.stall_ms is 1 to 3 600 000. Errors: file-unreadable (no open descriptor).
[[nodiscard]] Result<std::unique_ptr<AudioSource>> make_raw_source(int fd, RawSourceOptions options = {});

}  // namespace sotto
