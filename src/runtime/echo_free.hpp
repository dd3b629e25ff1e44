// EchoFree: microphone and loudspeaker of one room, joined by an echo canceller. What is read from the
// microphone is what is left once our own voice is taken out; and of every question that is played it is
// measured whether it came back out of the room (prompt_echo.hpp).
//
// A question counts as finished once its echo has ended as well: what is heard later is no part of it. Where
// no echo is found, that is up to kEchoDelayMax later. Thread-safety: one thread, as AudioSource and
// AudioSink say. Everything given is borrowed and must outlive it. Frames to read are kFrameSamples long.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"
#include "ports/echo_canceller.hpp"
#include "runtime/audio_history.hpp"
#include "runtime/prompt_echo.hpp"

namespace sotto {

class EchoFree final : public AudioSource, public AudioSink {
 public:
  // Without a canceller nothing is taken out. `measures`: whether questions are measured; not where the
  // microphone cannot hear the loudspeaker.
  EchoFree(AudioSource& microphone, AudioSink& loudspeaker, EchoCanceller* canceller, bool measures = true);

  [[nodiscard]] Result<std::size_t> read(std::span<float> frame) override;
  [[nodiscard]] bool over() const override { return microphone_.over(); }
  [[nodiscard]] SampleCount take_lost() override;
  [[nodiscard]] std::string name() const override { return microphone_.name(); }

  [[nodiscard]] Result<void> play(Playback playback, SampleCount at) override;
  void stop() override;
  [[nodiscard]] std::vector<std::uint64_t> take_finished() override;
  [[nodiscard]] std::vector<std::uint64_t> take_failed() override;
  [[nodiscard]] std::optional<PromptEcho> take_echo(std::uint64_t id) override;

  // The memory that holds sound of the room, only while a question is measured.
  [[nodiscard]] std::span<std::byte> memory() { return room_.memory(); }

 private:
  struct Question {
    std::uint64_t id = 0;
    SampleCount from = 0;  // when it was handed to the loudspeaker, or the one before it had ended
    std::vector<float> samples;
    bool played = false;
    std::optional<SampleCount> due;  // measured once more then
  };
  struct Measured {
    std::uint64_t id = 0;
    PromptEcho echo;
  };

  [[nodiscard]] bool end(Question& question);

  AudioSource& microphone_;
  AudioSink& loudspeaker_;
  EchoCanceller* canceller_;
  bool measures_;
  std::deque<float> playing_;  // from now on
  AudioHistory room_;          // what the microphone heard, with the echo
  std::deque<Question> questions_;
  std::deque<Measured> measured_;
};

}  // namespace sotto
