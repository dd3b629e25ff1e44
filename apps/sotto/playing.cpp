#include "sotto/playing.hpp"

#include <chrono>
#include <thread>

#include "adapters/portaudio/loudspeaker.hpp"
#include "sotto/engines.hpp"

namespace sotto {

Result<void> play_aloud(Speech sound) {
  auto speaker = make_loudspeaker(resampler_factory());
  if (!speaker) return speaker.error();
  return play_through(*speaker.value(), std::move(sound));
}

Result<void> play_through(AudioSink& sink, Speech sound) {
  const auto length = std::chrono::milliseconds(to_milliseconds(static_cast<SampleCount>(sound.size())));
  if (auto played = sink.play({1, "say", "", std::move(sound)}, 0); !played) return played;
  // The loudspeaker says when the last sample is out; a device that never says so is lost.
  const auto patience = std::chrono::steady_clock::now() + length + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < patience) {
    if (!sink.take_finished().empty()) return {};
    if (!sink.take_failed().empty()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return Error{ErrorCode::kSoundDeviceLost, "loudspeaker"};
}

}  // namespace sotto
