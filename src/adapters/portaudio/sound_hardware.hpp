// SoundHardware: what the microphone and the loudspeaker need of a sound library, and no more. PortAudio is
// behind it in the product, a made-up device in the tests.
//
// Sound is interleaved float in [-1, 1) at the stream's own rate and channels.
// Thread-safety: SoundHardware may be used from any thread; a stream from one, besides its callbacks.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/portaudio/sound_devices.hpp"
#include "base/result.hpp"

namespace sotto {

enum class SoundDirection { kIn, kOut };

struct StreamFormat {
  int rate_hz = 0;
  int channels = 0;
};

// The device's word about one block: when it asks, when the block's first frame was at the microphone or will
// be at the loudspeaker, both in seconds on one clock of the device, and whether it lost sound or ran dry
// just before.
struct StreamMoment {
  double now_s = 0;
  double first_frame_s = 0;
  bool glitch = false;
};

// All but on_start() are called from the device's own real-time thread: no locks, no allocation, no logging.
class StreamUser {
 public:
  virtual ~StreamUser() = default;
  // From the thread that opens the stream, before any other call: the format that the device agreed to.
  virtual void on_start(StreamFormat format) = 0;
  virtual void on_input(std::span<const float> interleaved, StreamMoment moment) noexcept = 0;
  virtual void on_output(std::span<float> interleaved, StreamMoment moment) noexcept = 0;
  // The stream has stopped: the device is gone, or the stream is being destroyed.
  virtual void on_end() noexcept = 0;
};

// A running stream. Destroying it stops at once, dropping what is still in the device; no callback runs
// afterwards.
class SoundStream {
 public:
  virtual ~SoundStream() = default;
  [[nodiscard]] virtual StreamFormat format() const = 0;
};

class SoundHardware {
 public:
  virtual ~SoundHardware() = default;

  // Opens and starts a stream on the named device ("" = the default one), as near to wanted_rate_hz mono as
  // the device can. `user` must outlive the stream. Errors: no-sound-device.
  [[nodiscard]] virtual Result<std::unique_ptr<SoundStream>> open(SoundDirection direction,
                                                                  const std::string& device,
                                                                  int wanted_rate_hz, StreamUser& user) = 0;

  // Looks again which devices there are; has no effect while any stream is open.
  virtual void refresh() = 0;

  [[nodiscard]] virtual std::vector<SoundDevice> devices() = 0;
};

// The one of this process. It stays for as long as somebody holds it.
[[nodiscard]] std::shared_ptr<SoundHardware> portaudio_hardware();

}  // namespace sotto
