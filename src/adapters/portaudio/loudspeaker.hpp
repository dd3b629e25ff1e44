// Loudspeaker by PortAudio.
//
// Thread-safety: one caller, as AudioSink says. The device's real-time thread takes sound from a bounded
// lock-free queue of pointers and never frees anything.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/audio_sink.hpp"
#include "ports/resampler.hpp"

namespace sotto {

class SoundHardware;

struct LoudspeakerOptions {
  std::string device = {};  // a name from list_sound_devices(), or a part that only one has; empty = default
  int playback_rate_hz = kSampleRate;    // rate to ask the device for; sound is converted
  Milliseconds silent_device_ms = 1000;  // a device that takes no sound for so long is lost
  Milliseconds idle_ms = 10'000;         // the device is closed after so long without sound
};

// Opens the device, to know that there is one. play() begins at once or after what is still playing, whatever
// `at` says; it opens the device again where it was closed, which may take some ten milliseconds.
//
// An id is reported by take_finished() once the device's own clock says that its last sample has left the
// device, so it must be called now and then, as must take_failed(). When the device vanishes, everything
// unfinished becomes failed; each later play() tries to get it back. REQUIRES: resampler is callable. Errors:
// no-sound-device; further ones of play(): too-long (64 sounds are waiting).
[[nodiscard]] Result<std::unique_ptr<AudioSink>> make_loudspeaker(const ResamplerFactory& resampler,
                                                                  LoudspeakerOptions options = {});

// As above with other hardware; for tests.
[[nodiscard]] Result<std::unique_ptr<AudioSink>> make_loudspeaker(std::shared_ptr<SoundHardware> hardware,
                                                                  const ResamplerFactory& resampler,
                                                                  LoudspeakerOptions options);

}  // namespace sotto
