// FileShape: whether a sound file is as long as its header promises. libsndfile reads a cut file without
// complaint, so the promise is checked here, by reading headers only.
//
// Sources: Microsoft RIFF (1991) and EBU Tech 3306 (RF64) for WAV, RFC 9639 for FLAC, RFC 3533 for Ogg.
// Thread-safety: plain functions.
#pragma once

namespace sotto {

enum class SoundContainer { kUnknown, kWav, kFlac, kOgg };

struct FileShape {
  SoundContainer container = SoundContainer::kUnknown;
  bool truncated = false;  // the header promises more than the file holds, or the header itself is cut
};

// Looks at the regular file behind `fd` without moving its offset. What cannot be read counts as unknown.
[[nodiscard]] FileShape inspect_sound_file(int fd);

}  // namespace sotto
