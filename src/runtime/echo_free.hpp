// EchoFree: microphone and loudspeaker of one room, joined by an echo canceller. What is read from the
// microphone is what is left once our own voice is taken out.
//
// Thread-safety: one thread, as AudioSource and AudioSink say. Everything given is borrowed and must outlive
// it. Frames to read are kFrameSamples long.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"
#include "ports/echo_canceller.hpp"

namespace sotto {

class EchoFree final : public AudioSource, public AudioSink {
 public:
  EchoFree(AudioSource& microphone, AudioSink& loudspeaker, EchoCanceller& canceller)
      : microphone_(microphone), loudspeaker_(loudspeaker), canceller_(canceller) {}

  [[nodiscard]] Result<std::size_t> read(std::span<float> frame) override;
  [[nodiscard]] bool over() const override { return microphone_.over(); }
  [[nodiscard]] SampleCount take_lost() override;
  [[nodiscard]] std::string name() const override { return microphone_.name(); }

  [[nodiscard]] Result<void> play(Playback playback, SampleCount at) override;
  void stop() override;
  [[nodiscard]] std::vector<std::uint64_t> take_finished() override { return loudspeaker_.take_finished(); }
  [[nodiscard]] std::vector<std::uint64_t> take_failed() override { return loudspeaker_.take_failed(); }

 private:
  AudioSource& microphone_;
  AudioSink& loudspeaker_;
  EchoCanceller& canceller_;
  std::deque<float> playing_;  // from now on
};

}  // namespace sotto
