// AudioSink: where Sotto's own voice goes: a loudspeaker, a simulated room, nowhere.
//
// Thread-safety: called from the runtime loop only. Sound is mono float in [-1, 1), 16 kHz.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "core/event.hpp"

namespace sotto {

struct Playback {
  std::uint64_t id = 0;        // the effect that asked for it
  std::string kind;            // prompt kind: "to-whom", "confirm", "tone-start" ...
  std::string text;            // what is said; empty for a tone
  std::vector<float> samples;  // mono, 16 kHz
};

class AudioSink {
 public:
  virtual ~AudioSink() = default;

  // Begins to play at the run's position `at`, after whatever is still playing. Takes ownership of the
  // samples. Errors: no-sound-device, sound-device-lost.
  [[nodiscard]] virtual Result<void> play(Playback playback, SampleCount at) = 0;

  // Stops at once and forgets what is queued.
  virtual void stop() = 0;

  // Ids of playbacks that have come out of the loudspeaker completely since the last call.
  [[nodiscard]] virtual std::vector<std::uint64_t> take_finished() = 0;

  // Ids of playbacks since the last call that will never come out completely, because the device vanished:
  // nobody can be taken to have heard them. Never the ones that stop() forgot.
  [[nodiscard]] virtual std::vector<std::uint64_t> take_failed() { return {}; }

  // What the microphone heard of a playback that take_finished() has told of; nothing where nobody measured.
  [[nodiscard]] virtual std::optional<PromptEcho> take_echo(std::uint64_t /*id*/) { return std::nullopt; }
};

}  // namespace sotto
