// Microphone by PortAudio.
//
// Thread-safety: one reader, as AudioSource says. The device's real-time thread only copies into a bounded
// lock-free ring of four seconds; read() waits for it on a semaphore, because posting one takes no lock,
// wakes the reader at most once a block, and, unlike std::atomic::wait, can be waited for with a time limit.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/audio_source.hpp"
#include "ports/resampler.hpp"

namespace sotto {

class SoundHardware;

struct MicrophoneOptions {
  // A name from list_sound_devices(), or a part that only one has; empty = the default one.
  std::string device = {};
  int capture_rate_hz = kSampleRate;    // rate to ask the device for; others are converted
  Milliseconds first_sound_ms = 3000;   // how long a device may take to give its first sound
  Milliseconds silent_device_ms = 800;  // a device that gives nothing for so long is lost
  Milliseconds retry_ms = 1000;         // pause between two tries to get a lost device back
};

// Opens the device and waits for its first sound. Channels are averaged and the rate is converted through
// `resampler` where the device cannot do 16 kHz mono.
//
// When the device vanishes, read() delivers what was there (the last frame filled up with silence, which
// counts as lost sound), then returns sound-device-lost, each call taking at most a second, while it tries to
// get the device back; it goes on by itself. take_lost() grows by the time that passed meanwhile, and by what
// the reader was too slow for, each when reading has arrived at that place, so that samples read plus samples
// lost stay in step with time. REQUIRES: resampler is callable; frames given to read() hold at most 8000
// samples. Errors: no-sound-device.
[[nodiscard]] Result<std::unique_ptr<AudioSource>> make_microphone(const ResamplerFactory& resampler,
                                                                   MicrophoneOptions options = {});

// As above with other hardware; for tests.
[[nodiscard]] Result<std::unique_ptr<AudioSource>> make_microphone(std::shared_ptr<SoundHardware> hardware,
                                                                   const ResamplerFactory& resampler,
                                                                   MicrophoneOptions options);

}  // namespace sotto
